import { type Evidence, judge, NOTHING_FOUND } from "../grade/judge.ts";
import type { Demand, Question } from "../grade/question.ts";
import type { LayerRecord } from "../grade/record/session-record.ts";
import { rubric } from "../grade/rubric.ts";
import { isMet, type Verdict } from "../grade/verdict.ts";
import type { Sequential } from "../keras/index.ts";
import type { CodeCell } from "../nbformat/notebook.ts";
import { answerTexts } from "./answer-texts.ts";
import { CheckResult } from "./check-result.ts";
import { commonMistake, differencesOf } from "./differences.ts";

/**
 * Checks an exercise's answers against the questions of the day's audit, by the same rubric as `npm start`. Nothing leaves the
 * notebook.
 *
 * @example
 * import { check } from "../lib/exercise";
 *
 * check.ex03(model)
 */
export const check: Check = {
  ex00: (...lines) => checked("ex00", lines),
  ex01: (model) => checked("ex01", [model], { kind: "model", layers: [] }),
  ex02: (...layers) => checked("ex02", layers),
  ex03: (model) => checked("ex03", [model]),
  ex04: (model, history) => checked("ex04", [model, history]),
};

/** A check for each exercise. */
interface Check {
  /** @param lines the printed lines: about the programs, then about the imports */
  ex00(...lines: (readonly string[] | string | undefined)[]): CheckResult;
  /** @param model an empty `Sequential` */
  ex01(model: unknown): CheckResult;
  /** @param layers the first hidden layer, the second, and the output layer */
  ex02(...layers: unknown[]): CheckResult;
  /** @param model the network for regression */
  ex03(model: unknown): CheckResult;
  /**
   * @param model the network
   * @param history returned by `fit` on the scaled data
   */
  ex04(model: unknown, history: unknown): CheckResult;
}

/**
 * @param answers in the order of their questions
 * @param more asked of the answer besides the audit's question
 */
function checked(exercise: string, answers: readonly unknown[], more?: Demand): CheckResult {
  const questions = rubric.filter(({ notebook }) => notebook.startsWith(`${exercise}_`));
  const results = questions.map((question, i) => {
    const verdict = verdictOn(answers[i], question);
    // Keras 3's words do not tell everything, as a layer's input.
    const differences =
      verdict.said === "met" && !more ? [] : differencesOf(answers[i], more ?? question.code);
    return {
      verdict: isMet(verdict) && differences.length > 0 ? { ...verdict, said: "not met" as const } : verdict,
      differences:
        questions.length === 1 ? differences : differences.map((sentence) => `${question.id}: ${sentence}`),
    };
  });
  const mistakes = answers.flatMap((answer) => commonMistake(answer, more) ?? []);
  return new CheckResult(
    exercise,
    questions[0].notebook,
    results.map(({ verdict }) => verdict),
    [...new Set([...mistakes, ...results.flatMap(({ differences }) => differences)])],
  );
}

/** Judges one answer alone, so that nothing is found in another answer. */
function verdictOn(answer: unknown, question: Question): Verdict {
  const [verdict] = judge(question.notebook, evidenceOf(answer), [question]);
  if (isMet(verdict)) return verdict;
  const [text] = answerTexts(answer);
  if (text === undefined) return { ...verdict, found: "no answer yet" };
  // Nothing in the answer resembles what is asked.
  return verdict.found === NOTHING_FOUND ? { ...verdict, found: shortened(text) } : verdict;
}

const shortened = (text: string) => {
  const line = text.replace(/\s+/g, " ");
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
};

/** A notebook that printed the answer, since that is what the rubric reads. */
function evidenceOf(answer: unknown): Evidence {
  const cells = answerTexts(answer).map(
    (text): CodeCell => ({
      cell_type: "code",
      metadata: {},
      source: "",
      execution_count: null,
      outputs: [{ output_type: "stream", name: "stdout", text }],
    }),
  );
  const models = isBuiltModel(answer) ? [layersOf(answer)] : [];
  return { notebook: { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, models };
}

/** As the model itself says; none if its class cannot give them. */
function layersOf(model: Sequential): LayerRecord[] {
  try {
    const { layers = [] } = model.getConfig() as { layers?: LayerRecord[] };
    // Keras takes the `inputShape` of the first layer alone.
    return layers.map((layer, at) => {
      const { batch_input_shape: _, ...config } = layer.config;
      return at === 0 ? layer : { ...layer, config };
    });
  } catch {
    return [];
  }
}

/** By name: a module loaded again has another class of the same name. */
function isBuiltModel(answer: unknown): answer is Sequential {
  const { className, built } = (answer ?? {}) as Partial<Sequential>;
  return className === "Sequential" && built === true;
}
