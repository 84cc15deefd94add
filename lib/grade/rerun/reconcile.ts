import type { Stop } from "../sandbox/runner.ts";
import { isMet, type Said, type Verdict } from "../verdict.ts";
import { type Agreement, agreementOf } from "./agreement.ts";

/** The final verdict on a question, with the two verdicts that it was made of. */
export interface Reconciled extends Verdict {
  submitted: { said: Said; found: string };
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

/** How a rerun went, beside its verdict. */
interface Comparison {
  /** The limit that ended it; null if it completed. */
  stopped: Stop | null;
  /** Number of cells whose submitted output differs in the rerun. */
  changed: number;
  /** The answering cell shows the same in the rerun. */
  isSameCell: boolean;
  /** The notebook was run from top to bottom, and its trainings are seeded: they have to show the same again. */
  isReproducible: boolean;
  /** Largest difference between two numbers that count as equal. */
  tolerance: number;
}

/**
 * Combines two verdicts on a question: on the submitted outputs, and on the outputs of the rerun.
 *
 * @param first the verdict on the submitted outputs
 * @param again that on the outputs of the rerun; undefined if the notebook was not run again
 */
export function reconcile(
  first: Verdict,
  again: Verdict | undefined,
  { stopped, changed, isSameCell, isReproducible, tolerance }: Comparison,
): Reconciled {
  const submitted = { said: first.said, found: first.found };
  if (!again && !stopped) return { ...first, submitted, rerun: null, agreement: null };
  const both = {
    submitted,
    rerun: again ? { said: again.said, found: again.found } : null,
    agreement: again ? agreementOf(first.found, again.found, tolerance) : null,
  };
  const doubtful = (...reasons: string[]): Reconciled => {
    return { ...first, said: "not confirmed", points: 0, reasons: [...first.reasons, ...reasons], ...both };
  };
  if (stopped) {
    const answer = doubtful(stopSentence(stopped));
    const isWrong = first.said === "not met" && !(again && isMet(again));
    return isWrong ? { ...answer, said: first.said } : answer;
  }
  const { found, reasons } = again!;
  if (isMet(again!)) {
    // Cells were not run, or not in order. The rerun decides, unless submitted outputs differ from it.
    if (first.said === "not confirmed" && first.where !== null) {
      const cells = changed === 1 ? "a cell of the notebook shows" : `${changed} cells of the notebook show`;
      if (changed > 0) return doubtful(`run again, ${cells} something else`);
      return { ...again!, reasons: [...first.reasons, "run again, it holds"], ...both };
    }
    // A wrong submitted output stays wrong, whatever the rerun shows. If that is the same, only the code was read wrongly.
    const contradicts =
      !isSameCell && first.said === "not met" && first.where !== null && first.parts.some(({ met }) => !met);
    if (contradicts) return doubtful(`as submitted it shows ${first.found}, run again ${found}`);
    if (isMet(first) && isReproducible && both.agreement === "different")
      return doubtful(
        `as submitted it shows ${first.found}, run again ${found}, though the training is seeded`,
      );
    // Keep the submission's wording: its Keras may be another version.
    return isMet(first) ? { ...first, ...both } : { ...again!, ...both };
  }
  if (isMet(first))
    return doubtful(...(found === first.found ? [] : [`run again, it shows ${found}`]), ...reasons);
  return first.said === "not confirmed" ? { ...first, ...both } : { ...again!, ...both };
}
