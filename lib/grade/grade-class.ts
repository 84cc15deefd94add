import { mkdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { temporaryFolder } from "../files.ts";
import { UserError } from "../setup/user-error.mjs";
import { type Graded, gradeSubmission } from "./grade.ts";
import { gradeUnread } from "./grade-unread.ts";
import type { Question } from "./question.ts";
import { receiptRemarks } from "./receipt/receipt-file.ts";
import { plainText } from "./report/plain-text.ts";
import type { RerunOptions } from "./rerun/rerun.ts";
import { projectDigest, type Result, Results } from "./results.ts";
import { type Prepared, prepareKernel } from "./sandbox/prepare.ts";
import { type LimitsHeldBy, Runner } from "./sandbox/runner.ts";
import { readSubmission, type SubmissionLocation } from "./submission/find-submissions.ts";
import type { Submission } from "./submission/submission.ts";

export interface ClassOptions {
  questions: readonly Question[];
  /** `undefined`: nothing is run again. */
  rerun: Omit<RerunOptions, "scratch" | "runner" | "prepared" | "signal"> | undefined;
  /** Key that the receipts were given with. */
  key?: Buffer;
  /** Grades also what was graded before. */
  again: boolean;
  signal: AbortSignal;
  /** @param isCached whether the result is that of an earlier run */
  onGraded: (graded: Graded, isCached: boolean) => void;
}

export interface ClassGrades {
  works: Graded[];
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
  const { questions, rerun, key, again, signal, onGraded } = options;
  const results = new Results({ questions, rerun });
  const scratch = temporaryFolder();
  mkdirSync(scratch, { recursive: true });
  const all: Graded[] = [];
  let limits: LimitsHeldBy | null = null;
  let next = 0;
  let prepared: Prepared | undefined;
  try {
    // Without a sandbox, kernels keep their own caches.
    if (rerun && !rerun.unsafe)
      prepared = await prepareKernel(projectDigest(), join(scratch, "prepare"), signal);
    await Promise.all(Array.from({ length: Math.min(places.length, availableParallelism()) }, gradeNext));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return { works: all, limits };

  async function gradeNext(): Promise<void> {
    const runner = new Runner({ sandboxed: !rerun?.unsafe });
    try {
      while (next < places.length && !signal.aborted) {
        const index = next++;
        all[index] = await grade(places[index], join(scratch, String(index)), runner);
      }
    } finally {
      await runner.end();
      for (const folder of runner.left)
        console.error(`${plainText(folder)} could not be removed; it can be deleted by hand.`);
    }
    signal.throwIfAborted();
  }

  async function gradeNow(submission: Submission, own: string, runner: Runner): Promise<Result> {
    runner.limits = undefined;
    const options = rerun && { ...rerun, scratch: own, runner, prepared, signal };
    const graded = await gradeSubmission(submission, options, questions);
    return { graded, limits: runner.limits ?? null };
  }

  async function grade(place: SubmissionLocation, own: string, runner: Runner): Promise<Graded> {
    try {
      const submission = readSubmission(place);
      submission.remarks.push(...receiptRemarks(submission, key));
      const digest = results.key(submission);
      const cached = again ? undefined : results.get(digest);
      const result = cached ?? (await gradeNow(submission, own, runner));
      if (!cached) results.set(digest, result);
      if (limits !== "watcher") limits = result.limits ?? limits;
      onGraded(result.graded, cached !== undefined);
      return result.graded;
    } catch (error) {
      if (signal.aborted || error instanceof UserError) throw error;
      const graded = gradeUnread(place.id, questions, error);
      onGraded(graded, false);
      return graded;
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  }
}
