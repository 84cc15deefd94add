import type { Language } from "./code/parse.ts";
import type { Agreement } from "./rerun/agreement.ts";
import type { Reconciled } from "./rerun/reconcile.ts";
import type { ShownCell } from "./review/shown-cell.ts";
import { rounded } from "./verdict.ts";

/** The result of one person's submission. It does not depend on when or where it was graded. */
export interface Graded {
  id: string;
  /** Without what is to be reviewed. */
  points: number;
  /** The points if everything that is to be reviewed was accepted. */
  upTo: number;
  of: number;
  questions: GradedQuestion[];
  notebooks: NotebookReport[];
  /** Further remarks. */
  remarks: string[];
}

/** A verdict with what a person needs to decide on it, and decided. */
export interface GradedQuestion extends Reconciled {
  /** The cell that it is about, unless it is met. */
  cell: ShownCell | null;
  /** `null`: nobody was asked, or the reports were not written yet. */
  review: Review | null;
}

export interface NotebookReport {
  path: string;
  language: Language | null;
  /** Why it could not be read or run. */
  trouble: string | null;
  /** How the rerun outputs compare with the submitted ones; `null` if it was not run. */
  agreement: Agreement | null;
  /** Number of cells whose outputs differ. */
  differentCells: number;
  /** Digest of its code and outputs, if no training in it has a seed, and each run gives other figures; else `null`. */
  digest: string | null;
}

/** A person's decision on a question; an empty one is only a remark. */
export interface Review {
  /** `accept` gives all points, `refuse` none; `""`: still open. */
  decision: "accept" | "refuse" | "";
  remark: string;
  /** It was made for another answer, and does not count. */
  isOutdated: boolean;
}

/** True if a person has to decide: nothing else does, and nobody has yet. */
export const isToReview = ({ said, review }: GradedQuestion): boolean =>
  said === "not confirmed" && (review === null || review.decision === "" || review.isOutdated);

/** The sure points of all questions, and those if everything to review was accepted. */
export function pointsOf(questions: readonly GradedQuestion[]): { points: number; upTo: number } {
  const sum = (of: (question: GradedQuestion) => number) =>
    rounded(questions.reduce((total, question) => total + of(question), 0));
  return {
    points: sum(({ points }) => points),
    upTo: sum((question) => (isToReview(question) ? question.of : question.points)),
  };
}
