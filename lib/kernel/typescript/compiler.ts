import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { CompilerHost, CompilerOptions, SourceFile, System } from "@tslab/typescript-for-tslab";

type TypeScript = typeof import("@tslab/typescript-for-tslab");
type Tslab = typeof import("tslab/dist/converter");

/** What TypeScript keeps to itself and the kernel needs. */
interface Internals {
  bindSourceFile(file: SourceFile, options: CompilerOptions): void;
  createCompilerHostWorker(options: CompilerOptions, setParentNodes: boolean, system: System): CompilerHost;
}

const require = createRequire(import.meta.url);
const tslabFolder = dirname(dirname(require.resolve("tslab")));

/** The TypeScript that tslab patched: its own names, then those that its type declarations leave out. */
export const ts = require("@tslab/typescript-for-tslab") as TypeScript & Internals;

/**
 * tslab's converter over another TypeScript: `replacements` stand in for functions of the real one, which
 * cannot be changed itself (its exports are getters).
 */
export function loadConverter(replacements: object): Tslab {
  const path = require.resolve("@tslab/typescript-for-tslab");
  const wrapper = Object.create(ts, {
    ...Object.getOwnPropertyDescriptors(replacements),
    __esModule: { value: true },
  });
  require.cache[path]!.exports = wrapper;
  return require(join(tslabFolder, "dist/converter.js"));
}
