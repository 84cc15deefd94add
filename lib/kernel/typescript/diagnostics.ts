import { relative } from "node:path";
import type { Diagnostic } from "@tslab/typescript-for-tslab";
import { markedLine } from "../cells/marked-line";
import { withSummary } from "../cells/with-summary";
import type { ErrorContent } from "../thread-messages";
import { ts } from "./compiler";

/** tslab puts one line before the cell's first. */
const linesBefore = 1;

/** Tells what TypeScript has against a cell: every diagnostic with its code, place and line. */
export function diagnosticsContent(
  name: string,
  isCell: (file: string) => boolean,
  diagnostics: readonly Diagnostic[],
): ErrorContent {
  const [first] = diagnostics;
  const [ename, evalue] = ["TypeScriptError", `TS${first.code}: ${messageOf(first)}`];
  const told = diagnostics.flatMap((diagnostic) => tell(name, isCell, diagnostic));
  return { ename, evalue, traceback: withSummary(ename, evalue, told) };
}

function messageOf({ messageText }: Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, "\n");
}

function tell(name: string, isCell: (file: string) => boolean, diagnostic: Diagnostic): string[] {
  const { file, start = 0, code } = diagnostic;
  const message = `error TS${code}: ${messageOf(diagnostic)}`;
  if (file === undefined) return message.split("\n");
  const inCell = isCell(file.fileName);
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const text = file.text.split(/\r?\n/)[line];
  const number = line + 1 - (inCell ? linesBefore : 0);
  const column = character + 1;
  const place = inCell
    ? `${name}, line ${number}, column ${column}`
    : `${relative(process.cwd(), file.fileName)}:${number}:${column}`;
  return [...`${place} - ${message}`.split("\n"), ...markedLine(text, number, column)];
}
