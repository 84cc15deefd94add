import type { Diagnostic } from "typescript";
import { LINE_ABOVE } from "./cell-position.ts";
import { parseCell, ts } from "./compiler.ts";

/**
 * The diagnostics of a cell. TypeScript asks for a comma also where a closing bracket or a semicolon is missing: if exactly one of
 * these makes the cell right, the first diagnostic names it, and the others are left out.
 */
export function withMissingSign(source: string, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const [first] = diagnostics;
  if (first?.messageText !== "',' expected." || first.start === undefined) return diagnostics;
  const cell = parseCell(source);
  const start = first.start - LINE_ABOVE.length;
  // An imported file has diagnostics, too.
  if (!cell.parseDiagnostics.some((one) => one.start === start)) return diagnostics;
  // Comments belong to the next token.
  const end = ts.findPrecedingToken(start, cell, undefined, true)?.end ?? 0;
  const isRight = (sign: string) =>
    parseCell(source.slice(0, end) + sign + source.slice(end)).parseDiagnostics.length === 0;
  const signs = [")", "]", "}", ...(beginsStatement(source.slice(start)) ? [";"] : [])];
  const [sign, other] = signs.filter(isRight);
  if (sign === undefined || other !== undefined) return diagnostics;
  return [{ ...first, messageText: `'${sign}' expected.` }];
}

/** True for a keyword, and for the words that are often the first of a statement. */
function beginsStatement(code: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, code);
  const token = scanner.scan();
  const isKeyword = token >= ts.SyntaxKind.FirstReservedWord && token <= ts.SyntaxKind.LastReservedWord;
  return isKeyword || /^(async|await|console|interface|let|type)$/.test(scanner.getTokenText());
}
