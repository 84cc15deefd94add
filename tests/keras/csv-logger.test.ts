import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { callbacks, utils } from "../../lib/keras/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { regression, small, x } from "./part-data.ts";

const { CSVLogger } = callbacks;

/** Returns the file that two fits write, of two epochs and of one. */
async function written(separator?: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "csv "));
  const file = join(folder, "log.csv");
  utils.clearSession();
  utils.setRandomSeed(11);
  const model = small("linear")();
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  const fit = (epochs: number, append: boolean) =>
    model.fit(x, regression, {
      epochs,
      verbose: 0,
      shuffle: false,
      callbacks: new CSVLogger(file, { append, separator }),
    });
  await fit(2, false);
  await fit(1, true);
  return readFileSync(file, "utf8");
}

test("the file is Keras' but for the last digits of its figures", async () => {
  const { csv } = golden<{ csv: string }>("keras_parts.json");
  const found = await written();
  const figure = /\d\.\d+/g;
  assert.equal(found.replace(figure, "#"), csv.replace(figure, "#"));
  const figures = (text: string) => (text.match(figure) ?? []).map(Number);
  assert.ok(largestDifference(figures(found), figures(csv)) <= 1e-6);
});

test("another separator, and fields that hold it", async () => {
  const [head, first] = (await written(";")).split("\r\n");
  assert.equal(head, "epoch;loss;mae;val_loss;val_mae");
  assert.match(first, /^0;1\.\d+;1\.\d+;NA;NA$/);
});
