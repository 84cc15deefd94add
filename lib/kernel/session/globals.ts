import { clearOutput, display } from "../../display.ts";
import { kernelApi } from "../../kernel-api.ts";

const globals = globalThis as { _?: unknown };
let last: unknown;

/** What a cell knows without an import, as `typescript/cell-globals.ts` declares it. */
export function defineGlobals(): void {
  const input = (prompt = "", { password = false }: { password?: boolean } = {}) =>
    kernelApi()!.input(String(prompt), password);
  for (const [name, value] of Object.entries({ input, display, clearOutput, _: undefined })) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}

/** Makes a cell's value `_`, unless someone else has put something there. */
export function rememberValue(value: unknown): void {
  if (value === undefined || globals._ !== last) return;
  last = value;
  globals._ = value;
}
