import { types } from "node:util";
import type { Sequential } from "../keras/index.ts";

/** The common mistake that an answer shows, as a sentence with code between backticks; `undefined` if it shows none. */
export function commonMistake(answer: unknown): string | undefined {
  if (types.isPromise(answer)) {
    return "Your answer is still a promise: write `await` before the call that returns it, as in `await model.fit(…)`.";
  }
  if (typeof answer === "function" && /^[A-Z]\w*$/.test(answer.name)) {
    return `Your answer is the class \`${answer.name}\` itself: create an instance with \`new ${answer.name}(…)\`.`;
  }
  // By name: a module loaded again has another class of the same name.
  const { className, built, layers } = (answer ?? {}) as Partial<Sequential>;
  if (className !== "Sequential" || built || !layers?.length) return undefined;
  return "The model does not know its input shape yet, so it has no weights: give its first layer an `inputShape`.";
}
