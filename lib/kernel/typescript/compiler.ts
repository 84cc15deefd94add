import { join } from "node:path";
import type { CompilerHost, CompilerOptions, SourceFile, System } from "@tslab/typescript-for-tslab";
import { packages } from "./project.ts";

type TypeScript = typeof import("@tslab/typescript-for-tslab");
type Tslab = typeof import("tslab/dist/converter");

/** Internal functions of TypeScript that the kernel needs. */
interface Internals {
  bindSourceFile(file: SourceFile, options: CompilerOptions): void;
  createCompilerHostWorker(options: CompilerOptions, setParentNodes: boolean, system: System): CompilerHost;
}

/**
 * tslab's patched TypeScript. `build.mjs` bundles it as `typescript-itself`, and bundles `shim.cjs` under the package's own
 * name, which only tslab's converter uses.
 */
export const ts = require("typescript-itself") as TypeScript & Internals;

// TypeScript looks for its lib files beside its own file, which is the bundle.
const file = join(packages, "@tslab/typescript-for-tslab/lib/typescript.js");
ts.sys.getExecutingFilePath = () => file;

/** TypeScript for tslab's converter, with the functions that `loadConverter` replaces. */
export const shim: object = Object.create(ts, { __esModule: { value: true } });

/**
 * Loads tslab's converter with `replacements` for functions of TypeScript, whose own exports are getters and cannot be
 * replaced.
 */
export function loadConverter(replacements: object): Tslab {
  Object.defineProperties(shim, Object.getOwnPropertyDescriptors(replacements));
  return require("tslab/dist/converter.js");
}
