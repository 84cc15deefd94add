import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "../../lib/engine/memory.ts";

test("addresses from 2 GiB on are numbers like the others", () => {
  const memory = new Memory();
  memory.take(2 ** 31);
  const address = memory.copyIn(Float32Array.of(1, 2, 3));
  assert.ok(address >= 2 ** 31, `address ${address}`);
  assert.deepEqual(memory.floats(address, 3), Float32Array.of(1, 2, 3));
});

test("what is reserved is zero, also where others have written", () => {
  const memory = new Memory();
  const mark = memory.mark();
  memory.floats(memory.take(40), 10).fill(7);
  memory.releaseTo(mark);
  assert.ok(memory.floats(memory.reserve(4000), 1000).every((value) => value === 0));
});

test("more than the engine can have is refused with a remedy", () => {
  assert.throws(
    () => new Memory().take(2 ** 32 - 1),
    /No memory for 4294967295 more bytes: the engine has up to 4 GiB .* Use fewer samples/,
  );
});
