import type { Diagnostic, SourceFile } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler.ts";
import type { Completeness } from "./language.ts";

/**
 * Whether a console may run what was typed: not while TypeScript still misses something at its end. What is
 * wrong before the end no further line can mend.
 */
export function completeness(source: string): Completeness {
  // A module, as a cell is one: `await` is no name there.
  const text = `export {};\n${source}`;
  const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.Latest) as Parsed;
  const [first] = file.parseDiagnostics;
  if (first === undefined) {
    return lacksBody(file) ? { status: "incomplete", indent: "" } : { status: "complete" };
  }
  const isAtEnd = first.start! >= file.endOfFileToken.pos || goesOn.has(first.code);
  if (!isAtEnd || endsWithLine.has(first.code)) return { status: "invalid" };
  return { status: "incomplete", indent: indentAfter(source) };
}

interface Parsed extends SourceFile {
  parseDiagnostics: Diagnostic[];
}

/** "Unterminated template literal", and a comment without its end: these go on over lines. */
const goesOn = new Set([1160, 1010]);

/** "Unterminated string literal", "Unterminated regular expression literal": these do not. */
const endsWithLine = new Set([1002, 1161]);

/** `function f()` and nothing more, which TypeScript takes for the first of several signatures. */
function lacksBody(file: SourceFile): boolean {
  const last = file.statements.at(-1);
  if (last === undefined || !ts.isFunctionDeclaration(last) || last.body !== undefined) return false;
  const isDeclared = last.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
  return isDeclared !== true && !file.text.trimEnd().endsWith(";");
}

/** Two spaces more than the last line where that opens a bracket, else as many. */
function indentAfter(source: string): string {
  const lines = source.trimEnd().split("\n");
  const line = lines.at(-1)!;
  const indent = /^\s*/.exec(line)![0];
  return /[{([][^)\]}]*$|=>\s*$/.test(line) ? `${indent}  ` : indent;
}
