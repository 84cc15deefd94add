import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Cell, codeOf, type Notebook } from "../../nbformat/notebook.ts";
import type { Language } from "../code/parse.ts";
import { withoutProbe, withProbe } from "../probe-cell.ts";
import { EMPTY_RECORD, type SessionRecord } from "../record/session-record.ts";
import { sandboxedKernel, sandboxedPython } from "../sandbox/bubblewrap.ts";
import type { Limits } from "../sandbox/limits.ts";
import type { Runner, Stop } from "../sandbox/runner.ts";
import { unsandboxedKernel } from "../sandbox/unsafe.ts";
import { ownNames } from "../submission/platform-names.ts";
import { readNotebookFile } from "../submission/read-notebook.ts";
import type { Submission, SubmittedNotebook } from "../submission/submission.ts";
import { failures, placesByCounts, unknownNamesLast } from "./run-order.ts";

export interface RerunOptions {
  limits: Limits;
  /** Run without a sandbox. */
  unsafe: boolean;
  /** An empty folder for this submission only. */
  scratch: string;
  /** Must not run anything else at the same time. */
  runner: Runner;
  signal: AbortSignal;
}

/** The result of running one notebook again. The execution counts of its cells tell in which order. */
export interface Rerun {
  submitted: SubmittedNotebook;
  /** The executed notebook, up to the cell where it stopped. */
  executed: Notebook | undefined;
  /** Its work with Keras, as the libraries recorded it. */
  record: SessionRecord;
  stopped: Stop | null;
}

/**
 * Runs the notebooks of a submission again, with empty outputs and the project's own `lib`, datasets and Python. Without a sandbox
 * only those in TypeScript: the others are judged as submitted.
 *
 * A notebook that fails from top to bottom is run once more in the order of its execution counts or, if they tell no other, with
 * the cells at the end that lack a name, whose cell may have been run a second time. That run counts if no cell fails in it.
 */
export async function rerun(submission: Submission, options: RerunOptions): Promise<Rerun[]> {
  const notebooks = submission.notebooks.filter(
    ({ notebook, language }) =>
      notebook && (language === "typescript" || (language === "python" && !options.unsafe)),
  );
  if (notebooks.length === 0) return [];
  const began = performance.now();
  const fromTheTop = await runAll(
    submission,
    notebooks.map((submitted) => ({ submitted })),
    options,
    "",
  );
  const ordered = fromTheTop.filter(fails).flatMap(({ submitted, executed }) => {
    const places = placesByCounts(submitted.notebook!) ?? unknownNamesLast(submitted.notebook!, executed!);
    return places ? [{ submitted, places }] : [];
  });
  if (ordered.length === 0) return fromTheTop;
  const total = Math.max(1, options.limits.total - (performance.now() - began) / 1000);
  const left = { ...options, limits: { ...options.limits, total } };
  const byCounts = await runAll(submission, ordered, left, "counts-");
  return fromTheTop.map((run) => {
    const other = byCounts.find(({ submitted }) => submitted === run.submitted);
    return other?.executed && other.stopped === null && !fails(other) ? other : run;
  });
}

const fails = ({ submitted, executed, stopped }: Rerun) =>
  executed !== undefined && stopped === null && failures(submitted.notebook!, executed).length > 0;

