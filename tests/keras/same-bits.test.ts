import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Sequential } from "../../lib/keras/index.ts";
import { exercise4, exercise4Data } from "./data.ts";
import { fitProgram, programs } from "./fit-programs.ts";

/**
 * SHA-256 of weights and history after each program. Any machine and any version of Node has to come to these; a change
 * of the engine's arithmetic changes them, and is then to be checked against Keras (`fit-options.test.ts`).
 */
const digests: Record<string, string> = JSON.parse(
  readFileSync(join(import.meta.dirname, "digests.json"), "utf8"),
);

/** Of the bytes of all weights, then of each figure's name and bytes. */
function digest(model: Sequential): string {
  const hash = createHash("sha256");
  for (const { values } of model.getWeights()) hash.update(new Uint8Array(Float32Array.from(values).buffer));
  for (const [name, values] of Object.entries(model.history?.history ?? {})) {
    hash.update(name).update(new Uint8Array(Float64Array.from(values).buffer));
  }
  return hash.digest("hex");
}

describe("the same bits everywhere", () => {
  for (const name of Object.keys(programs)) {
    test(name, async () => {
      const { model } = await fitProgram(programs[name], true);
      assert.equal(digest(model), digests[name]);
    });
  }

  for (const seed of [0, 42, 1337]) {
    test(`exercise 4, seed ${seed}`, async () => {
      const { x, y } = exercise4Data();
      const model = exercise4({ seed });
      await model.fit(x, y, { epochs: 49, verbose: 0 });
      assert.equal(digest(model), digests[`exercise 4, seed ${seed}`]);
    });
  }
});
