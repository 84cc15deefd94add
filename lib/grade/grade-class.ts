import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { temporaryFolder } from "../files.ts";
import { UserError } from "../setup/user-error.mjs";
import { gradeSubmission } from "./grade.ts";
import type { Graded } from "./graded.ts";
import type { Question } from "./question.ts";
import { receiptRemarks } from "./receipt/receipt.ts";
import { plainText } from "./report/plain-text.ts";
import type { RerunOptions } from "./rerun/rerun.ts";
import { type Result, Results } from "./results.ts";
import { prepareFor } from "./sandbox/prepare.ts";
import { type LimitsHeldBy, Runner } from "./sandbox/runner.ts";
import type { SubmissionLocation } from "./submission/find-submissions.ts";
import { readSubmission } from "./submission/read-submission.ts";
import type { Submission } from "./submission/submission.ts";

export interface ClassOptions {
  questions: readonly Question[];
  /** `undefined`: nothing is run again. */
  rerun: Omit<RerunOptions, "scratch" | "runner" | "signal"> | undefined;
  /** The programs beside the project that decide outputs, such as packages of Python. */
  programs?: string;
  /** Key that the receipts were given with. */
  key?: Buffer;
  /** Grades also what was graded before. */
  again: boolean;
  signal: AbortSignal;
  /** @param what is made once for the whole class, which may take a minute */
  onPreparing?: (what: string) => void;
  /** The result by the outputs as submitted, before they are run again. */
  onSubmitted?: (graded: Graded) => void;
  /** @param isCached whether the result is that of an earlier run */
  onGraded: (graded: Graded, isCached: boolean) => void;
  /** Grades on other machines. */
  elsewhere?: Elsewhere;
}

export interface Elsewhere {
  /** Submissions that are graded at once. */
  lanes: number;
  /**
   * @param key digest of what is graded and how
   * @returns the result, or undefined for a submission that only this machine can grade
   */
  grade(submission: Submission, key: string): Promise<Result | undefined>;
}

export interface ClassGrades {
  /** One for each person, in their order. */
  results: Result[];
  /** The enforcement of the limits of memory and threads; `null` if nothing was run. */
  limits: LimitsHeldBy | null;
}

/**
 * Grades submissions in parallel, one per core. One that cannot be graded does not stop the others.
 *
 * @throws AbortError when `options.signal` is aborted
 * @throws UserError when grading is not possible
 */
export async function gradeClass(
  places: readonly SubmissionLocation[],
  options: ClassOptions,
): Promise<ClassGrades> {
  const { questions, rerun, key, again, signal, onGraded, elsewhere } = options;
  const results = new Results({ questions, rerun, programs: options.programs });
  const scratch = temporaryFolder();
  const all: Result[] = [];
  let next = 0;
  try {
    const lanes = elsewhere?.lanes ?? availableParallelism();
    await Promise.all(Array.from({ length: Math.min(places.length, lanes) }, gradeNext));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const held = all.map(({ limits }) => limits);
  return { results: all, limits: (["watcher", "system"] as const).find((by) => held.includes(by)) ?? null };

  async function gradeNext(): Promise<void> {
    const runner = new Runner({ sandboxed: !rerun?.unsafe });
    try {
      while (next < places.length && !signal.aborted) {
        const index = next++;
        all[index] = await grade(index, join(scratch, String(index)), runner);
        // Signals come only between turns of the event loop, and a submission that is not run takes none.
        await setImmediate();
      }
    } finally {
      await runner.end();
      for (const folder of runner.left)
        console.error(`${plainText(folder)} could not be removed; it can be deleted by hand.`);
    }
    signal.throwIfAborted();
  }

  async function grade(index: number, own: string, runner: Runner): Promise<Result> {
    const place = places[index];
    try {
      const submission = readSubmission(place, own);
      const isUnpacked = submission.folder !== place.folder;
      submission.remarks.push(...receiptRemarks(isUnpacked ? readSubmission(place) : submission, key));
      const digest = results.key(submission);
      const cached = again ? undefined : results.get(digest);
      if (rerun && !cached) options.onSubmitted?.(await gradeSubmission(submission, undefined, questions));
      const run = rerun && { ...rerun, scratch: own, runner, signal };
      const result =
        cached ??
        (await elsewhere?.grade(submission, digest)) ??
        (await gradeHere(submission, questions, run, options.onPreparing));
      if (!cached) results.set(digest, result);
      onGraded(result.graded, cached !== undefined);
      return result;
    } catch (error) {
      if (signal.aborted || error instanceof UserError) throw error;
      const graded = ungraded(place.id, questions, error);
      onGraded(graded, false);
      return { graded, limits: null, isFailure: true };
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  }
}

/** Grades a submission on this machine, whose sandboxes it prepares. */
export async function gradeHere(
  submission: Submission,
  questions: readonly Question[],
  rerun: RerunOptions | undefined,
  onPreparing?: (what: string) => void,
): Promise<Result> {
  if (rerun) rerun.runner.limits = undefined;
  // Without a sandbox, kernels keep their own caches.
  if (rerun && !rerun.unsafe) {
    const languages = submission.notebooks.flatMap(({ notebook, language }) => (notebook && language) ?? []);
    await prepareFor(new Set(languages), join(rerun.scratch, "prepare"), rerun.signal, onPreparing);
  }
  const graded = await gradeSubmission(submission, rerun, questions);
  return { graded, limits: rerun?.runner.limits ?? null };
}

/** The result of a submission on which the grader itself failed: every question is left for a person to judge. */
function ungraded(id: string, questions: readonly Question[], error: unknown): Graded {
  const { name, message } = error as Error;
  const reason = `the grader could not grade it (${name}: ${String(message).split("\n")[0]})`;
  const nothing = { said: "not confirmed" as const, found: "nothing" };
  const of = questions.reduce((sum, { points }) => sum + points, 0);
  return {
    ...{ id, points: 0, upTo: of, of, notebooks: [], remarks: [] },
    questions: questions.map(({ id, asked, points }) => ({
      ...{ id, asked, ...nothing, where: null, points: 0, of: points, parts: [], reasons: [reason] },
      ...{ submitted: nothing, rerun: null, agreement: null, cell: null, review: null },
    })),
  };
}
