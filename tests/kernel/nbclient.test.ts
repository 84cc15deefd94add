import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { installKernelSpec } from "../../lib/kernel/kernelspec.ts";
import { jupyterEnv, pythonCommand } from "../../lib/setup/paths.mjs";
import { root } from "./test-kernel.ts";

interface Output {
  output_type: string;
  name?: string;
  text?: string;
  ename?: string;
  data?: Record<string, string>;
}

interface Notebook {
  cells: { source: string; outputs: Output[]; execution_count: number | null; metadata: object }[];
  metadata: { failure?: { ename: string; evalue: string; text: string } };
}

const jupyter = mkdtempSync(join(tmpdir(), "jupyter-"));
installKernelSpec(join(jupyter, "kernels/tslab-under-test"));

/** Runs cells, each with its metadata or without, through nbclient. */
async function run(cells: (string | { source: string; metadata: object })[]): Promise<Notebook> {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((cell, index) => ({
      id: `cell-${index}`,
      cell_type: "code",
      execution_count: null,
      outputs: [],
      ...(typeof cell === "string" ? { source: cell, metadata: {} } : cell),
    })),
  };
  const env = jupyterEnv();
  const child = spawn(
    pythonCommand(),
    [join(import.meta.dirname, "run_notebook.py"), "tslab-under-test", join(root, "notebooks")],
    {
      env: { ...env, JUPYTER_PATH: [jupyter, env.JUPYTER_PATH].join(delimiter) },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  child.stdin.end(JSON.stringify(notebook));
  let text = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) text += chunk;
  return JSON.parse(text);
}

const textOf = (outputs: Output[]) => outputs.map(({ text = "" }) => text).join("");

test("nbclient's defaults: lib, results, 100,000 lines from a loop", async () => {
  const { cells, metadata } = await run([
    'import { asArray } from "../lib/ndarray";\nconst array = asArray([[1, 2, 3]], "float32", "x");',
    "array.shape",
    "for (let i = 0; i < 100_000; i++) console.log(i);",
    "'after'",
  ]);
  assert.equal(metadata.failure, undefined);
  assert.deepEqual(
    cells.map(({ execution_count }) => execution_count),
    [1, 2, 3, 4],
  );
  assert.deepEqual(cells[0].outputs, []);
  assert.deepEqual(cells[1].outputs, [
    { output_type: "execute_result", execution_count: 2, data: { "text/plain": "[ 1, 3 ]" }, metadata: {} },
  ]);
  const lines = Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join("");
  assert.ok(textOf(cells[2].outputs) === lines, "the lines are not all there, or not in order");
  assert.equal(cells[3].outputs[0].data?.["text/plain"], "after");
});

test("a cell that throws fails the notebook, with its name and words", async () => {
  const { cells, metadata } = await run(["1", 'throw new RangeError("too far");', "'never'"]);
  assert.equal(metadata.failure?.ename, "RangeError");
  assert.equal(metadata.failure?.evalue, "too far");
  assert.match(metadata.failure?.text ?? "", /Cell \[2\], line 1/);
  assert.equal(cells[1].outputs.at(-1)?.output_type, "error");
  assert.deepEqual(cells[2].outputs, []);
});

test("where a cell may throw, the cells after it run", async () => {
  const { cells, metadata } = await run([
    { source: "missing;", metadata: { tags: ["raises-exception"] } },
    "'still'",
    { source: "process.exit(0);", metadata: { tags: ["raises-exception"] } },
    "'here'",
  ]);
  assert.equal(metadata.failure, undefined);
  assert.deepEqual(
    cells.map(({ outputs }) => outputs[0].ename ?? outputs[0].data?.["text/plain"]),
    ["TypeScriptError", "still", "ProcessExit", "here"],
  );
});
