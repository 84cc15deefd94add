/** The events that `execute.py` prints while it runs notebooks. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { after, suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import { tsImport } from "tsx/esm/api";
import type { execute, Progress } from "../../lib/day/execute.ts";
import { failureSentence, wasRun } from "../../lib/day/failure.ts";
import type { Notebook } from "../../lib/nbformat/notebook.ts";
import { executed } from "../grade/executed.ts";
import { ScratchProject } from "./scratch-project.ts";

const project = await ScratchProject.create();
after(() => project.remove());

/** Runs a notebook of these cells in the scratch project. */
async function run(cells: string[], target = project.path("executed.ipynb")): Promise<Progress[]> {
  const notebook: Notebook = executed(...cells.map(() => []));
  for (const [index, source] of cells.entries()) {
    Object.assign(notebook.cells[index], { source, execution_count: null });
  }
  writeFileSync(project.path("source.ipynb"), JSON.stringify({ ...notebook, nbformat_minor: 5 }));
  const events: Progress[] = [];
  // The scratch project's own, which knows the scratch project's kernel.
  const module = await tsImport(pathToFileURL(project.path("lib/day/execute.ts")).href, import.meta.url);
  await (module.execute as typeof execute)(
    [
      {
        name: "ex",
        cells: cells.length,
        source: project.path("source.ipynb"),
        target,
        folder: project.path("notebooks"),
      },
    ],
    {
      kernel: "tslab",
      limit: 60,
      concurrency: 1,
      onProgress: (event) => events.push(event),
      signal: new AbortController().signal,
    },
  );
  return events;
}

suite("execute", () => {
  test("reports each cell, and writes the executed notebook", async () => {
    const events = await run(['console.log("a");', "", "1 + 1"]);
    assert.deepEqual(events, [
      { name: "ex", event: "start", cells: 3 },
      { name: "ex", event: "cell", index: 0, done: false },
      { name: "ex", event: "cell", index: 0, done: true },
      { name: "ex", event: "cell", index: 1, done: false },
      { name: "ex", event: "cell", index: 1, done: true },
      { name: "ex", event: "end" },
    ]);
    const text = readFileSync(project.path("executed.ipynb"), "utf8");
    assert.deepEqual(
      (JSON.parse(text) as Notebook).cells.map((cell) => cell.cell_type === "code" && cell.execution_count),
      [1, null, 2],
    );
    assert.doesNotMatch(text, /iopub|shell\.execute/, "no times are recorded");
  });

  test("a full disk", { skip: !existsSync("/dev/full") && "needs /dev/full, which Linux has" }, async () => {
    const failure = (await run(["1"], "/dev/full")).at(-1)!;
    assert.ok(failure.event === "failed" && failure.kind === "disk", JSON.stringify(failure));
    assert.equal(wasRun(failure), false);
    assert.equal(
      failureSentence("ex", failure, 60),
      "ex could not be run because the disk is full: free some space and run again.",
    );
  });
});
