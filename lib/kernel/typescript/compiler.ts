import { join } from "node:path";
import type { CompilerHost, CompilerOptions, SourceFile, System } from "@tslab/typescript-for-tslab";
import { packages } from "./project.ts";

type TypeScript = typeof import("@tslab/typescript-for-tslab");
type Tslab = typeof import("tslab/dist/converter");

/** What TypeScript keeps to itself and the kernel needs. */
interface Internals {
  bindSourceFile(file: SourceFile, options: CompilerOptions): void;
  createCompilerHostWorker(options: CompilerOptions, setParentNodes: boolean, system: System): CompilerHost;
}

/**
 * The TypeScript that tslab patched: its own names, then those that its type declarations leave out. Under
 * its package's name the bundle has `shim.cjs`, for tslab's converter; `build.mjs` gives it this other one.
 */
export const ts = require("typescript-itself") as TypeScript & Internals;

// It looks for its library beside itself, and it is in the bundle.
const file = join(packages, "@tslab/typescript-for-tslab/lib/typescript.js");
ts.sys.getExecutingFilePath = () => file;

/** What tslab's converter takes for TypeScript: the same, but for the functions that `loadConverter` replaces. */
export const shim: object = Object.create(ts, { __esModule: { value: true } });

/**
 * tslab's converter over another TypeScript: `replacements` stand in for functions of the real one, which
 * cannot be changed itself (its exports are getters).
 */
export function loadConverter(replacements: object): Tslab {
  Object.defineProperties(shim, Object.getOwnPropertyDescriptors(replacements));
  return require("tslab/dist/converter.js");
}
