import type { ErrorContent, Outcome } from "../thread-messages.ts";
import type { Converted, Language } from "../typescript/language.ts";
import { interrupted, type MainThread } from "./main-thread.ts";

/** Type-checks code, runs it, and remembers its declarations for the code after it. */
export class Evaluator {
  readonly #language: Language;
  readonly #cells: MainThread;
  #declarations = "";
  #interrupted = false;
  /** Stops waiting for TypeScript, which may take seconds to check `lib`. */
  #stopWaiting = () => {};

  constructor(language: Language, cells: MainThread) {
    this.#language = language;
    this.#cells = cells;
  }

  /** The declarations of the cells so far, as the text of a declaration file. */
  get declarations(): string {
    return this.#declarations;
  }

  /** Evaluates a request's `user_expressions`, each to its value or its error. One that fails does not stop the others. */
  async expressions(requested: unknown): Promise<Record<string, object>> {
    const results: Record<string, object> = {};
    for (const [name, expression] of Object.entries(requested ?? {})) {
      // Parentheses allow nothing but an expression.
      const code = `(${expression}\n)`;
      const outcome = this.#interrupted
        ? interrupted
        : await this.run(`User expression ${name}`, code, false);
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

  /** Stops the code that is running or about to run. */
  async interrupt(): Promise<void> {
    this.#interrupted = true;
    this.#stopWaiting();
    await this.#cells.interrupt();
  }

  /**
   * Runs code. Errors refer to it by `name`.
   *
   * @param isCell whether the code after it sees its declarations
   * @param hint called at the end with each of TypeScript's hints
   */
  async run(name: string, code: string, isCell = true, hint = (_text: string) => {}): Promise<Outcome> {
    try {
      if (isCell) this.#interrupted = false;
      const stopped = new Promise<void>((resolve) => {
        this.#stopWaiting = resolve;
      });
      const converted = this.#language.convert(name, this.#declarations, code);
      const conversion = await Promise.race([converted, stopped]);
      if (conversion === undefined) return interrupted;
      if (conversion.status === "error") return { ...conversion, kept: false };
      const outcome = await this.#cells.run({ name, source: code, ...conversion.cell });
      if (outcome.status === "ok" || outcome.kept) {
        if (isCell) this.#declarations = conversion.declarations;
        for (const text of conversion.hints) hint(text);
      }
      return outcome;
    } catch (error) {
      return { status: "error", kept: false, ...errorContent(error) };
    }
  }
}

/** The content of an error reply for an error of the kernel itself. */
export function errorContent(error: unknown): ErrorContent {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { ename: name, evalue: message, traceback: (stack ?? message).split("\n") };
}
