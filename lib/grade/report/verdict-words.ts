import { type Graded, type GradedQuestion, isToReview, type NotebookReport } from "../graded.ts";
import { worstAgreement } from "../rerun/agreement.ts";
import { counted } from "./plain-text.ts";

/** The words of a verdict in the reports. What is not confirmed waits for a person, and then has that person's word. */
export type VerdictWords =
  | "met"
  | "met in Keras 3's wording"
  | "not met"
  | "to review"
  | "accepted"
  | "refused";

export function verdictWords(question: GradedQuestion): VerdictWords {
  const { said, review } = question;
  if (isToReview(question)) return "to review";
  if (review && review.decision !== "" && !review.isOutdated)
    return review.decision === "accept" ? "accepted" : "refused";
  return said === "not confirmed" ? "to review" : said;
}

/** All verdicts with their meanings, and a sign where there is little room. */
export const VERDICTS: readonly { words: VerdictWords; sign: string; kind: string; meaning: string }[] = [
  { words: "met", sign: "✓", kind: "met", meaning: "shown, and borne out by the code" },
  {
    words: "met in Keras 3's wording",
    sign: "✓₃",
    kind: "met",
    meaning: "the same, as a newer Keras prints it",
  },
  { words: "accepted", sign: "✓", kind: "met", meaning: "a person looked at it, and gave the points" },
  {
    words: "to review",
    sign: "?",
    kind: "to-review",
    meaning:
      "shown, but the code or a second run does not bear it out; a person decides, and the reasons say what to look at",
  },
  { words: "not met", sign: "✗", kind: "not-met", meaning: "missing, or not what was asked" },
  { words: "refused", sign: "✗", kind: "not-met", meaning: "a person looked at it, and gave no points" },
];

export const verdictOf = (question: GradedQuestion) =>
  VERDICTS.find(({ words }) => words === verdictWords(question))!;

/** `2–12`, or `12` once nothing is to be reviewed. */
export const pointsText = ({ points, upTo }: Pick<Graded, "points" | "upTo">): string =>
  upTo > points ? `${points}–${upTo}` : String(points);

/** How many notebooks were run again, and how their outputs compare: `5 of 5 notebooks: equal`. */
export function rerunText(notebooks: readonly NotebookReport[]): string {
  const ran = notebooks.filter(({ agreement }) => agreement !== null);
  const all = counted(notebooks.length, "notebook");
  if (ran.length === 0) return notebooks.length === 0 ? "no notebook" : `none of ${all}`;
  const different = ran.filter(({ agreement }) => agreement === "different").length;
  const how =
    different > 0 ? `${different} different` : worstAgreement(ran.map(({ agreement }) => agreement));
  return `${ran.length} of ${all}: ${how}`;
}
