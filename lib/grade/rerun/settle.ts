import type { Answer, Said } from "../handed-in/index.ts";
import type { Stop } from "../sandbox/runner.ts";
import { type Agreement, agreementOf } from "./agreement.ts";

/** What is said of a question in the end, and how it came to that. */
export interface Settled extends Answer {
  handedIn: { said: Said; found: string };
  /** `null` when it was not run again. */
  rerun: { said: Said; found: string } | null;
  /** Whether both show the same. */
  agreement: Agreement | null;
}

const STOPPED: Record<Stop, string> = {
  cell: "a cell did not end within its time",
  total: "the notebooks did not end within their time",
  memory: "it took more memory than it may",
  processes: "it started more processes than it may",
  output: "it printed more than it may",
  dead: "the kernel died",
  kernel: "the kernel did not start or answer",
};

export const stopSentence = (stop: Stop) => `run again, it was stopped: ${STOPPED[stop]}`;

const isMet = (said: Said) => said === "met" || said === "met in Keras 3's wording";

/**
 * One verdict of two: what was handed in, and what running it again shows.
 *
 * @param stopped why the notebook that answers did not run to its end
 * @param changed how many of its cells showed something, and something else when it was run again
 */
export function settle(
  before: Answer,
  after: Answer | undefined,
  stopped: Stop | null,
  changed: number,
  tolerance: number,
): Settled {
  const handedIn = { said: before.said, found: before.found };
  if (!after && !stopped) return { ...before, handedIn, rerun: null, agreement: null };
  const rerun = after ? { said: after.said, found: after.found } : null;
  const agreement = after ? agreementOf(before.found, after.found, tolerance) : null;
  const both = { handedIn, rerun, agreement };
  if (stopped) {
    const said = before.where === null && !(after && isMet(after.said)) ? before.said : "not confirmed";
    return { ...before, said, points: 0, reasons: [...before.reasons, stopSentence(stopped)], ...both };
  }
  if (isMet(after!.said)) {
    // What was wrong before stays wrong.
    const contradicts =
      before.said === "not met" && before.where !== null && before.parts.some(({ met }) => !met);
    // It was not run, or not in order: run from top to bottom it holds, unless outputs are not what the code shows.
    if (before.said === "not confirmed" && before.where !== null) {
      if (changed > 0) return doubtful(before, `run again, ${cells(changed)} something else`, both);
      return { ...after!, reasons: [...before.reasons, "run again from top to bottom, it holds"], ...both };
    }
    if (!contradicts) return { ...after!, ...both };
    return doubtful(before, `as handed in it shows ${before.found}, run again ${after!.found}`, both);
  }
  if (isMet(before.said)) {
    return doubtful(
      before,
      `run again, it is ${after!.said}: ${after!.found}${after!.reasons.map((reason) => `; ${reason}`).join("")}`,
      both,
    );
  }
  if (before.said === "not confirmed") return { ...before, ...both };
  return { ...after!, ...both };
}

const cells = (count: number) =>
  count === 1 ? "a cell of the notebook shows" : `${count} cells of the notebook show`;

function doubtful(
  answer: Answer,
  reason: string,
  both: Pick<Settled, "handedIn" | "rerun" | "agreement">,
): Settled {
  return { ...answer, said: "not confirmed", points: 0, reasons: [...answer.reasons, reason], ...both };
}
