import type { BuiltModel } from "../grade/evidence.ts";
import { type Evidence, judge, rubric } from "../grade/index.ts";
import { describeModel } from "../grade/probe.ts";
import type { Sequential } from "../keras/index.ts";
import type { CodeCell } from "../nbformat/notebook.ts";
import { answerTexts } from "./answer-texts.ts";
import { CheckResult } from "./check-result.ts";
import { commonMistake } from "./common-mistakes.ts";
import { differencesOf } from "./differences.ts";

/**
 * Checks an exercise's answers against the questions of the day's audit, by the same rubric as `npm start`. Nothing leaves the
 * notebook.
 *
 * @example
 * import { check } from "../lib/exercise";
 *
 * check.ex03(model)
 */
export const check = {
  /** @param lines the printed lines: about the programs, then about the imports */
  ex00: (...lines: (readonly string[] | string | undefined)[]) => checked("ex00", lines),
  /** @param model an empty `Sequential` */
  ex01: (model: unknown) => checked("ex01", [model]),
  /** @param layers the first hidden layer, the second, and the output layer */
  ex02: (...layers: unknown[]) => checked("ex02", layers),
  /** @param model the network for regression */
  ex03: (model: unknown) => checked("ex03", [model]),
  /**
   * @param model the network
   * @param history returned by `fit` on the scaled data
   */
  ex04: (model: unknown, history: unknown) => checked("ex04", [model, history]),
};

function checked(exercise: string, answers: readonly unknown[]): CheckResult {
  const questions = rubric.filter(({ notebook }) => notebook.startsWith(`${exercise}_`));
  const name = questions[0].notebook;
  const evidence = evidenceOf(answers);
  const verdicts = judge(name, evidence);
  const isEmpty = (answer: unknown) => answerTexts(answer).length === 0;
  // Answers come in the order of their questions.
  const mistakes = answers.flatMap((answer) => commonMistake(answer) ?? []);
  const differences = questions.flatMap(({ id, code }, i) => {
    if (verdicts[i].verdict === "met") return [];
    const found = differencesOf(answers[i], code);
    return questions.length === 1 ? found : found.map((sentence) => `${id}: ${sentence}`);
  });
  return new CheckResult(
    exercise,
    name,
    verdicts.map((verdict, i) =>
      verdict.verdict !== "met" && isEmpty(answers[i]) ? { ...verdict, found: "no answer yet" } : verdict,
    ),
    [...new Set([...mistakes, ...differences])],
  );
}

/** A notebook that printed the answers, since that is what the rubric reads. */
function evidenceOf(answers: readonly unknown[]): Evidence {
  const cells = answers.flatMap(answerTexts).map(
    (text): CodeCell => ({
      cell_type: "code",
      metadata: {},
      source: "",
      execution_count: null,
      outputs: [{ output_type: "stream", name: "stdout", text }],
    }),
  );
  const models: BuiltModel[] = answers.filter(isBuiltModel).map(describeModel);
  return { notebook: { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, models };
}

/** By name: a module loaded again has another class of the same name. */
function isBuiltModel(answer: unknown): answer is Sequential {
  const { className, built } = (answer ?? {}) as Partial<Sequential>;
  return className === "Sequential" && built === true;
}
