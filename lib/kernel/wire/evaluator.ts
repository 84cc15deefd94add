import type { ErrorContent, Outcome } from "../thread-messages.ts";
import type { Language } from "../typescript/language.ts";
import type { MainThread } from "./main-thread.ts";

/** What stands for a cell that was stopped before it ran: the name that Jupyter's tools know. */
export const interrupted: Outcome = {
  status: "error",
  kept: false,
  ename: "KeyboardInterrupt",
  evalue: "the cell was stopped",
  traceback: ["KeyboardInterrupt: the cell was stopped"],
};

/** Checks code, runs it, and remembers what it declares for the code that comes after it. */
export class Evaluator {
  readonly #language: Language;
  readonly #cells: Pick<MainThread, "run" | "interrupt">;
  /** What the cells so far have declared, as a declaration file. */
  #declarations = "";
  #stopping = false;
  /** Ends the wait for TypeScript, which may check lib for seconds. */
  #giveUp = () => {};

  constructor(language: Language, cells: Pick<MainThread, "run" | "interrupt">) {
    this.#language = language;
    this.#cells = cells;
  }

  get declarations(): string {
    return this.#declarations;
  }

  /** Runs a cell, which errors call by `name`. */
  async cell(name: string, code: string): Promise<Outcome> {
    this.#stopping = false;
    return this.#run(name, code, (declarations) => {
      this.#declarations = declarations;
    });
  }

  /** The values of a request's `user_expressions`, or what is wrong with each; none ends the others. */
  async expressions(requested: unknown): Promise<Record<string, object>> {
    const results: Record<string, object> = {};
    for (const [name, expression] of Object.entries(requested ?? {})) {
      // The brackets let nothing but an expression in.
      const outcome = await this.#run(`User expression ${name}`, `(${expression}\n)`, () => {});
      if (outcome.status === "ok") {
        const data = JSON.parse(outcome.result ?? '{"text/plain":"undefined"}');
        results[name] = { status: "ok", data, metadata: {} };
      } else {
        const { ename, evalue, traceback } = outcome;
        results[name] = { status: "error", ename, evalue, traceback };
      }
    }
    return results;
  }

  /** Stops what runs, or is about to. */
  async interrupt(): Promise<void> {
    this.#stopping = true;
    this.#giveUp();
    await this.#cells.interrupt();
  }

  async #run(name: string, code: string, keep: (declarations: string) => void): Promise<Outcome> {
    try {
      if (this.#stopping) return interrupted;
      const givenUp = new Promise<void>((resolve) => {
        this.#giveUp = resolve;
      });
      const converted = this.#language.convert(name, this.#declarations, code);
      const conversion = await Promise.race([converted, givenUp]);
      if (conversion === undefined) return interrupted;
      if (conversion.status === "error") return { ...conversion, kept: false };
      const outcome = await this.#cells.run({ name, source: code, ...conversion.cell });
      if (outcome.status === "ok" || outcome.kept) keep(conversion.declarations);
      return outcome;
    } catch (error) {
      return { status: "error", kept: false, ...errorContent(error) };
    }
  }
}

/** An error of the kernel itself, in Jupyter's words. */
export function errorContent(error: unknown): ErrorContent {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { ename: name, evalue: message, traceback: (stack ?? message).split("\n") };
}
