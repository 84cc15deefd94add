/** Completion and inspection where a learner asks for them: in texts, in paths, in code that is not finished. `|` is the cursor. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TestKernel } from "./test-kernel.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await TestKernel.start();
  const { reply } = await kernel.execute(
    'import { Dense } from "../lib/keras";\ninterface Options { kind: "one" | "only" | "two" }',
  );
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
});
after(() => kernel.stop());

/** What each match would make of the code. */
async function completed(text: string): Promise<string[]> {
  const [before, after] = text.split("|");
  const code = before + after;
  const { content } = (await kernel.ask("complete_request", { code, cursor_pos: before.length })).reply;
  const { matches, cursor_start, cursor_end } = content as {
    matches: string[];
    cursor_start: number;
    cursor_end: number;
  };
  return matches.map((match) => code.slice(0, cursor_start) + match + code.slice(cursor_end));
}

const texts: [string, string[]][] = [
  ['const o: Options = { kind: "on|" };', ['{ kind: "one" };', '{ kind: "only" };']],
  ['const o: Options = { kind: "on|', ['{ kind: "one', '{ kind: "only']],
  ["const o: Options = { kind: 't|wo' };", ["{ kind: 'two' };"]],
  ['new Dense(3, { activation: "soft_|', ['activation: "soft_shrink']],
  ['import { Dense } from "../lib/ker|"', ['"../lib/keras"', '"../lib/kernel"', '"../lib/kernel-api"']],
  ['await import("../lib/sklearn/da|")', ['import("../lib/sklearn/datasets")']],
  ['import { rm } from "node:fs/p|', ['"node:fs/promises']],
  ['const text = "no options|";', []],
];

for (const [text, ends] of texts) {
  test(`in a text: ${text}`, async () => {
    const found = await completed(text);
    assert.equal(found.length, ends.length, found.join("\n"));
    for (const [index, end] of ends.entries()) assert.ok(found[index].endsWith(end), found[index]);
  });
}

for (const text of ["new Dense(8, { |", "new Dense(8,\n  |", "Math.max(1, Math.abs(2), |"]) {
  test(`Shift+Tab after spaces in a call that is not finished: ${JSON.stringify(text)}`, async () => {
    const [code] = text.split("|");
    const { content } = (await kernel.ask("inspect_request", { code, cursor_pos: code.length })).reply;
    assert.equal(content.found, true);
    const told = (content.data as Record<string, string>)["text/plain"];
    assert.match(told, text.startsWith("Math") ? /Math\.max\(/ : /new Dense\(units/);
  });
}

test("after a call that is finished there is nothing to tell", async () => {
  const code = "Math.max(1, 2) ";
  const { content } = (await kernel.ask("inspect_request", { code, cursor_pos: code.length })).reply;
  assert.equal(content.found, false);
});
