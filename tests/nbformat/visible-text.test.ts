/** Text that overwriting leaves: the rules by which JupyterLab shows a stream and saves it (tests/e2e has them run there). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical } from "../../lib/nbformat/canonical.ts";
import type { Notebook } from "../../lib/nbformat/notebook.ts";
import { visibleText } from "../../lib/nbformat/visible-text.ts";

test("a progress bar leaves its last state, however often it was drawn", () => {
  const epoch = (...bars: string[]) => `Epoch 1/2\n${bars.join("")}10/10 - loss: 0.1\nEpoch 2/2\n`;
  const finished = epoch();
  assert.equal(visibleText(epoch(" 3/10 - 0.3\r")), finished);
  assert.equal(visibleText(epoch(" 3/10 - 0.3", "\r 7/10 - 0.2", "\r")), finished);
  assert.equal(visibleText(epoch(" 3/10 - ETA: 1s", `${"\b".repeat(15)}\r`)), finished);
});

test("a shorter text overwrites only its own length", () => {
  assert.equal(visibleText("abcdef\rxy\nnext"), "xycdef\nnext");
  assert.equal(visibleText("abc\b\bX"), "aX");
  assert.equal(visibleText("\b\bab\ncd\b\b\b\bef"), "ab\nef");
});

test("text without overwriting is unchanged, with line breaks of any system", () => {
  assert.equal(visibleText("one\ntwo\n"), "one\ntwo\n");
  assert.equal(visibleText("one\r\ntwo\r\n"), "one\ntwo\n");
});

test("a committed notebook holds the visible text, also of a split stream", () => {
  const stream = (text: string) => ({ output_type: "stream" as const, name: "stdout" as const, text });
  const outputs = [stream("Epoch 1/1\n 3/10"), stream("\r 7/10"), stream("\r10/10\n")];
  const cell = { cell_type: "code" as const, id: "a", metadata: {}, source: "", execution_count: 1, outputs };
  const notebook: Notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  const [{ outputs: kept }] = canonical(notebook).cells as (typeof cell)[];
  assert.deepEqual(kept, [{ ...stream(""), text: ["Epoch 1/1\n", "10/10\n"] }]);
});
