import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
/** Their `require` forms: an ES module's cannot be changed. */
const readline = require("node:readline") as typeof import("node:readline");
const promises = require("node:readline/promises") as typeof import("node:readline/promises");

type Ask = (prompt: string) => Promise<string>;
type Answered = (answer: string) => void;

/**
 * Makes questions that `node:readline` asks on stdin questions to the learner, like `input()`: nobody could type into the
 * kernel's own stdin, so they would wait for ever.
 */
export function askByReadline(ask: Ask): void {
  const isStdin = (input: unknown) => input === process.stdin;
  const { question: later } = promises.Interface.prototype;
  promises.Interface.prototype.question = function (this: { input?: unknown }, ...values: unknown[]) {
    return isStdin(this.input) ? ask(String(values[0])) : later.apply(this as never, values as never);
  } as typeof later;
  const { question } = readline.Interface.prototype;
  readline.Interface.prototype.question = function (this: { input?: unknown }, ...values: unknown[]) {
    if (!isStdin(this.input)) return question.apply(this as never, values as never);
    void ask(String(values[0])).then(values.at(-1) as Answered);
  } as typeof question;
}
