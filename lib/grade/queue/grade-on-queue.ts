import { sha256 } from "../../project.ts";
import { JobQueue } from "../../queue/client.ts";
import { encode } from "../../queue/encode.ts";
import { type ClassGrades, type ClassOptions, type Elsewhere, gradeClass } from "../grade-class.ts";
import { plainText } from "../report/plain-text.ts";
import type { Result } from "../results.ts";
import { rubric } from "../rubric.ts";
import type { SubmissionLocation } from "../submission/find-submissions.ts";
import type { Submission } from "../submission/submission.ts";
import { auditSample } from "./audit-sample.ts";
import type { GradeJob, GradeJobResult } from "./grade-job.ts";
import { MOST, packSubmission, sizeOf } from "./submission-data.ts";

/** Submissions in the queue at once. */
const LANES = 128;
/** Milliseconds beyond the limit of the notebooks after which a job is killed. */
const SLACK = 600_000;

export interface QueueOptions {
  /** Address of the queue. */
  address: string;
  /** Kind of the jobs, see `gradeKind`. */
  kind: string;
  /** Share of the class that another worker grades again; 0: none. */
  audit: number;
  /** Seeds the choice of the people for the audit. */
  assignment: string;
  /** True if this machine can grade as the options say: then it grades submissions that are too large to travel, and decides an audit. */
  canGradeHere: boolean;
  /** Prints a sentence. */
  say(sentence: string): void;
  /** Called once with a function that tells how far the jobs are. */
  onOpen?(state: () => JobQueue["state"]): void;
}

/**
 * Grades a class on the workers of a queue. The result is that of `gradeClass`.
 *
 * @throws AbortError when `options.signal` is aborted
 * @throws UserError if the queue cannot be used
 */
export async function gradeOnQueue(
  places: readonly SubmissionLocation[],
  options: ClassOptions,
  { address, kind, audit, assignment, canGradeHere, say, onOpen }: QueueOptions,
): Promise<ClassGrades> {
  const { questions, rerun, signal } = options;
  const queue = await JobQueue.open(address, kind, { signal, say });
  onOpen?.(() => queue.state);
  try {
    const grades = await gradeClass(places, {
      ...options,
      elsewhere: elsewhere(options.again ? "again" : ""),
    });
    if (audit > 0) await auditClass(grades);
    return grades;
  } finally {
    await queue.close();
  }

  /**
   * @param nonce without one, a result that is in the queue is taken
   * @param notBy names of the workers that must not grade it
   */
  function elsewhere(nonce: string, notBy: (id: string) => string[] = () => []): Elsewhere {
    // The same run never asks for the same again, another one does.
    const run = nonce === "" ? "" : `${nonce} ${process.pid} ${Date.now()}`;
    return {
      lanes: LANES,
      grade: (submission, key) => gradeOne(submission, `${run}${key}`, notBy(submission.id)),
    };
  }

  async function gradeOne(submission: Submission, key: string, notBy: string[]): Promise<Result | undefined> {
    const size = sizeOf(submission);
    if (size > MOST) {
      const sentence = `${plainText(submission.id)}: its files have ${Math.ceil(size / 1e6)} MB, more than the ${MOST / 1e6} MB that travel through the queue`;
      if (!canGradeHere) throw new Error(`${sentence}, and this machine cannot run notebooks`);
      say(`${sentence}: it is graded on this machine.`);
      return undefined;
    }
    const { value, by } = await queue.run({
      id: `grade-${sha256(key)}`,
      label: submission.id,
      limit: (rerun ? rerun.limits.total * 1000 : 0) + SLACK,
      size,
      notBy,
      input() {
        const job: GradeJob = {
          ...packSubmission(submission),
          questions: questions === rubric ? null : questions,
          rerun: rerun ? { limits: rerun.limits, unsafe: rerun.unsafe } : null,
        };
        return encode(job);
      },
    });
    const result = value as GradeJobResult;
    if ("error" in result) throw Object.assign(new Error(result.error.message), { name: result.error.name });
    return { graded: JSON.parse(result.graded), limits: result.limits, by };
  }

  /** Has a sample graded again by other workers. Replaces all results of a worker that is found wrong. */
  async function auditClass(grades: ClassGrades): Promise<void> {
    const names = queue.state.workers.map(({ name }) => name);
    const chosen = auditSample(places, audit, assignment);
    const first = chosen.flatMap((at) => {
      const { by, graded } = grades.results[at];
      return by !== undefined && names.some((name) => name !== by) ? [{ place: places[at], by, graded }] : [];
    });
    notAudited(chosen.length - first.length, "they were graded here, or no second worker is there");
    if (first.length === 0) return;
    say(`Auditing ${first.length} of ${places.length}.`);
    const again = { ...options, again: true, onGraded: () => {} };
    const firstBy = new Map(first.map(({ place, by }) => [place.id, by]));
    const second = await gradeClass(
      first.map(({ place }) => place),
      { ...again, elsewhere: elsewhere("audit", (id) => [firstBy.get(id)!]) },
    );
    // A worker that failed has told nothing.
    const failures = second.results.filter(({ isFailure }) => isFailure);
    notAudited(failures.length, "no second worker could grade them");
    const wrong = new Set<string>();
    for (const [i, { place, by, graded }] of first.entries()) {
      const { isFailure, ...other } = second.results[i];
      if (isFailure) continue;
      const both = [
        { by, graded: digest(graded) },
        // Too large to travel: it was graded here.
        { by: other.by ?? "this machine", graded: digest(other.graded) },
      ];
      if (both[0].graded === both[1].graded) continue;
      const disagree = `The workers ${both[0].by} and ${both[1].by} disagree about ${plainText(place.id)}`;
      const own = canGradeHere ? (await gradeClass([place], again)).results[0] : undefined;
      if (own && !own.isFailure) {
        const disagreeing = both.filter(({ graded }) => graded !== digest(own.graded)).map(({ by }) => by);
        say(`${disagree}: ${disagreeing.join(" and ")} graded it wrong, as this machine finds.`);
        for (const name of disagreeing) wrong.add(name);
      } else {
        say(`${disagree}, and this machine cannot decide: neither is trusted.`);
        for (const { by } of both) wrong.add(by);
      }
    }
    if (wrong.size === 0) {
      say(`The audit agrees in all ${first.length - failures.length}.`);
      return;
    }
    for (const name of wrong) await queue.refuse(name, "an audit found that it graded wrong");
    await redo(grades, wrong);
  }

  function notAudited(count: number, reason: string): void {
    if (count > 0) say(`Not audited: ${count}, since ${reason}.`);
  }

  async function redo(grades: ClassGrades, wrong: ReadonlySet<string>): Promise<void> {
    const redone = places.flatMap((_, at) => (wrong.has(grades.results[at].by ?? "") ? [at] : []));
    say(`Grading again what ${[...wrong].join(" and ")} graded: ${redone.length} of ${places.length}.`);
    const { results } = await gradeClass(
      redone.map((at) => places[at]),
      { ...options, again: true, elsewhere: elsewhere("again", () => [...wrong]) },
    );
    for (const [i, at] of redone.entries()) grades.results[at] = results[i];
  }
}

/** Without the digests of notebooks, which a training without a seed may have in one run and not in another. */
const digest = (graded: unknown): string =>
  sha256(JSON.stringify(graded, (key, value) => (key === "digest" ? undefined : value)));
