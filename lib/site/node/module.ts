/** `node:module`: source maps of cells, and `require` for what was registered by the bundle. */
import { originalPositionFor, type SourceMapInput, TraceMap } from "@jridgewell/trace-mapping";

const registered = new Map<string, () => unknown>();

/** Makes `require(name)` return the value of `load()`. */
export function register(name: string, load: () => unknown): void {
  registered.set(name, load);
}

export function createRequire(_from: string | URL): NodeJS.Require {
  const require = (name: string): unknown => {
    const load = registered.get(name);
    if (load !== undefined) return load();
    const message = `'${name}' needs Node, which a page does not have. Run the notebook on your computer: npm run lab.`;
    throw Object.assign(new Error(message), { code: "MODULE_NOT_FOUND" });
  };
  const resolve = Object.assign((name: string) => name, { paths: () => [] });
  return Object.assign(require, { resolve, cache: {} }) as unknown as NodeJS.Require;
}

export const isBuiltin = (name: string): boolean => name.startsWith("node:");
export const syncBuiltinESMExports = (): void => {};
export const findSourceMap = (): undefined => undefined;

/** Node's `SourceMap`, for the method that the kernel calls. */
export class SourceMap {
  readonly #map: TraceMap;

  constructor(payload: SourceMapInput) {
    this.#map = new TraceMap(payload);
  }

  /** Counts from 0. */
  findEntry(line: number, column: number): object {
    const found = originalPositionFor(this.#map, { line: line + 1, column });
    if (found.line === null) return {};
    return { originalLine: found.line - 1, originalColumn: found.column, originalSource: found.source };
  }
}

export default { createRequire, isBuiltin, syncBuiltinESMExports, findSourceMap, SourceMap };
