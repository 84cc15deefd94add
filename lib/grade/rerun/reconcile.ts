import type { Stop } from "../sandbox/runner.ts";
import type { Said, Verdict } from "../verdict.ts";
import { type Agreement, agreementOf } from "./agreement.ts";

/** The final verdict on a question, with the two verdicts that it was made of. */
export interface Reconciled extends Verdict {
  handedIn: { said: Said; found: string };
  /** `null` if the notebook was not run again. */
  rerun: { said: Said; found: string } | null;
  /** How the two outputs compare; `null` without a rerun. */
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
 * Combines two verdicts on a question: on the submitted outputs, and on the outputs of the rerun.
 *
 * @param after undefined if the notebook was not run again
 * @param stopped the limit that ended the rerun; null if it completed
 * @param changed number of cells whose submitted output differs in the rerun
 * @param tolerance largest difference between two numbers that count as equal
 */
export function reconcile(
  before: Verdict,
  after: Verdict | undefined,
  stopped: Stop | null,
  changed: number,
  tolerance: number,
): Reconciled {
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
    // A wrong submitted output stays wrong, whatever the rerun shows.
    const contradicts =
      before.said === "not met" && before.where !== null && before.parts.some(({ met }) => !met);
    // Cells were not run, or not in order. The rerun from top to bottom decides, unless submitted outputs differ from it.
    if (before.said === "not confirmed" && before.where !== null) {
      if (changed > 0) return doubtful(before, `run again, ${cells(changed)} something else`, both);
      return { ...after!, reasons: [...before.reasons, "run again from top to bottom, it holds"], ...both };
    }
    // Keep the submission's wording: its Keras may be another version.
    if (!contradicts) return isMet(before.said) ? { ...before, ...both } : { ...after!, ...both };
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
  answer: Verdict,
  reason: string,
  both: Pick<Reconciled, "handedIn" | "rerun" | "agreement">,
): Reconciled {
  return { ...answer, said: "not confirmed", points: 0, reasons: [...answer.reasons, reason], ...both };
}
