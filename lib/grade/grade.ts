import type { Language } from "./code/parse.ts";
import { answer } from "./handed-in/answer.ts";
import { gradeHandedIn } from "./handed-in/index.ts";
import { findOwnFiles } from "./handed-in/own-files.ts";
import { readSources } from "./handed-in/passages.ts";
import type { Question } from "./question.ts";
import { type Agreement, compareRuns } from "./rerun/agreement.ts";
import { type Reconciled, reconcile, stopSentence } from "./rerun/reconcile.ts";
import { type Rerun, type RerunOptions, rerun } from "./rerun/rerun.ts";
import { rubric } from "./rubric.ts";
import type { Work } from "./submission/work.ts";

/** The result of one person's submission. It does not depend on when or where it was graded. */
export interface Graded {
  id: string;
  points: number;
  of: number;
  questions: Reconciled[];
  notebooks: NotebookReport[];
  /** Further remarks. */
  remarks: string[];
}

export interface NotebookReport {
  path: string;
  language: Language | null;
  /** Why it could not be read or run. */
  trouble: string | null;
  /** Whether running it again showed what was handed in; `null` when it was not run. */
  agreement: Agreement | null;
  /** How many cells showed something else. */
  differentCells: number;
}

/** Grades a work as it was handed in and, with options for it, by running it again. */
export async function gradeWork(
  work: Work,
  options?: RerunOptions,
  questions: readonly Question[] = rubric,
): Promise<Graded> {
  const before = gradeHandedIn(work, questions);
  const runs = options ? await rerun(work, options) : [];
  const after = runs.length > 0 ? askAgain(work, runs, questions) : undefined;
  const reconciled = before.map((was, index) => {
    const question = questions[index];
    const again = after?.[index];
    const concerned = runs.filter(({ handedIn }) =>
      concerns(handedIn.path, was.where?.notebook, again?.where?.notebook, handedIn.exercise, question),
    );
    const stopped = concerned.find((run) => run.stopped)?.stopped ?? null;
    const tolerance = question.tolerance ?? 0;
    const answering = runs.find(({ handedIn }) => handedIn.path === was.where?.notebook);
    const changed = answering ? (comparedRuns(answering, tolerance)?.changed ?? 0) : 0;
    return reconcile(was, concerned.length > 0 ? again : undefined, stopped, changed, tolerance);
  });
  return {
    id: work.id,
    points: rounded(reconciled.reduce((sum, { points }) => sum + points, 0)),
    of: rounded(questions.reduce((sum, { points }) => sum + points, 0)),
    questions: reconciled,
    notebooks: work.notebooks.map((handedIn) => reportOf(handedIn, runs, questions)),
    remarks: [
      ...work.remarks,
      ...runs.flatMap(({ handedIn, remark }) => (remark ? [`${handedIn.path}: run again, ${remark}`] : [])),
    ],
  };
}

/** The same questions, asked of what running it showed; the day's own lib and data were there in place of the person's. */
function askAgain(work: Work, runs: readonly Rerun[], questions: readonly Question[]) {
  const notebooks = work.notebooks.flatMap((handedIn) => {
    const run = runs.find((run) => run.handedIn === handedIn);
    // Notebooks that were not run again are not judged again.
    return run?.executed ? [{ ...handedIn, notebook: run.executed }] : [];
  });
  const again: Work = { ...work, notebooks };
  const sources = readSources(again);
  const own = findOwnFiles(work);
  const built = sources.map((source) => ({
    source,
    models: runs.find((run) => run.handedIn.path === source.handedIn.path)?.models ?? [],
  }));
  const data = own.data.filter((path) => !path.includes("datasets/"));
  return questions.map((question) =>
    answer(question, { work: again, sources, own: { lib: [], modules: own.modules, data }, built }),
  );
}

/** Whether a notebook that was run is one that the question was, or may be, answered by. */
function concerns(
  path: string,
  before: string | undefined,
  after: string | undefined,
  exercise: number | null,
  { id }: Question,
): boolean {
  if (path === before) return true;
  return before === undefined && (path === after || exercise === null || exercise === Number(id.slice(2, 4)));
}

function comparedRuns({ handedIn: { notebook }, executed }: Rerun, tolerance: number) {
  return executed && notebook ? compareRuns(notebook, executed, tolerance) : undefined;
}

function reportOf(
  { path, language, trouble }: Work["notebooks"][number],
  runs: readonly Rerun[],
  questions: readonly Question[],
): NotebookReport {
  const run = runs.find(({ handedIn }) => handedIn.path === path);
  const tolerance = Math.max(0, ...questions.map((question) => question.tolerance ?? 0));
  const compared = run && comparedRuns(run, tolerance);
  return {
    path,
    language: language ?? null,
    trouble: trouble ?? (run?.stopped ? stopSentence(run.stopped) : null),
    agreement: compared?.agreement ?? null,
    differentCells: compared?.different ?? 0,
  };
}

const rounded = (points: number) => Math.round(points * 100) / 100;
