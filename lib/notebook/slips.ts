import { types } from "node:util";
import type { Sequential } from "../keras/index.ts";

/** What a learner most likely forgot, told from the answer alone; `undefined` of one that is whole. */
export function slipOf(answer: unknown): string | undefined {
  if (types.isPromise(answer)) {
    return "What you handed in is still a promise: write `await` before the call that gives it, as in `await model.fit(…)`.";
  }
  if (typeof answer === "function" && /^[A-Z]\w*$/.test(answer.name)) {
    return `What you handed in is the class \`${answer.name}\` itself: \`new ${answer.name}(…)\` makes something of it.`;
  }
  // By its name, as a module that is loaded again has another class of the same name.
  const { className, built, layers } = (answer ?? {}) as Partial<Sequential>;
  if (className !== "Sequential" || built || !layers?.length) return undefined;
  return "The model does not know its input yet, so it has no weights: give its first layer an `inputShape`.";
}
