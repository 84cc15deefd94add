/**
 * Grades what was handed in: as it is, then by running it again in a sandbox.
 *
 *     npm run grade -- PATH…                    a notebook, a person's folder, or a folder of folders
 *     npm run grade -- PATH… --as-handed-in     run nothing
 *     npm run grade -- PATH… --unsafe           run without a sandbox where there is none
 *     npm run grade -- PATH… --allow-root       run it even as root
 *     npm run grade -- PATH… --key FILE         say of each receipt whether it holds
 *
 * The reports are in `.day/reports/grade` (or `--out FOLDER`): `index.html`, a page for each person, `grades.json`,
 * `grades.csv`. Exit code: 0 graded, 2 not possible, 130 stopped by Ctrl-C; a stopped run goes on with the same command.
 */
import { join, relative } from "node:path";
import pc from "picocolors";
import { UserError } from "../errors.ts";
import { generated } from "../setup/paths.mjs";
import type { Graded } from "./grade.ts";
import { gradeClass } from "./grade-class.ts";
import { type Options, readOptions } from "./options.ts";
import { readRubric } from "./read-rubric.ts";
import { readKey } from "./receipt/key.ts";
import { type ClassReport, classReport } from "./report/class-report.ts";
import { plainText } from "./report/plain-text.ts";
import { classTable, workTable } from "./report/terminal.ts";
import { writeReports } from "./report/write-reports.ts";
import { rubric } from "./rubric.ts";
import { sandboxTrouble } from "./sandbox/bubblewrap.ts";
import { LIMITS } from "./sandbox/limits.ts";
import { findWorks } from "./submission/find-works.ts";

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const questions = options.rubric === undefined ? rubric : readRubric(options.rubric);
  const places = findWorks(options.paths);
  const how = howToRun(options);
  const limits = { ...LIMITS, cell: options.limit, total: Math.max(300, 3 * options.limit) };
  let done = 0;
  const { works, limits: heldBy } = await withSignal((signal) =>
    gradeClass(places, {
      questions,
      rerun: how === "no" ? undefined : { limits, unsafe: how === "unsafe" },
      key: options.key === undefined ? undefined : readKey(options.key),
      again: options.again,
      signal,
      onGraded: (graded, kept) => progress(++done, places.length, graded, kept),
    }),
  );
  const report = classReport(
    { assignment: options.assignment, rerun: how, limits: heldBy },
    questions,
    works,
  );
  const folder = options.out ?? join(generated, "reports", "grade");
  writeReports(report, folder);
  const { columns } = process.stdout;
  console.log(
    `\n${report.works.length === 1 ? workTable(report.works[0], columns) : classTable(report.works)}`,
  );
  console.log(`\nReports: ${relative(process.cwd(), join(folder, "index.html"))}`);
}

/** Whether the work can be run again, with a sentence where it cannot. @throws UserError as root, if that is not allowed */
function howToRun({ rerun, unsafe, allowRoot }: Options): ClassReport["rerun"] {
  if (!rerun) return "no";
  if (process.getuid?.() === 0 && !allowRoot) {
    throw new UserError(
      "Running other people's notebooks as root is not recommended. Grade as an ordinary user, with --as-handed-in to run nothing, or with --allow-root.",
    );
  }
  const trouble = sandboxTrouble();
  if (trouble === undefined) return "sandbox";
  if (unsafe) {
    console.error(
      pc.yellow(`${plainText(trouble)}: the work runs without a sandbox and may do whatever you may do.`),
    );
    return "unsafe";
  }
  console.error(
    pc.yellow(`Nothing is run again, since ${plainText(trouble)}. --unsafe runs the work without a sandbox.`),
  );
  return "no";
}

function progress(done: number, all: number, { id, points, of }: Graded, kept: boolean): void {
  const said = kept ? pc.dim(" (graded before)") : "";
  if (all > 1)
    console.error(
      `${String(done).padStart(String(all).length)}/${all}  ${plainText(id)}  ${points}/${of}${said}`,
    );
}

const STOPPED = 130;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

async function withSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

main().catch((error) => {
  if (error?.name === "AbortError") {
    console.error("Stopped. What was graded is kept: the same command goes on from here.");
    process.exitCode = STOPPED;
  } else if (error instanceof UserError) {
    console.error(pc.red(error.message));
    process.exitCode = 2;
  } else {
    throw error;
  }
});
