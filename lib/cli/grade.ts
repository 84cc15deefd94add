import { existsSync, realpathSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import pc from "picocolors";
import { temporaryFolder } from "../files.ts";
import { type ClassGrades, type ClassOptions, gradeClass } from "../grade/grade-class.ts";
import type { Graded } from "../grade/graded.ts";
import { gradeKind } from "../grade/queue/kinds.ts";
import { readRubric } from "../grade/read-rubric.ts";
import { readKey } from "../grade/receipt/key.ts";
import { type ClassReport, classReport } from "../grade/report/class-report.ts";
import { plainText } from "../grade/report/plain-text.ts";
import { classTable, submissionTable } from "../grade/report/terminal.ts";
import { pointsText } from "../grade/report/verdict-words.ts";
import { writeReports, writingTo } from "../grade/report/write-reports.ts";
import { reviewed } from "../grade/review/decisions.ts";
import {
  REVIEW_FILE,
  type ReviewFile,
  readReview,
  unknownDecisions,
  unreadReviews,
  writeReview,
} from "../grade/review/review-file.ts";
import { rubric } from "../grade/rubric.ts";
import { sandboxTrouble } from "../grade/sandbox/bubblewrap.ts";
import { LIMITS } from "../grade/sandbox/limits.ts";
import { findSubmissions, type SubmissionLocation } from "../grade/submission/find-submissions.ts";
import { generated } from "../setup/paths.mjs";
import { UserError } from "../setup/user-error.mjs";
import { command, wholeNumber } from "./command.ts";
import { pythonPackages } from "./python-packages.ts";
import { stoppable } from "./stoppable.ts";

interface Options {
  asSubmitted?: boolean;
  unsafe?: boolean;
  allowRoot?: boolean;
  limit: number;
  out: string;
  assignment: string;
  rubric?: string;
  key?: string;
  again?: boolean;
  queue?: string;
  audit?: number;
}

const reports = join(generated, "reports", "grade");

export const grade = command("grade", { 0: "graded", 130: "stopped by Ctrl-C" })
  .argument(
    "<path...>",
    "a notebook or script, a person's folder, a folder of people, or a zip file of these",
  )
  .option("--as-submitted", "run nothing")
  .option("--unsafe", "run without a sandbox where there is none")
  .option("--allow-root", "run also as root")
  .option(
    "--limit <seconds>",
    "time for one cell; three times as much, and at least 300, for one person's notebooks together",
    wholeNumber,
    120,
  )
  .addOption(new Option("--out <folder>", "folder of the reports").default(reports, ".day/reports/grade"))
  .option("--assignment <name>", "its name in the reports", "keras-day")
  .option("--rubric <file>", "other questions than the day's nine (JSON)")
  .option("--key <file>", "key of the receipts, to verify them")
  .option("--again", "grade again what was graded before")
  .option("--queue <address>", "grade on the workers of a queue (npm run worker), such as redis://host:6379")
  .option("--audit <share>", "with --queue: another worker grades this share again, such as 0.02", share)
  .addHelpText(
    "after",
    `
A folder of people has a folder or zip file for each, as Moodle, Canvas and nbgrader export them.
The reports: index.html, a page for each person, grades.json, grades.csv, and review.html with review.yml for
what a person has to decide. The same command reads review.yml back. It also continues a stopped run.

Examples:
  npm run grade -- class                   everybody's folder in class
  npm run grade -- class.zip --out grades  what a learning platform exports
  npm run grade -- class --as-submitted    judge the outputs, run nothing`,
  )
  .action(async (paths: string[], options: Options) => {
    const message = "Stopped. What was graded is kept: the same command goes on from here.";
    process.exitCode = await stoppable(message, (signal) => run(paths, options, signal));
  });

async function run(paths: readonly string[], options: Options, signal: AbortSignal): Promise<number> {
  const unpacked = temporaryFolder("-unpacked");
  for (const path of paths) if (/\.zip$/i.test(path)) console.error(pc.dim(`Unpacking ${plainText(path)} …`));
  try {
    const places = findSubmissions(paths, unpacked).filter(
      (place) => !isForReports(place, paths, options.out),
    );
    warnOfUnread(paths, places, options.out);
    return await gradePaths(places, options, signal);
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}

/** The folder of the reports within a class is nobody's work, also while it is empty. One that is graded by itself is. */
function isForReports({ folder }: SubmissionLocation, paths: readonly string[], out: string): boolean {
  const realPath = (path: string) => (existsSync(path) ? realpathSync(path) : resolve(path));
  return folder === realPath(out) && !paths.some((path) => realPath(path) === folder);
}

function warnOfUnread(paths: readonly string[], places: readonly SubmissionLocation[], out: string): void {
  const folders = paths.flatMap((path) => {
    if (statSync(path).isDirectory()) return [resolve(path)];
    return /\.zip$/i.test(path) ? [resolve(dirname(path))] : [];
  });
  // A person's own folder may hold any file.
  const own = new Set(places.flatMap(({ folder, files, archive }) => (files || archive ? [] : [folder])));
  const unread = unreadReviews(
    resolve(out),
    folders.filter((folder) => !own.has(realpathSync(folder))),
  );
  for (const path of unread) {
    const read = join(out, REVIEW_FILE);
    console.error(
      pc.yellow(`${plainText(relative("", path))} is not read, only ${read} is: save its decisions there.`),
    );
  }
}

async function gradePaths(
  places: readonly SubmissionLocation[],
  options: Options,
  signal: AbortSignal,
): Promise<number> {
  const { again = false, assignment, key, limit, out } = options;
  const questions = options.rubric === undefined ? rubric : readRubric(options.rubric);
  // Errors in it are reported before the work begins.
  const before = readReview(out);
  if (options.audit !== undefined && options.queue === undefined)
    throw new UserError("--audit needs --queue: it compares workers.");
  const how = options.queue === undefined ? howToRun(options) : howOnQueue(options);
  const limits = { ...LIMITS, cell: limit, total: Math.max(300, 3 * limit) };
  let done = 0;
  const people = places.length === 1 ? plainText(places[0].id) : `${places.length} people`;
  console.error(
    pc.dim(`Grading ${people}, ${how === "no" ? "as submitted" : "as submitted and run again"} …`),
  );
  const classOptions: ClassOptions = {
    questions,
    rerun: how === "no" ? undefined : { limits, unsafe: how === "unsafe" },
    programs: how === "no" ? undefined : `Node.js ${process.version}, ${pythonPackages()}`,
    key: key === undefined ? undefined : readKey(key),
    again,
    signal,
    onPreparing: (what) => console.error(pc.dim(`Preparing ${what}, once for all …`)),
    onSubmitted: ({ id, of, ...points }) =>
      console.error(
        pc.dim(
          `${plainText(id)}  ${pointsText(points)}/${of} by the outputs as submitted, being run again …`,
        ),
      ),
    onGraded: (graded, isCached) => progress(++done, places.length, graded, isCached),
  };
  const { results, limits: heldBy } =
    options.queue === undefined
      ? await gradeClass(places, classOptions)
      : await gradeOnWorkers(places, classOptions, options.queue, how, options);
  const report = reviewedReport(
    classReport(
      { assignment, rerun: how, limits: heldBy },
      questions,
      results.map(({ graded }) => graded),
    ),
    out,
    before,
  );
  const { columns } = process.stdout;
  console.log(
    `\n${report.works.length === 1 ? submissionTable(report.works[0], columns) : classTable(report.works)}`,
  );
  console.log(`\nReports: ${relative(process.cwd(), join(out, "index.html"))}`);
  return 0;
}

/** Writes the reports with the decisions in `review.yml`, which may have been edited while the class was graded. */
function reviewedReport(report: ClassReport, out: string, before: ReviewFile): ClassReport {
  let file = before;
  let isReadable = true;
  try {
    file = readReview(out);
  } catch (error) {
    isReadable = false;
    console.error(
      pc.yellow(`${(error as Error).message} The reports have the decisions that it had before.`),
    );
  }
  const { decisions } = file;
  const works = report.works.map((work) => reviewed(work, decisions));
  if (file.others.length > 0) {
    const names = file.others.slice(0, 10).map(plainText).join(", ");
    console.error(pc.yellow(`${REVIEW_FILE}: ${names} is kept, but not read. Decisions stand under people.`));
  }
  const unknown = unknownDecisions(decisions, works);
  if (unknown.length > 0) {
    const names = unknown.slice(0, 10).map(plainText).join("; ");
    const more = unknown.length > 10 ? ` and ${unknown.length - 10} more` : "";
    console.error(
      pc.yellow(
        `${REVIEW_FILE} has decisions about people or questions not in this class, which are kept: ${names}${more}.`,
      ),
    );
  }
  const result = { ...report, works };
  writeReports(result, out, decisions);
  if (isReadable) writingTo(out, () => writeReview(out, file, works));
  return result;
}

/** How to run the submissions again; prints why if not in a sandbox. @throws UserError as root, unless allowed */
function howToRun({ asSubmitted, unsafe, allowRoot }: Options): ClassReport["rerun"] {
  if (asSubmitted) return "no";
  if (process.getuid?.() === 0 && !allowRoot) {
    throw new UserError(
      "Running other people's notebooks as root is not recommended. Grade as an ordinary user, with --as-submitted to run nothing, or with --allow-root.",
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

/** How the workers run the submissions again. Workers without a sandbox only get jobs given with --unsafe. */
function howOnQueue({ asSubmitted, unsafe }: Options): ClassReport["rerun"] {
  if (asSubmitted) return "no";
  return unsafe ? "unsafe" : "sandbox";
}

/** Milliseconds without progress until a line says that the workers are busy. */
const QUIET = 15_000;

async function gradeOnWorkers(
  places: readonly SubmissionLocation[],
  options: ClassOptions,
  address: string,
  how: ClassReport["rerun"],
  { asSubmitted, unsafe, allowRoot, assignment, audit = 0 }: Options,
): Promise<ClassGrades> {
  const { gradeOnQueue } = await import("../grade/queue/grade-on-queue.ts");
  const kind = gradeKind(how, pythonPackages());
  const mayRun = allowRoot || process.getuid?.() !== 0;
  const canGradeHere = asSubmitted || (mayRun && (unsafe || sandboxTrouble() === undefined));
  let quiet: NodeJS.Timeout | undefined;
  try {
    return await gradeOnQueue(
      places,
      {
        ...options,
        onGraded(graded, isCached) {
          quiet?.refresh();
          options.onGraded(graded, isCached);
        },
      },
      {
        ...{ address, kind, audit, assignment, canGradeHere },
        say: (sentence) => console.error(pc.yellow(plainText(sentence))),
        onOpen(state) {
          quiet = setInterval(() => {
            const { active, waiting, workers } = state();
            const names = workers.map(({ name }) => plainText(name)).join(", ") || "none";
            console.error(pc.dim(`${active} being graded, ${waiting} waiting; workers: ${names}`));
          }, QUIET);
        },
      },
    );
  } finally {
    clearInterval(quiet);
  }
}

/** Parses `--audit`. */
function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError("Expected a share above 0 and at most 1, such as 0.02.");
}

function progress(done: number, all: number, graded: Graded, isCached: boolean): void {
  const { id, of } = graded;
  const note = isCached ? pc.dim(" (graded before)") : "";
  if (all > 1)
    console.error(
      `${String(done).padStart(String(all).length)}/${all}  ${plainText(id)}  ${pointsText(graded)}/${of}${note}`,
    );
}
