import type { Diagnostic } from "typescript";
import { LINE_ABOVE } from "./cell-position.ts";
import { parseCell } from "./compiler.ts";

/**
 * The diagnostics of a cell. TypeScript expects a comma where a bracket ends too late, or a semicolon is missing: if one of these
 * signs makes the cell right, the first diagnostic names it, and the others are left out.
 */
export function withMissingSign(source: string, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const [first] = diagnostics;
  if (first?.messageText !== "',' expected." || first.start === undefined) return diagnostics;
  const before = source.slice(0, first.start - LINE_ABOVE.length).trimEnd();
  const after = source.slice(before.length);
  const isStatement = /^\s*(await|class|console|const|for|function|if|let|return|while)\b/.test(after);
  const isRight = (sign: string) => parseCell(before + sign + after).parseDiagnostics.length === 0;
  const [sign, other] = [")", "]", "}", ...(isStatement ? [";"] : [])].filter(isRight);
  if (sign === undefined || other !== undefined) return diagnostics;
  return [{ ...first, messageText: `'${sign}' expected.` }];
}
