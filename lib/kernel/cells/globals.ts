import { kernelSeam } from "./kernel-seam.ts";

/** What a cell knows without an import, as `typescript/cell-globals.ts` declares it. */
export function defineGlobals(): void {
  const input = (prompt = "", { password = false }: { password?: boolean } = {}) =>
    kernelSeam().input(String(prompt), password);
  Object.defineProperty(globalThis, "input", { value: input, writable: true, configurable: true });
}
