import { sha256 } from "../../project.ts";
import { type Graded, type GradedQuestion, pointsOf, type Review } from "../graded.ts";

/** A person's decision on one question. */
export interface Decision extends Omit<Review, "isOutdated"> {
  /** Digest of the answer that it is about; `""`, as in entries made by hand: whatever the answer is. */
  answer: string;
}

/** False for an empty entry, which the grader has made. */
export const isWritten = ({ decision, remark }: Decision): boolean => decision !== "" || remark !== "";

/** By person and question. */
export type Decisions = ReadonlyMap<string, ReadonlyMap<string, Decision>>;

/** Digest of what a question was answered with, so that a decision is not taken over for another answer. */
export function answerDigest({ found, where, cell }: GradedQuestion): string {
  return sha256(JSON.stringify([found, where?.notebook, cell?.source, cell?.before])).slice(0, 12);
}

/** The points with a person's decisions, and `upTo`, those if everything open were accepted. */
export function reviewed(graded: Graded, decisions: Decisions): Graded {
  const own = decisions.get(graded.id);
  const questions = graded.questions.map((question): GradedQuestion => {
    const made = own?.get(question.id);
    if (!made) return question;
    const { decision, remark, answer } = made;
    const isOutdated = isWritten(made) && answer !== "" && answer !== answerDigest(question);
    const counts = decision !== "" && !isOutdated;
    const points = counts ? (decision === "accept" ? question.of : 0) : question.points;
    return { ...question, points, review: { decision, remark, isOutdated } };
  });
  return { ...graded, questions, ...pointsOf(questions) };
}
