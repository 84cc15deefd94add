import { clearOutput, display } from "../../display.ts";
import { kernelApi } from "../../kernel-api.ts";

const globals = globalThis as { _?: unknown };
let last: unknown;

/**
 * Defines the globals of cells, also `prompt`, `confirm` and `alert`, which block as in a browser: their texts and answers are those
 * of Deno's kernel. `typescript/cell-globals.ts` has their types.
 *
 * @param ask a question, blocks until it is answered, and returns `undefined` if there is no answer
 */
export function defineGlobals(ask: (prompt: string) => string | undefined): void {
  const values = {
    input: (prompt = "", { password = false }: { password?: boolean } = {}) =>
      kernelApi()!.input(String(prompt), password),
    display,
    clearOutput,
    _: undefined,
    prompt(message = "Prompt", defaultValue = ""): string | null {
      const suffix = defaultValue === "" ? " " : ` [${defaultValue}] `;
      const answer = ask(`${message}${suffix}`);
      return answer === "" ? defaultValue : (answer ?? null);
    },
    confirm: (message = "Confirm") => /^y$/i.test(ask(`${message} [y/N] `) ?? ""),
    alert: (message = "Alert") => void ask(`${message} [Enter] `),
  };
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}

/** Makes a cell's value `_`, unless a cell has assigned to `_` itself. */
export function rememberValue(value: unknown): void {
  if (value === undefined || !Object.is(globals._, last)) return;
  last = value;
  globals._ = value;
}
