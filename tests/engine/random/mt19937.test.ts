import assert from "node:assert/strict";
import { test } from "node:test";
import { MT19937 } from "../../../lib/engine/random/mt19937.ts";

const draw = (generator: MT19937, count: number) =>
  Array.from({ length: count }, () => generator.nextUint32());

test("a Python seed draws what random.getrandbits(32) draws in CPython 3.11", () => {
  assert.deepEqual(draw(MT19937.fromPythonSeed(42), 2), [2746317213, 478163327]);
});

test("a NumPy seed draws what RandomState(42).randint(0, 2**32) draws", () => {
  assert.deepEqual(draw(MT19937.fromSeed(42), 2), [1608637542, 3421126067]);
});

test("the 10,000th word, past many twists, is the reference implementation's", () => {
  // mt19937ar.c seeded with 5489 is std::mt19937, whose 10,000th word the C++ standard fixes.
  assert.equal(draw(MT19937.fromSeed(5489), 10_000).at(-1), 4123659995);
});
