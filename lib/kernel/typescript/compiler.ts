import { join } from "node:path";
import type {
  CancellationToken,
  CompilerOptions,
  CustomTransformers,
  Diagnostic,
  EmitResult,
  Expression,
  Node,
  Program,
  SourceFile,
  TextChange,
  TransformationContext,
  TypeChecker,
  Symbol as TypeScriptSymbol,
  WriteFileCallback,
} from "typescript";
import { packages } from "./project.ts";

type TypeScript = typeof import("typescript");
type Tslab = typeof import("tslab/dist/converter");

/** Internal functions of TypeScript that the kernel needs. */
interface Internals {
  bindSourceFile(file: SourceFile, options: CompilerOptions): void;
  findPrecedingToken(
    position: number,
    file: SourceFile,
    startNode: undefined,
    excludeJsdoc: boolean,
  ): Node | undefined;
  getTouchingPropertyName(file: SourceFile, position: number): Node;
  /** The symbol that an import stands for; any other as it is. */
  skipAlias(symbol: TypeScriptSymbol, checker: TypeChecker): TypeScriptSymbol;
  /** The name that a wrong one is most like, if they differ by little. */
  getSpellingSuggestion(name: string, names: string[], text: (one: string) => string): string | undefined;
  skipParentheses(expression: Expression): Expression;
  nullTransformationContext: TransformationContext;
  textChanges: { applyChanges(text: string, sorted: readonly TextChange[]): string };
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

/** Emits a file despite errors in its declarations, and without checking it, even if options say that nothing is emitted. */
export function forcedEmit(
  program: Program,
  file: SourceFile,
  write: WriteFileCallback,
  onlyDeclarations: boolean | undefined,
  transformers: CustomTransformers,
  token?: CancellationToken,
): EmitResult {
  const { emit } = program as { emit(...values: unknown[]): EmitResult };
  return emit(file, write, token, onlyDeclarations, transformers, true);
}

/** A change that replaces the text between two positions. */
export const textChange = (start: number, end: number, newText: string): TextChange => ({
  span: ts.createTextSpanFromBounds(start, end),
  newText,
});

/** The text with changes that do not overlap. */
export const withChanges = (text: string, changes: readonly TextChange[]): string =>
  ts.textChanges.applyChanges(
    text,
    // Not `toSorted`, which V8 does not have while a snapshot is made.
    [...changes].sort((a, b) => a.span.start - b.span.start),
  );

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
