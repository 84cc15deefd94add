import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { pythonCommand } from "../../lib/setup/paths.mjs";
import { TestKernel } from "./test-kernel.ts";

const inputs = ["1", "'a[b]c'", "2", "1", "let x = 1;\nx", "'A*c'", "1"];

let kernel: TestKernel;
before(async () => {
  kernel = await TestKernel.start();
  for (const code of inputs) await kernel.execute(code);
  await kernel.execute("'aside'", { store_history: false });
  await kernel.execute("'silent'", { silent: true });
});
after(() => kernel.stop());

async function ask(content: object): Promise<unknown> {
  const { reply } = await kernel.ask("history_request", { output: false, raw: true, ...content });
  assert.deepEqual([reply.header.msg_type, reply.content.status], ["history_reply", "ok"]);
  return reply.content.history;
}

const entries = (...lines: number[]) => lines.map((line) => [0, line, inputs[line - 1]]);

test("tail: the latest, oldest first", async () => {
  assert.deepEqual(await ask({ hist_access_type: "tail", n: 2 }), entries(6, 7));
  assert.deepEqual(await ask({ hist_access_type: "tail", n: 0 }), []);
  assert.deepEqual(await ask({ hist_access_type: "tail", n: 100 }), entries(1, 2, 3, 4, 5, 6, 7));
});

test("range: from a line to before another, of this session alone; negative ones from the end", async () => {
  assert.deepEqual(await ask({ hist_access_type: "range", session: 0, start: 2, stop: 4 }), entries(2, 3));
  assert.deepEqual(await ask({ hist_access_type: "range", session: 0, start: 6, stop: null }), entries(6, 7));
  assert.deepEqual(await ask({ hist_access_type: "range", session: 0, start: -2 }), entries(6, 7));
  assert.deepEqual(await ask({ hist_access_type: "range", session: -1, start: 1, stop: 9 }), []);
});

test("with output, each has what it gave beside", async () => {
  assert.deepEqual(await ask({ hist_access_type: "range", start: 4, stop: 7, output: true }), [
    [0, 4, ["1", "1"]],
    [0, 5, ["let x = 1;\nx", "1"]],
    [0, 6, ["'A*c'", "A*c"]],
  ]);
});

test("search: each input once, the latest of it; so many", async () => {
  const search = { hist_access_type: "search" };
  assert.deepEqual(await ask({ ...search, pattern: "[12]", unique: true }), entries(3, 7));
  assert.deepEqual(await ask({ ...search, pattern: "[12]", n: 3 }), entries(3, 4, 7));
});

test("search: patterns match what SQLite's GLOB does, which IPython searches with", async () => {
  const patterns = [
    "*",
    "1",
    "?",
    "*x*",
    "'a*'",
    "*[[]b*",
    "*[^0-9]",
    "*[*]c*",
    "'?[[]?]*",
    "[]a']*",
    "*]*",
    "(",
    "\\",
  ];
  const program =
    "import json, sqlite3, sys\n" +
    "inputs, patterns = json.load(sys.stdin)\n" +
    "glob = lambda i, p: sqlite3.connect(':memory:').execute('SELECT ? GLOB ?', (i, p)).fetchone()[0]\n" +
    "json.dump([[n + 1 for n, i in enumerate(inputs) if glob(i, p)] for p in patterns], sys.stdout)";
  const found: number[][] = JSON.parse(
    execFileSync(pythonCommand(), ["-c", program], {
      input: JSON.stringify([inputs, patterns]),
      encoding: "utf8",
    }),
  );
  for (const [index, pattern] of patterns.entries()) {
    assert.deepEqual(await ask({ hist_access_type: "search", pattern }), entries(...found[index]), pattern);
  }
});

test("a request of another kind is answered with what is expected", async () => {
  const { reply } = await kernel.ask("history_request", { hist_access_type: "all" });
  assert.equal(reply.content.status, "error");
  assert.match(String(reply.content.evalue), /Expected `hist_access_type` to be "tail".*received "all"/);
});
