import { join } from "node:path";
import type { CompilerOptions, Diagnostic, Node, SourceFile, TransformationContext } from "typescript";
import { packages } from "./project.ts";

type TypeScript = typeof import("typescript");
type Tslab = typeof import("tslab/dist/converter");

/** Internal functions of TypeScript that the kernel needs. */
interface Internals {
  bindSourceFile(file: SourceFile, options: CompilerOptions): void;
  getTouchingPropertyName(file: SourceFile, position: number): Node;
  nullTransformationContext: TransformationContext;
}

export const ts = require("typescript") as TypeScript & Internals;

// TypeScript looks for its lib files beside its own file, which is the bundle.
const file = join(packages, "typescript/lib/typescript.js");
ts.sys.getExecutingFilePath = () => file;

/** The syntax tree of a cell, with its syntax errors. */
export const parseCell = (source: string) =>
  ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest) as SourceFile & {
    parseDiagnostics: Diagnostic[];
  };

/**
 * TypeScript for tslab's converter, which is written for a fork of TypeScript 5.0. It lacks these functions of the fork;
 * `loadConverter` adds and replaces more.
 */
export const shim: object = Object.create(ts, {
  __esModule: { value: true },
  getNullTransformationContext: { value: () => ts.nullTransformationContext },
  getDefaultTypeRoots: {
    value: (folder: string) => ts.getEffectiveTypeRoots({}, { getCurrentDirectory: () => folder }),
  },
});

/**
 * Loads tslab's converter with `replacements` for functions of TypeScript, whose own exports are getters and cannot be
 * replaced.
 */
export function loadConverter(replacements: object): Tslab {
  Object.defineProperties(shim, Object.getOwnPropertyDescriptors(replacements));
  return require("tslab/dist/converter.js");
}