async function runAll(
  submission: Submission,
  wanted: readonly { submitted: SubmittedNotebook; places?: number[] }[],
  { limits, unsafe, scratch, runner, signal }: RerunOptions,
  prefix: string,
): Promise<Rerun[]> {
  mkdirSync(scratch, { recursive: true });
  const python = wanted.map(({ submitted }) => submitted).filter(({ language }) => language === "python");
  const jobs = wanted.map(({ submitted: { path, notebook, language }, places }, index) => {
    const name = `${prefix}${index}`;
    const folder = dirname(join(submission.folder, path));
    const files = filesBeside(submission, path);
    const names = ownNames(files, submission.id);
    const source = join(scratch, `${name}.ipynb`);
    writeFileSync(source, JSON.stringify(copyToRun(notebook!, language!, places)));
    const kernel = unsafe
      ? unsandboxedKernel(folder, files, names, join(scratch, `unsafe-${name}`))
      : language === "python"
        ? sandboxedPython(folder, files, names, ...librariesOf(notebook!, python))
        : sandboxedKernel(folder, files, names);
    const target = join(scratch, `${name}.executed.ipynb`);
    return { name, source, target, ...kernel };
  });
  const stops = await runner.run(jobs, limits, signal);
  return wanted.map(({ submitted }, index) => {
    const { name, target } = jobs[index];
    const stopped = stops.has(name) ? stops.get(name)! : "kernel";
    const none = { submitted, executed: undefined, record: EMPTY_RECORD, stopped: null };
    const reading = readNotebookFile(target);
    if (!("notebook" in reading)) return { ...none, stopped: stopped ?? "kernel" };
    const { notebook: executed, record = EMPTY_RECORD } = withoutProbe(reading.notebook);
    return { ...none, executed: { ...executed, cells: executed.cells.sort(byId) }, record, stopped };
  });
}

/** The submitted files in a notebook's folder and below, as paths relative to that folder. */
function filesBeside(submission: Submission, path: string): string[] {
  const below = path.slice(0, path.lastIndexOf("/") + 1);
  const all = [...submission.files, ...submission.notebooks.map((notebook) => notebook.path)];
  return all.filter((file) => file.startsWith(below)).map((file) => file.slice(below.length));
}

/** The copies' cells as they stand in the submitted notebook. */
const ID = "cell-";
const byId = ({ id: a }: Cell, { id: b }: Cell) => Number(a!.slice(ID.length)) - Number(b!.slice(ID.length));

/** A copy in nbformat 4.5 without outputs, in the order to run, with the probe cell that shows the record. */
function copyToRun(notebook: Notebook, language: Language, places?: readonly number[]): Notebook {
  let at = 0;
  const placed = notebook.cells.map((cell, index) => {
    const id = `${ID}${index}`;
    if (cell.cell_type !== "code") return { place: -1, cell: { ...cell, id, metadata: {} } };
    const place = places?.[at++] ?? 0;
    return { place, cell: { ...cell, id, metadata: {}, execution_count: null, outputs: [] } };
  });
  const cells = (places ? placed.sort((a, b) => a.place - b.place) : placed).map(({ cell }) => cell);
  const kernel = language === "python" ? "python3" : "tslab";
  const metadata = { kernelspec: { name: kernel, display_name: kernel, language } };
  return withProbe({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, language);
}

/** Modules that are imported once for all of a person's notebooks. */
const LIBRARY = /\b(?:from|import)\s+((?:numpy|pandas|sklearn|keras|tensorflow)\b[\w.]{0,60})/g;

/** The back end of a notebook's Keras, and the libraries of all notebooks, so that these can share a sandbox. */
function librariesOf(
  notebook: Notebook,
  all: readonly SubmittedNotebook[],
): [keras: string | undefined, modules: string[]] {
  const codes = [notebook, ...all.map((other) => other.notebook!)].map(codeOf);
  const named = codes.slice(1).flatMap((code) => [...code.matchAll(LIBRARY)].map(([, module]) => module));
  const backEnds = codes.map(backEndOf);
  const keras = backEnds[0] ?? backEnds.find((backEnd) => backEnd !== undefined);
  return [keras, [...new Set(keras ? ["keras", ...named] : named)].sort()];
}

/** The back end that a notebook's Keras asks for; `undefined` without Keras. */
function backEndOf(code: string): string | undefined {
  if (!/keras|tensorflow/.test(code)) return undefined;
  return /KERAS_BACKEND\W{1,12}(jax|torch|tensorflow)/.exec(code)?.[1] ?? "tensorflow";
}
