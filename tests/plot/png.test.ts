import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { png } from "../../lib/plot/png.ts";

test("a picture is read back pixel by pixel, over more than one block", () => {
  const [width, height] = [150, 120];
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 7) % 251);
  const file = png(width, height, pixels);
  assert.equal(file.subarray(1, 4).toString(), "PNG");
  assert.deepEqual([file.readUInt32BE(16), file.readUInt32BE(20)], [width, height]);
  const length = file.readUInt32BE(33);
  assert.equal(file.subarray(37, 41).toString(), "IDAT");
  const rows = inflateSync(file.subarray(41, 41 + length)); // checks the stream's own checksum
  assert.equal(rows.length, height * (1 + width * 4));
  const read = Array.from({ length: height }, (_, y) => {
    const start = y * (1 + width * 4);
    assert.equal(rows[start], 0);
    return [...rows.subarray(start + 1, start + 1 + width * 4)];
  });
  assert.deepEqual(Uint8Array.from(read.flat()), pixels);
});
