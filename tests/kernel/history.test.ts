import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { HistoryFiles } from "../../lib/kernel/wire/history-files.ts";
import { pythonCommand } from "../../lib/setup/paths.mjs";
import { TestKernel } from "./test-kernel.ts";

const inputs = ["1", "'a[b]c'", "2", "1", "let x = 1;\nx", "'A*c'", "1"];

const kernel = await TestKernel.start();
before(async () => {
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
    "[z-a]",
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

test("after a restart there are the cells of earlier sessions, also of several kernels at once; damaged lines are skipped", async () => {
  const folder = mkdtempSync(join(tmpdir(), "history-"));
  const env = { ...process.env, TSLAB_HISTORY: folder };
  const both = await Promise.all([TestKernel.start({ env }), TestKernel.start({ env })]);
  for (let index = 0; index < 20; index++)
    await Promise.all(both.map((one, kernel) => one.execute(`${kernel * 100 + index}`)));
  await Promise.all(both.map((one) => one.stop()));
  const files = readdirSync(folder).sort();
  assert.equal(files.length, 2);
  assert.equal(statSync(join(folder, files[0])).mode & 0o777, 0o600);
  // Killed while it wrote.
  appendFileSync(join(folder, files[1]), '[21,"half');
  const next = await TestKernel.start({ env });
  await next.execute("const own = 1;");
  const find = async (content: object) =>
    (await next.ask("history_request", { output: false, raw: true, ...content })).reply.content.history as [
      number,
      number,
      string,
    ][];
  const all = await find({ hist_access_type: "tail", n: 1000 });
  assert.equal(all.length, 41);
  assert.deepEqual(all.at(-1), [0, 1, "const own = 1;"]);
  const numbers = all.slice(0, -1).map(([, , input]) => Number(input));
  const expected = (kernel: number) => Array.from({ length: 20 }, (_, index) => kernel * 100 + index);
  assert.deepEqual(
    [...numbers].sort((a, b) => a - b),
    [...expected(0), ...expected(1)],
  );
  assert.deepEqual(new Set(all.map(([session]) => session)), new Set([-2, -1, 0]));
  const before = await find({ hist_access_type: "range", session: -1, start: 2, stop: 4 });
  assert.deepEqual(
    before.map(([session, line]) => [session, line]),
    [
      [-1, 2],
      [-1, 3],
    ],
  );
  assert.equal((await find({ hist_access_type: "search", pattern: "1?7" })).length, 2);
  assert.deepEqual(await find({ hist_access_type: "tail", n: 1 }), [[0, 1, "const own = 1;"]]);
  await next.stop();
});

test("the stored history is bounded", () => {
  const folder = mkdtempSync(join(tmpdir(), "history-"));
  for (let index = 0; index < 250; index++) {
    writeFileSync(join(folder, `${1_000_000 + index}-1.jsonl`), `[1,"${"x".repeat(60_000)}"]\n`);
  }
  const files = new HistoryFiles(folder);
  files.add(1, "first");
  const names = readdirSync(folder);
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  assert.ok(names.length > 100 && bytes <= 8 * 1024 * 1024, `${names.length} files, ${bytes} bytes`);
  // The newest are kept.
  assert.ok(names.includes("1000249-1.jsonl") && !names.includes("1000000-1.jsonl"));
  for (let index = 0; index < 300; index++) files.add(index, "y".repeat(50_000));
  files.add(301, "z".repeat(100_000));
  const own = names.find((name) => !name.startsWith("1000"))!;
  assert.ok(statSync(join(folder, own)).size <= 2 * 1024 * 1024);
});

test("without a folder that can be written to there is only this session", () => {
  const files = new HistoryFiles("/proc/no/folder");
  files.add(1, "x");
  assert.deepEqual([...files.earlier()], []);
});
