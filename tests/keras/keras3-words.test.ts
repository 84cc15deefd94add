import assert from "node:assert/strict";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { config, Input, layers, Model, models } from "../../lib/keras/index.ts";
import { readArchive } from "../../lib/keras/saving/archive.ts";
import { golden } from "../golden/load.ts";
import { captured } from "./capture.ts";
import { programs, run } from "./keras3-programs.ts";

const { about, ...texts } = golden<Record<string, string>>("keras3_words.json");

/** Masks the digits of an address, whose number has to be the same. */
function withoutAddress(text: string): string {
  return text.replace(/0x[0-9a-f]{12}/g, "0x############");
}

suite(`the words of ${about.split(",")[0]}, byte for byte`, () => {
  const { COLUMNS } = process.env;
  after(() => {
    config.setDialect("2.4.3");
    config.setClock(undefined);
    if (COLUMNS === undefined) delete process.env.COLUMNS;
    else process.env.COLUMNS = COLUMNS;
  });

  for (const [name, text] of Object.entries(texts))
    test(name, async () => {
      assert.equal(withoutAddress(await captured(() => run(name))), text);
    });

  test("every program has a text", () => {
    assert.deepEqual(Object.keys(programs).sort(), Object.keys(texts).sort());
  });
});

test("toJson is the configuration that Keras 3 has written into files", async () => {
  config.setDialect("3");
  try {
    for (const name of ["adam", "dense", "graph", "image", "sgd", "tokens"]) {
      const path = join(import.meta.dirname, `../golden/saved/keras3_${name}.keras`);
      // Keras adds addresses in memory, and "auto" is resolved.
      const parse = (json: string) =>
        JSON.parse(json, (key, value) =>
          key === "shared_object_id" || key === "jit_compile" ? undefined : value,
        );
      const written = (await readArchive(path)).get("config.json")!.toString("utf8");
      assert.deepEqual(parse((await models.loadModel(path)).toJson()), parse(written), name);
    }
  } finally {
    config.setDialect("2.4.3");
  }
});

test("attention lists the tensors that it was called with, not the values as keys once more", () => {
  config.setDialect("3");
  const inputs = Input({ shape: [5, 8] });
  const attention = new layers.MultiHeadAttention({ numHeads: 2, keyDim: 4, name: "attention" });
  const model = new Model({ inputs, outputs: attention.apply(inputs, inputs) });
  let text = "";
  const printFn = (table: string) => {
    text += table;
  };
  model.summary({ printFn });
  // Its own row, and two connections.
  assert.equal(text.match(/input_layer/g)?.length, 3);
});
