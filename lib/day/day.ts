import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { diskError, temporaryFolder } from "../files.ts";
import { judge } from "../grade/judge.ts";
import { withoutProbe, withProbe } from "../grade/probe-cell.ts";
import { rubric } from "../grade/rubric.ts";
import type { Verdict } from "../grade/verdict.ts";
import { canonical } from "../nbformat/canonical.ts";
import { compare, type Difference } from "../nbformat/compare.ts";
import { codeCells, type Notebook, wholeText } from "../nbformat/notebook.ts";
import { UserError } from "../setup/user-error.mjs";
import { execute, type Job, type Progress } from "./execute.ts";
import { type Failure, failureSentence, wasRun } from "./failure.ts";
import { KERNEL, notebooksFolder, readNotebook } from "./notebook-file.ts";

export interface NotebookResult {
  name: string;
  questions: Verdict[];
  differences: Difference[];
  /** The executed notebook in canonical form; missing if it did not run to its end. */
  executed?: Notebook;
  /** Why it did not run to its end. */
  trouble?: Trouble;
}

interface Trouble {
  /** The problem and its remedy. */
  sentence: string;
  /** False if it could not be run at all. A cell that throws counts as a run. */
  wasRun: boolean;
}

interface DayOptions {
  /** Seconds for one cell. */
  limit: number;
  onProgress: (progress: Progress) => void;
  /** Ends the run and its kernels. */
  signal: AbortSignal;
}

/**
 * Runs copies of the notebooks in parallel, judges them, and compares them with the committed ones. A notebook that fails does
 * not stop the others: its result says why.
 *
 * @throws AbortError when `options.signal` is aborted
 */
export async function runDay(names: readonly string[], options: DayOptions): Promise<NotebookResult[]> {
  const folder = temporaryFolder();
  try {
    const plans = names.map((name) => plan(name, folder));
    // The longest first, so that the last to start is short.
    const jobs = plans.flatMap(({ job }) => job ?? []).sort((a, b) => b.cells - a.cells);
    const failures = new Map<string, Failure>();
    const results = new Map<string, NotebookResult>();
    const resultOf = (plan: Plan) => result(plan, failures.get(plan.name), options.limit);
    const onProgress = (progress: Progress) => {
      if (progress.event === "failed") failures.set(progress.name, progress);
      options.onProgress(progress);
      if (progress.event !== "end" && progress.event !== "failed") return;
      try {
        // At once: the other notebooks and the end of the kernels take longer.
        results.set(progress.name, resultOf(plans.find(({ name }) => name === progress.name)!));
      } catch {
        // Thrown again below, where the caller gets it.
      }
    };
    if (jobs.length > 0) {
      const concurrency = availableParallelism();
      await execute(jobs, { ...options, kernel: KERNEL, concurrency, onProgress });
    }
    options.signal.throwIfAborted();
    return plans.map((plan) => results.get(plan.name) ?? resultOf(plan));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A notebook to run or, without a job, the reason why it cannot be run. */
interface Plan {
  name: string;
  committed?: Notebook;
  job?: Job;
  refused?: string;
}

function plan(name: string, folder: string): Plan {
  try {
    const committed = readNotebook(name);
    const source = join(folder, `${name}.ipynb`);
    writeFileSync(source, JSON.stringify(copyToRun(name, committed)));
    const target = join(folder, `${name}.executed.ipynb`);
    const cells = codeCells(committed).filter(({ source }) => wholeText(source).trim() !== "").length;
    return { name, committed, job: { name, cells, source, target, folder: notebooksFolder } };
  } catch (error) {
    const refused = error instanceof UserError ? error : diskError(error, `A copy of ${name}`);
    return { name, refused: refused.message };
  }
}

/** Clears the outputs, lest those of an earlier run be mistaken for this one's, and adds the probe if a question asks for models. */
function copyToRun(name: string, committed: Notebook): Notebook {
  const notebook = canonical(committed);
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell,
  );
  const copy = { ...notebook, cells };
  const asksForModels = rubric.some((question) => question.notebook === name && question.where === "model");
  return asksForModels ? withProbe(copy) : copy;
}

function result(
  { name, committed, job, refused }: Plan,
  failure: Failure | undefined,
  limit: number,
): NotebookResult {
  if (!committed || !job) return notRun(name, { sentence: refused!, wasRun: false });
  const trouble = failure && { sentence: failureSentence(name, failure, limit), wasRun: wasRun(failure) };
  const ran = readExecuted(job.target);
  if (!ran) return notRun(name, trouble ?? { sentence: `${name} left no executed copy.`, wasRun: false });
  const { notebook, record } = withoutProbe(ran);
  const executed = canonical(notebook);
  const questions = judge(name, { notebook: executed, models: record?.models ?? [] });
  if (!trouble) return { name, questions, differences: compare(name, committed, executed), executed };
  const cell = failure.cell === null ? null : failure.cell + 1;
  return { name, questions, differences: [{ notebook: name, cell, diff: [trouble.sentence] }], trouble };
}

function readExecuted(target: string): Notebook | undefined {
  try {
    return JSON.parse(readFileSync(target, "utf8"));
  } catch {
    return undefined; // the kernel did not start, or the disk was full
  }
}

/** The result of a notebook that could not be run: no question is met. */
function notRun(name: string, trouble: Trouble): NotebookResult {
  const questions = judge(name, { notebook: EMPTY, models: [] }).map((verdict) => ({
    ...verdict,
    found: "the notebook did not run",
  }));
  return {
    name,
    questions,
    differences: [{ notebook: name, cell: null, diff: [trouble.sentence] }],
    trouble,
  };
}

const EMPTY: Notebook = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
