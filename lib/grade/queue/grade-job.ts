import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../setup/user-error.mjs";
import { gradeHere } from "../grade-class.ts";
import type { Question } from "../question.ts";
import type { RerunOptions } from "../rerun/rerun.ts";
import { rubric } from "../rubric.ts";
import { type LimitsHeldBy, Runner } from "../sandbox/runner.ts";
import { type SubmissionData, unpackSubmission } from "./submission-data.ts";

/** One submission to grade. */
export interface GradeJob extends SubmissionData {
  /** null: the day's own. */
  questions: readonly Question[] | null;
  /** null: nothing is run again. */
  rerun: Pick<RerunOptions, "limits" | "unsafe"> | null;
}

export type GradeJobResult =
  | {
      /** A `Graded` as JSON. */
      graded: string;
      limits: LimitsHeldBy | null;
    }
  /** The grader itself failed on it. */
  | { error: { name: string; message: string } };

const never = new AbortController().signal;
let runner: Runner | undefined;

/** Grades one submission, in a process of a worker. @throws UserError if this machine cannot run notebooks */
export async function work(input: unknown, scratch: string): Promise<GradeJobResult> {
  const { questions, rerun, ...data } = input as GradeJob;
  const folder = join(scratch, "submission");
  mkdirSync(folder);
  try {
    const submission = unpackSubmission(data, folder);
    // It stays for the next submission. A kind of job has either sandboxes or none.
    runner ??= new Runner({ sandboxed: !rerun?.unsafe });
    const run = rerun ? { ...rerun, scratch: join(scratch, "run"), runner, signal: never } : undefined;
    const { graded, limits } = await gradeHere(submission, questions ?? rubric, run);
    return { graded: JSON.stringify(graded), limits };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { name, message } = error as Error;
    return { error: { name, message } };
  }
}
