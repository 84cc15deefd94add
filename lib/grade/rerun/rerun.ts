import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Notebook } from "../../nbformat/notebook.ts";
import type { BuiltModel } from "../evidence.ts";
import { withoutProbe, withProbe } from "../probe-cell.ts";
import { sandboxedKernel } from "../sandbox/bubblewrap.ts";
import type { Limits } from "../sandbox/limits.ts";
import type { Prepared } from "../sandbox/prepare.ts";
import type { Runner, Stop } from "../sandbox/runner.ts";
import { unsandboxedKernel } from "../sandbox/unsafe.ts";
import { readNotebookFile } from "../submission/read-notebook.ts";
import type { Submission, SubmittedNotebook } from "../submission/submission.ts";

export interface RerunOptions {
  limits: Limits;
  /** Run without a sandbox. */
  unsafe: boolean;
  /** An empty folder for this submission only. */
  scratch: string;
  /** Must not run anything else at the same time. */
  runner: Runner;
  /** The result of `prepareKernel`, shared by all submissions. */
  prepared?: Prepared;
  signal: AbortSignal;
}

/** The result of running one notebook again. */
export interface Rerun {
  submitted: SubmittedNotebook;
  /** The executed notebook, up to the cell where it stopped. */
  executed: Notebook | undefined;
  /** The models built in the session. */
  models: BuiltModel[];
  /** Why some models could not be read. */
  remark: string | null;
  stopped: Stop | null;
}

/**
 * Runs the TypeScript notebooks of a submission again, with empty outputs and the project's own `lib` and datasets. Python
 * notebooks are not run: they are judged as submitted.
 */
export async function rerun(
  submission: Submission,
  { limits, unsafe, scratch, runner, prepared, signal }: RerunOptions,
): Promise<Rerun[]> {
  const notebooks = submission.notebooks.filter(
    ({ notebook, language }) => notebook && language === "typescript",
  );
  if (notebooks.length === 0) return [];
  mkdirSync(scratch, { recursive: true });
  const jobs = notebooks.map(({ path, notebook }, index) => {
    const name = String(index);
    const folder = dirname(join(submission.folder, path));
    const files = filesBeside(submission, path);
    const source = join(scratch, `${name}.ipynb`);
    writeFileSync(source, JSON.stringify(copyToRun(notebook!)));
    const kernel = unsafe
      ? unsandboxedKernel(folder, files, join(scratch, `unsafe-${name}`))
      : { command: sandboxedKernel(folder, files, prepared), folder: "/" };
    return { name, source, target: join(scratch, `${name}.executed.ipynb`), ...kernel };
  });
  const stops = await runner.run(jobs, limits, signal);
  return notebooks.map((submitted, index) => {
    const stopped = stops.has(String(index)) ? stops.get(String(index))! : "kernel";
    const reading = readNotebookFile(jobs[index].target);
    if (!("notebook" in reading))
      return { submitted, executed: undefined, models: [], remark: null, stopped: stopped ?? "kernel" };
    const { notebook, models, remark } = withoutProbe(reading.notebook);
    return { submitted, executed: notebook, models, remark, stopped };
  });
}

/** The submitted files in a notebook's folder and below, as paths relative to that folder. */
function filesBeside(submission: Submission, path: string): string[] {
  const below = path.slice(0, path.lastIndexOf("/") + 1);
  const all = [...submission.files, ...submission.notebooks.map((notebook) => notebook.path)];
  return all.filter((file) => file.startsWith(below)).map((file) => file.slice(below.length));
}

/** A copy in nbformat 4.5 without outputs, with the probe cell that shows the models. */
function copyToRun(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell, index) => {
    const id = `cell-${index}`;
    if (cell.cell_type !== "code") return { ...cell, id, metadata: {} };
    return { ...cell, id, metadata: {}, execution_count: null, outputs: [] };
  });
  const metadata = {
    kernelspec: { name: "tslab", display_name: "TypeScript (tslab)", language: "typescript" },
  };
  return withProbe({ cells, metadata, nbformat: 4, nbformat_minor: 5 });
}
