import { inspect } from "node:util";

/**
 * The texts that an answer would print, which the rubric reads: configuration and name of a layer or model, the training log of a
 * history, and lines as they are. A missing answer prints nothing.
 */
export function answerTexts(answer: unknown): string[] {
  if (answer === undefined || answer === null) return [];
  if (typeof answer === "string") return [answer];
  if (Array.isArray(answer) && answer.length === 0) return [];
  if (Array.isArray(answer) && answer.every((line) => typeof line === "string")) return [answer.join("\n")];
  const { getConfig, history = answer } = answer as { getConfig?: () => unknown; history?: unknown };
  if (typeof getConfig === "function") return [inspect(getConfig.call(answer)), String(answer)];
  const accuracy = Object.hasOwn(Object(history), "accuracy") && (history as { accuracy: unknown }).accuracy;
  const isTraining = Array.isArray(accuracy) && accuracy.every((value) => typeof value === "number");
  return [isTraining ? trainingLog(accuracy) : inspect(answer)];
}

/** A training as `fit` logs it with `verbose: 2`. */
function trainingLog(accuracies: readonly number[]): string {
  const epochs = accuracies.length;
  return accuracies
    .map((accuracy, i) => `Epoch ${i + 1}/${epochs}\n - accuracy: ${accuracy.toFixed(4)}\n`)
    .join("");
}
