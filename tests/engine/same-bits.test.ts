import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { digests } from "./digest-runs.ts";

// Any machine, any version of Node has to come to these; a change of the engine's arithmetic changes them, and is then
// to be checked against Keras (the tests beside this one): `digest-runs.ts print` writes them anew.
const committed = JSON.parse(readFileSync(join(import.meta.dirname, "digests.json"), "utf8"));

test("weights, losses and outputs have the committed bits", () => {
  assert.deepEqual(digests(101), committed);
});

test("one call a batch, instead of one an epoch, changes no bit", () => {
  assert.deepEqual(digests(16), committed);
});
