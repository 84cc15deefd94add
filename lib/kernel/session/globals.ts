import { clearOutput, display } from "../../display.ts";
import { kernelApi } from "../../kernel-api.ts";

const globals = globalThis as { _?: unknown };
let last: unknown;

/** Defines the globals of cells. `typescript/cell-globals.ts` has their types. */
export function defineGlobals(): void {
  const input = (prompt = "", { password = false }: { password?: boolean } = {}) =>
    kernelApi()!.input(String(prompt), password);
  for (const [name, value] of Object.entries({ input, display, clearOutput, _: undefined })) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}

/** Makes a cell's value `_`, unless a cell has assigned to `_` itself. */
export function rememberValue(value: unknown): void {
  if (value === undefined || !Object.is(globals._, last)) return;
  last = value;
  globals._ = value;
}
