import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { readLines } from "../../lib/grade/sandbox/runner.ts";

test("lines before one that is too long are read, however the stream is split", async () => {
  for (const chunks of [["one\ntwo\nthree3"], ["o", "ne\ntwo", "\nthree", "3"]]) {
    const lines: string[] = [];
    const reading = async () => {
      for await (const line of readLines(Readable.from(chunks.map((text) => Buffer.from(text))), 5))
        lines.push(line);
    };
    await assert.rejects(reading, RangeError);
    assert.deepEqual(lines, ["one", "two"]);
  }
});
