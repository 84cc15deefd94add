import { comparable } from "../nbformat/comparable.ts";
import { codeCells, wholeText } from "../nbformat/notebook.ts";
import { sha256 } from "../project.ts";
import { errorOf } from "./evidence.ts";
import { type Graded, type GradedQuestion, type NotebookReport, pointsOf } from "./graded.ts";
import { gradeOutputs } from "./outputs/answer.ts";
import { readSources } from "./outputs/passages.ts";
import { exerciseNumber, type Question } from "./question.ts";
import { repeatTrainings, replayBudget } from "./replay/replay.ts";
import { agreementOf, compareRuns, otherFigures } from "./rerun/agreement.ts";
import { reconcile, stopSentence } from "./rerun/reconcile.ts";
import { type Rerun, type RerunOptions, rerun } from "./rerun/rerun.ts";
import { failures, isCountedInOrder, placesByCounts } from "./rerun/run-order.ts";
import { shownCell } from "./review/shown-cell.ts";
import { rubric } from "./rubric.ts";
import { filesOf, type Submission, type SubmittedNotebook } from "./submission/submission.ts";
import { type CellLocation, isMet, rounded, type Verdict } from "./verdict.ts";

/** Grades a submission by its outputs as submitted and, with `options`, by running it again. */
export async function gradeSubmission(
  submission: Submission,
  options?: RerunOptions,
  questions: readonly Question[] = rubric,
): Promise<Graded> {
  const runs = options ? await rerun(submission, options) : [];
  // Scripts show nothing until they are run.
  const isRunScript = (notebook: SubmittedNotebook) =>
    notebook.trouble !== undefined && runs.some((run) => run.submitted === notebook && run.executed);
  const shown = submission.notebooks.filter((notebook) => !isRunScript(notebook));
  const sources = readSources(shown, filesOf(submission));
  for (const source of sources)
    source.isRunAgain = runs.some(
      ({ submitted, executed }) =>
        submitted === source.submitted && executed && failures(submitted.notebook!, executed).length === 0,
    );
  const submittedVerdicts = gradeOutputs({ ...submission, notebooks: shown }, questions, sources);
  const { verdicts: rerunVerdicts, remarks, seeded } = await askAgain(submission, runs, questions);
  const reconciled = submittedVerdicts.map((submitted, index) => {
    const question = questions[index];
    const again = rerunVerdicts[index];
    const notebook = submitted.where?.notebook;
    // A notebook that could not be run here counts neither for nor against.
    const concerned = runs.filter(
      (run) =>
        (run.executed || run.stopped) && concerns(run.submitted, notebook, again?.where?.notebook, question),
    );
    const tolerance = question.tolerance ?? 0;
    const answering = runs.find(({ submitted: { path } }) => path === notebook);
    const counts = answering === undefined || (again !== undefined && isMet(again));
    const error = counts ? undefined : notPossibleHere(answering, submitted.where!.index);
    if (error !== undefined) {
      remarks.push(
        `${notebook}: run again, ${question.id} could not be computed here (${error}), and is judged by its outputs alone`,
      );
    }
    const isJudgedAgain = concerned.length > 0 && error === undefined;
    return reconcile(submitted, isJudgedAgain ? again : undefined, {
      stopped: concerned.find((run) => run.stopped)?.stopped ?? null,
      changed: (answering && comparedRuns(answering, tolerance)?.changed) ?? 0,
      isSameCell: answering !== undefined && showsTheSame(answering, submitted.where),
      isReproducible:
        question.code.kind === "fit" &&
        notebook !== undefined &&
        seeded.has(notebook) &&
        isCountedInOrder(answering!.submitted.notebook!),
      tolerance,
    });
  });
  const graded = reconciled.map((question): GradedQuestion => {
    const { where } = question;
    const submitted = submission.notebooks.find(({ path }) => path === where?.notebook)?.notebook;
    const executed = runs.find((run) => run.submitted.path === where?.notebook)?.executed;
    const cell = isMet(question) ? null : shownCell(submitted, executed, where);
    return { ...question, cell, review: null };
  });
  return {
    id: submission.id,
    ...pointsOf(graded),
    of: rounded(questions.reduce((sum, { points }) => sum + points, 0)),
    questions: graded,
    notebooks: submission.notebooks.map((notebook) => reportOf(notebook, runs, questions)),
    remarks: [...submission.remarks, ...runs.flatMap(inAnotherOrder), ...remarks],
  };
}

/**
 * Asks the same questions of the rerun outputs. The rerun used the project's own `lib` and datasets, not the person's.
 *
 * @returns `seeded` the notebooks in TypeScript whose trainings all gave the same bits when they were repeated
 */
