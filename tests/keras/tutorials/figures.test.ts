/** Programs of Keras' guides and examples, in the figures that Keras gives for the same programs in Python. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, test } from "node:test";
import * as keras from "../../../lib/keras/index.ts";
import { golden } from "../../golden/load.ts";
import { folder, plain, type T } from "./program-data.ts";
import * as programs from "./programs/index.ts";

after(() => rmSync(folder, { recursive: true }));

const figures = golden<Record<string, unknown>>("tutorials.json");

/** Compares numbers to 1e-4 of the expected one. */
function assertClose(actual: T, expected: T, path: string): void {
  if (typeof expected === "number" && typeof actual === "number") {
    const isClose = Math.abs(actual - expected) <= 1e-4 * Math.abs(expected) + 2e-6;
    if (!isClose) assert.fail(`${path}: expected ${expected}, got ${actual}`);
  } else if (
    typeof expected === "object" &&
    expected !== null &&
    typeof actual === "object" &&
    actual !== null
  ) {
    assert.deepEqual(Object.keys(actual), Object.keys(expected), path);
    for (const key of Object.keys(expected)) assertClose(actual[key], expected[key], `${path}.${key}`);
  } else assert.equal(actual, expected, path);
}

assert.deepEqual(Object.keys(programs).sort(), Object.keys(figures).sort());

for (const [name, program] of Object.entries(programs)) {
  test(name, async () => {
    keras.utils.clearSession();
    keras.utils.setRandomSeed(0);
    keras.config.setDialect("3");
    assertClose(plain(await program()), figures[name], name);
  });
}

test("fineTuning on TensorFlow.js alone", async () => {
  assertClose(plain(await programs.fineTuning(false)), figures.fineTuning, "fineTuning");
});
