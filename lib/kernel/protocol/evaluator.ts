import type { Cell, ErrorContent, Outcome } from "../thread-messages.ts";
import type { Language } from "../typescript/language.ts";
import { type Cells, interrupted } from "./cells.ts";

/** Code to run, as a cell or for another request. Without a `parentId`, its output belongs to the last cell. */
interface Code extends Pick<Cell, "parentId" | "name" | "executionCount"> {
  code: string;
  /** True, the default, if the code after it sees its declarations. */
  isCell?: boolean;
  /** Called at the end with each of TypeScript's hints. */
  hint?: (text: string) => void;
}

/** Type-checks code, runs it, and remembers its declarations for the code after it. */
export class Evaluator {
  #declarations = "";
  #interrupted = false;
  #running = 0;
  #last: Promise<void> = Promise.resolve();
  /** Stops waiting for TypeScript, which may take seconds to check `lib`. */
  #stopWaiting = () => {};

  constructor(
    private readonly language: Language,
    private readonly cells: Cells,
  ) {}

  /** The declarations of the cells so far, as the text of a declaration file. */
  get declarations(): string {
    return this.#declarations;
  }

  /** Forgets the declarations of all cells: what ran them has ended, and their values with it. */
  forget(): void {
    this.#declarations = "";
  }

  /** Evaluates a request's `user_expressions`, each to its value or its error. One that fails does not stop the others. */
  async expressions(parentId: string | undefined, requested: unknown): Promise<Record<string, object>> {
    const results: Record<string, object> = {};
    for (const [name, expression] of Object.entries(requested ?? {})) {
      const outcome = await this.#expression(parentId, name, expression);
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

  async #expression(parentId: string | undefined, name: string, expression: unknown): Promise<Outcome> {
    if (this.#interrupted) return interrupted;
    if (typeof expression !== "string")
      return { status: "error", kept: false, ...errorContent(new TypeError("Expected a string.")) };
    // Parentheses allow nothing but an expression.
    return this.run({ parentId, name: `User expression ${name}`, code: `(${expression}\n)`, isCell: false });
  }

  /** The names of the own and inherited members of a value such as `a.b`; none while other code runs. */
  async members(expression: string): Promise<string[]> {
    if (this.#running > 0) return [];
    this.#interrupted = false;
    const [name, ...path] = expression.split(".");
    const code = `${memberNames}(${name}, ${JSON.stringify(path)})`;
    const { names } = await this.expressions(undefined, { names: code });
    const { data } = names as { data?: Record<string, string> };
    return data === undefined ? [] : JSON.parse(data["text/plain"]);
  }

  /** Stops the code that is running or about to run. */
  async interrupt(): Promise<void> {
    this.#interrupted = true;
    this.#stopWaiting();
    await this.cells.interrupt();
  }

  /** Runs code once what runs already has ended. */
  async run({ code, isCell = true, hint, ...rest }: Code): Promise<Outcome> {
    if (isCell) this.#interrupted = false;
    const earlier = this.#last;
    let end = () => {};
    this.#last = new Promise((resolve) => {
      end = resolve;
    });
    this.#running++;
    await earlier;
    try {
      if (this.#interrupted) return interrupted;
      const stopped = new Promise<void>((resolve) => {
        this.#stopWaiting = resolve;
      });
      const converted = this.language.convert(rest.name, this.#declarations, code);
      const conversion = await Promise.race([converted, stopped]);
      if (conversion === undefined) return interrupted;
      if (conversion.status === "error") return { ...conversion, kept: false };
      const outcome = await this.cells.run({ ...rest, source: code, ...conversion.cell });
      if (outcome.status === "ok" || outcome.kept) {
        if (isCell) this.#declarations = conversion.declarations;
        const error = outcome.status === "error" ? outcome.evalue : "";
        for (const text of conversion.hints) if (!isSaid(text, error)) hint?.(text);
      }
      return outcome;
    } catch (error) {
      return { status: "error", kept: false, ...errorContent(error) };
    } finally {
      this.#running--;
      end();
    }
  }
}

/** True if the error message already contains the hint's advice, as for `layers[-1]` of a model. */
function isSaid(hint: string, error: string): boolean {
  const [, advice = hint] = /(\.at\(-\d+\)`? .*)/.exec(hint) ?? [];
  return error.includes(advice.replace("`", ""));
}

/** A function that returns the names as JSON. It calls no getters, and leaves out what every object has. */
const memberNames = `((value: any, path: string[]) => {
  for (const name of path) {
    let owner = Object(value);
    while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
    value = owner && Object.getOwnPropertyDescriptor(owner, name)!.value;
  }
  if (value == null) return "[]";
  const names = new Set<string>();
  const isList = typeof value === "string" || Array.isArray(value) || ArrayBuffer.isView(value);
  for (let one = Object(value); one && one !== Object.prototype; one = Object.getPrototypeOf(one))
    for (const name of Object.getOwnPropertyNames(one)) if (!isList || !/^\\d+$/.test(name)) names.add(name);
  names.delete("constructor");
  return JSON.stringify([...names].slice(0, 500));
})`;

/** The content of an error reply for an error of the kernel itself. */
export function errorContent(error: unknown): ErrorContent {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { ename: name, evalue: message, traceback: (stack ?? message).split("\n") };
}
