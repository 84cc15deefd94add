/** Vocabularies of lookups in files: those of Keras 3.15.1, and ours. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock, test } from "node:test";
import { Dense, Input, layers, models, Sequential } from "../../lib/keras/index.ts";
import { readArchive, writeArchive } from "../../lib/keras/saving/archive.ts";
import { golden } from "../golden/load.ts";

const saved = join(import.meta.dirname, "../golden/saved");
const folder = mkdtempSync(join(tmpdir(), "keras-day-saving-"));
const file = (name: string) => join(folder, name);

const difference = (a: ArrayLike<number>, b: readonly number[]) =>
  b.reduce((largest, value, i) => Math.max(largest, Math.abs(a[i] - value)), 0);

test("a vocabulary of Keras, in a model that is not compiled", async () => {
  const { integers } = golden<{
    integers: { inputs: number[][]; outputs: number[][]; vocabulary: number[] };
  }>("saved/parts.json");
  const model = await models.loadModel(join(saved, "integer_lookup.keras"));
  const [lookup] = model.layers as unknown as [layers.IntegerLookup];
  assert.deepEqual(lookup.getVocabulary(), integers.vocabulary);
  const outputs = await model.predict(integers.inputs);
  assert.ok(difference(outputs.values, integers.outputs.flat()) < 1e-6);
  assert.equal(model.getCompileConfig(), null);
});

test("words, by the vocabularies of Keras, in a model; with the weights of their tokens", async () => {
  type Part = { inputs: string[] | string[][]; outputs: number[][] };
  const figures = golden<Record<string, Part>>("saved/parts.json");
  for (const [name, part] of [
    ["string_lookup", "strings"],
    ["text_vectorization_tokens", "tokens"],
    ["text_vectorization_tf_idf", "tf_idf"],
  ]) {
    const { inputs, outputs } = figures[part];
    const model = await models.loadModel(join(saved, `${name}.keras`));
    await model.save(file(`${name}.keras`));
    for (const one of [model, await models.loadModel(file(`${name}.keras`))]) {
      const values = [...(await one.predict(inputs)).values];
      assert.ok(values.length === outputs.flat().length && difference(values, outputs.flat()) < 1e-6, name);
    }
  }
});

test("vocabularies that layers learned are in .keras files, and only there", async () => {
  const lookup = new layers.IntegerLookup({ outputMode: "count", numOovIndices: 2 });
  lookup.adapt([5, 5, -3, 9, 9, 9]);
  const inner = new Sequential([Input({ shape: [3] }), lookup], { name: "inner" });
  const given = new layers.IntegerLookup({ vocabulary: [4, 2] });
  const model = new Sequential([Input({ shape: [3] }), inner, given, new Dense(1)]);
  await model.save(file("vocabulary.keras"));
  const path = "assets/layers/sequential/layers/integer_lookup/vocabulary.txt";
  const files = await readArchive(file("vocabulary.keras"));
  assert.deepEqual([...files.keys()].slice(3), [path]);
  assert.equal(files.get(path)?.toString(), "-1\n-1\n9\n5\n-3");
  const loaded = await models.loadModel(file("vocabulary.keras"));
  const rows = [
    [5, 9, 1],
    [-3, 5, 5],
  ];
  assert.deepEqual(await loaded.predict(rows), await model.predict(rows));
  assert.deepEqual(lookup.getConfig().vocabulary, null);
  const warn = mock.method(console, "warn", () => {});
  await model.save(file("vocabulary.h5"));
  assert.match(warn.mock.calls.at(-1)?.arguments[0], /does not hold the vocabularies/);
  warn.mock.restore();
  for (const [text, sentence] of [
    ["-1\n-1\n9\nx", /a whole number in each line\. Received: 'x'/],
    ["-1\n-1\n9\n5\n6\n7", /to have 5 tokens, as the file says\. Received: 6/],
    ["-1\n-1\n9\n9", /at least one repeated term/],
  ] as const) {
    await writeArchive(file(`v-${text.length}${text.at(-1)}.keras`), {
      ...Object.fromEntries(files),
      [path]: Buffer.from(text),
    });
    await assert.rejects(models.loadModel(file(`v-${text.length}${text.at(-1)}.keras`)), sentence);
  }
  const words = new layers.StringLookup();
  words.adapt(["two\nlines"]);
  assert.throws(() => words.vocabularyText, /a token a line/);
});
