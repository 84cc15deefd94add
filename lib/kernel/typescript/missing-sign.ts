import type { Diagnostic, Node, TextChange } from "typescript";
import { LINE_ABOVE } from "./cell-position.ts";
import { parseCell, textChange, ts, withChanges } from "./compiler.ts";

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
  const isRight = (sign: string) => isWhole(source.slice(0, end) + sign + source.slice(end));
  const signs = [")", "]", "}", ...(beginsStatement(source.slice(start)) ? [";"] : [])];
  const [sign, other] = signs.filter(isRight);
  if (sign === undefined || other !== undefined) return diagnostics;
  return [{ ...first, messageText: `'${sign}' expected.` }];
}

/** The first line of a cell that lacks one sign, as it is with that sign; `undefined` if no sign alone makes the cell right. */
export function withSign(source: string, [told]: readonly Diagnostic[]): string[] | undefined {
  const cell = parseCell(source);
  if (told?.code === 1312 && told.start !== undefined) {
    // `{ epochs = 3 }`
    const at = told.start - LINE_ABOVE.length;
    const line = source.slice(0, at).split("\n").length - 1;
    const changes: TextChange[] = [];
    const visit = (node: Node): void => {
      if (ts.isShorthandPropertyAssignment(node) && node.equalsToken !== undefined)
        changes.push(textChange(node.name.end, node.equalsToken.end, ":"));
      if (node.pos <= at && at < node.end) ts.forEachChild(node, visit);
    };
    visit(cell);
    return [
      "Behind the name of an option stands a colon:",
      withChanges(source, changes).split("\n")[line].trim(),
    ];
  }
  const [first] = cell.parseDiagnostics;
  if (first?.start === undefined) return undefined;
  const text = ts.flattenDiagnosticMessageText(first.messageText, "\n");
  const { start } = first;
  const changes: [from: number, to: number, sign: string][] = [];
  // A bracket that closes another one than the last that was opened.
  const isClosing = /^[)\]}]/.test(source.slice(start));
  const [, expected = isClosing ? "]" : undefined] = /^'([,;:(){}[\]])' expected\.$/.exec(text) ?? [];
  const end = ts.findPrecedingToken(first.start, cell, undefined, true)?.end ?? 0;
  if (expected !== undefined) {
    for (const sign of new Set([...")]},", expected])) changes.push([end, end, sign]);
  } else if (first.code === 1002) {
    // A string that is not closed.
    const quote = /(["'])[^"']*$/.exec(source.slice(0, start))?.[1];
    const inside = /[)\]};]+\s*$/.exec(source.slice(0, start))?.index ?? start;
    if (quote !== undefined) for (const at of new Set([start, inside])) changes.push([at, at, quote]);
  }
  const right = changes.flatMap(([from, to, sign]) => {
    const changed = source.slice(0, from).trimEnd() + sign + source.slice(to);
    return isWhole(changed) ? [{ from, sign, changed }] : [];
  });
  if (right.length !== 1) return undefined;
  const [{ from, sign, changed }] = right;
  const line = source.slice(0, from).trimEnd().split("\n").length - 1;
  // A block may end in any line behind.
  if (sign === "}" && !isClosing) return [`\`}\` is missing behind line ${line + 1}.`];
  return [`\`${sign}\` is missing in line ${line + 1}:`, changed.split("\n")[line].trim()];
}

/** True for code without syntax errors. */
export const isWhole = (code: string) => parseCell(code).parseDiagnostics.length === 0;

/** True for a keyword, and for the words that are often the first of a statement. */
function beginsStatement(code: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, code);
  const token = scanner.scan();
  const isKeyword = token >= ts.SyntaxKind.FirstReservedWord && token <= ts.SyntaxKind.LastReservedWord;
  return isKeyword || /^(async|await|console|interface|let|type)$/.test(scanner.getTokenText());
}
