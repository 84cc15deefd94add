import type { SourceFile } from "typescript";
import { parseCell, ts } from "./compiler.ts";
import type { Completeness } from "./language.ts";

/**
 * Answers `is_complete_request`: code is incomplete while TypeScript expects something at its end. It is invalid if there is
 * an error before the end, which no further line can fix.
 */
export function completeness(source: string): Completeness {
  // A module, as cells are, where `await` is a keyword.
  const file = parseCell(`export {};\n${source}`);
  const [first] = file.parseDiagnostics;
  if (first === undefined) {
    return lacksBody(file) ? { status: "incomplete", indent: "" } : { status: "complete" };
  }
  const isAtEnd = first.start! >= file.endOfFileToken.pos || multiLine.has(first.code);
  if (!isAtEnd || singleLine.has(first.code)) return { status: "invalid" };
  return { status: "incomplete", indent: indentAfter(source) };
}

/** "Unterminated template literal" and an unterminated comment: a further line may end these. */
const multiLine = new Set([1160, 1010]);

/** "Unterminated string literal" and "Unterminated regular expression literal": no further line can end these. */
const singleLine = new Set([1002, 1161]);

/** True if the code ends with `function f()`, which TypeScript accepts as an overload signature. */
function lacksBody(file: SourceFile): boolean {
  const last = file.statements.at(-1);
  if (last === undefined || !ts.isFunctionDeclaration(last) || last.body !== undefined) return false;
  const isDeclared = last.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
  return isDeclared !== true && !file.text.trimEnd().endsWith(";");
}

/** The indentation of the last line, plus two spaces if it opens a bracket. */
function indentAfter(source: string): string {
  const lines = source.trimEnd().split("\n");
  const line = lines.at(-1)!;
  const indent = /^\s*/.exec(line)![0];
  return /[{([][^)\]}]*$|=>\s*$/.test(line) ? `${indent}  ` : indent;
}