async function askAgain(
  submission: Submission,
  runs: readonly Rerun[],
  questions: readonly Question[],
): Promise<{ verdicts: Verdict[]; remarks: string[]; seeded: Set<string> }> {
  if (runs.length === 0) return { verdicts: [], remarks: [], seeded: new Set() };
  const notebooks = submission.notebooks.flatMap((submitted) => {
    const run = runs.find((run) => run.submitted === submitted);
    // Notebooks that were not run again are not judged again.
    return run?.executed ? [{ ...submitted, trouble: undefined, notebook: run.executed }] : [];
  });
  const again: Submission = { ...submission, notebooks };
  const sources = readSources(again.notebooks, filesOf(submission));
  const budget = replayBudget();
  const seeded = new Set<string>();
  for (const source of sources) {
    const { record } = runs.find((run) => run.submitted.path === source.submitted.path)!;
    // Python's Keras may differ in the last digits.
    const isExact = source.submitted.language === "typescript";
    const trainings = await repeatTrainings(record, isExact, budget);
    source.session = { record, trainings };
    if (isExact && trainings.every(({ isRepeated }) => isRepeated)) seeded.add(source.submitted.path);
  }
  return {
    verdicts: gradeOutputs(again, questions, sources),
    seeded,
    remarks: sources.flatMap(({ submitted, session }) =>
      session?.trainings.some(({ isRepeated }) => isRepeated === false)
        ? [`${submitted.path}: ${NOT_REPEATED}`]
        : [],
    ),
  };
}

const NOT_REPEATED =
  "a seeded training that depends on more than its seed, such as callbacks, was compared with other seeds instead of repeated";

function inAnotherOrder({ submitted: { path, notebook }, executed }: Rerun): string[] {
  if (!executed || !placesByCounts(executed)) return [];
  const order = placesByCounts(notebook!)
    ? "in the order of its execution counts"
    : "with the cells at the end that lack a name";
  return [`${path}: run again ${order}, because it fails from top to bottom`];
}

/** True if a rerun notebook answered the question before or after, or may answer it by its exercise number. */
const concerns = (
  { path, exercise }: SubmittedNotebook,
  before: string | undefined,
  after: string | undefined,
  question: Question,
): boolean =>
  path === (before ?? after) ||
  (before === undefined && (exercise === null || exercise === exerciseNumber(question)));

/** Errors that tell of this machine, and not of the notebook: a missing package, no network. */
const MISSING = /^(?:ModuleNotFoundError|ImportError|URLError|ConnectionError|gaierror|HTTPError)$/;
/** A call that another version of Keras does not know, or a setting that it does not have. */
const OTHER_KERAS =
  /unexpected keyword|keyword arguments? passed|has no attribute|unrecognized|^'batch_(?:input_)?shape'$/i;

/**
 * The error for which an answer could not be computed here: of a cell of a Python notebook, at or above the one that answers, that had
 * no error when it was submitted.
 *
 * @param index of the answering cell among the code cells; null for what no cell in particular shows
 * @returns `undefined` if there is none
 */
function notPossibleHere({ submitted, executed }: Rerun, index: number | null): string | undefined {
  if (submitted.language !== "python" || !submitted.notebook || !executed || index === null) return undefined;
  const before = codeCells(submitted.notebook).slice(0, index + 1);
  for (const [at, cell] of codeCells(executed)
    .slice(0, index + 1)
    .entries()) {
    const error = cell.outputs.find((output) => "ename" in output);
    if (!error || !("ename" in error) || errorOf(before[at]) !== undefined) continue;
    if (/\braise\b/.test(wholeText(cell.source))) continue;
    if (MISSING.test(error.ename) || OTHER_KERAS.test(error.evalue)) return errorOf(cell);
  }
  return undefined;
}

/** True if the cell has an output, which is the same when it is run again. */
function showsTheSame({ submitted: { notebook }, executed }: Rerun, where: CellLocation | null): boolean {
  const cell = shownCell(notebook, executed, where);
  if (!cell || cell.after === null || codeCells(notebook!)[where!.index!].outputs.length === 0) return false;
  return agreementOf(cell.before, cell.after, 0) === "equal";
}

function comparedRuns({ submitted: { notebook }, executed }: Rerun, tolerance: number) {
  return executed && notebook ? compareRuns(notebook, executed, tolerance) : undefined;
}

function reportOf(
  { path, language, trouble }: SubmittedNotebook,
  runs: readonly Rerun[],
  questions: readonly Question[],
): NotebookReport {
  const run = runs.find(({ submitted }) => submitted.path === path);
  const tolerance = Math.max(0, ...questions.map((question) => question.tolerance ?? 0));
  const compared = run && comparedRuns(run, tolerance);
  return {
    path,
    language: language ?? null,
    trouble: (run?.executed ? null : trouble) ?? (run?.stopped ? stopSentence(run.stopped) : null),
    agreement: compared?.agreement ?? null,
    differentCells: compared?.different ?? 0,
    digest: run ? digestOfRun(run) : null,
  };
}

/** Figures that nobody else's training gives. */
const UNIQUE = 10;

function digestOfRun({ submitted: { notebook }, executed, record: { trainings } }: Rerun): string | null {
  if (!notebook || !executed || trainings.length === 0 || trainings.some(({ seed }) => seed !== null))
    return null;
  if (otherFigures(notebook, executed) < UNIQUE) return null;
  return sha256(
    JSON.stringify([codeCells(notebook).map(({ source }) => wholeText(source)), comparable(notebook)]),
  );
}
