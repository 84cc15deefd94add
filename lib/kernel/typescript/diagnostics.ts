import { relative } from "node:path";
import type { Diagnostic } from "@tslab/typescript-for-tslab";
import { markedLine } from "../session/marked-line.ts";
import { withSummary } from "../session/with-summary.ts";
import type { ErrorContent } from "../thread-messages.ts";
import { ts } from "./compiler.ts";
import { hint } from "./hints.ts";

/** tslab puts one line before the cell's first. */
const linesBefore = 1;

/** "Did you forget to use 'await'?", which TypeScript adds to some errors about promises, and here it is added to these others. */
const forgotAwait = 2773;
const aboutPromise =
  /^(Property '.*' does not exist on type|Operator '.*' cannot be applied to types?) .*'Promise<|^(Type|Argument of type) 'Promise<.*' is not assignable to (parameter of )?type '(?!Promise)/;

/** Tells what TypeScript has against a cell: every diagnostic with its code, place and line. */
export function diagnosticsContent(
  name: string,
  source: string,
  isCell: (file: string) => boolean,
  diagnostics: readonly Diagnostic[],
): ErrorContent {
  const [first] = diagnostics;
  const [ename, evalue] = ["TypeScriptError", `TS${first.code}: ${messageOf(first)}`];
  const told = diagnostics.flatMap((diagnostic) => tell(name, source, isCell, diagnostic));
  const help = hint(source, diagnostics);
  const traceback = withSummary(ename, evalue, help === undefined ? told : [...told, help]);
  return { ename, evalue, traceback };
}

function messageOf({ messageText, relatedInformation = [] }: Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  const isForgotten =
    relatedInformation.some(({ code }) => code === forgotAwait) || aboutPromise.test(message);
  return isForgotten ? `${message} Did you forget to use 'await'?` : message;
}

function tell(
  name: string,
  source: string,
  isCell: (file: string) => boolean,
  diagnostic: Diagnostic,
): string[] {
  const { file, start = 0, code } = diagnostic;
  const message = `error TS${code}: ${messageOf(diagnostic)}`;
  if (file === undefined) return message.split("\n");
  const inCell = isCell(file.fileName);
  // What lacks at a cell's end lacks before the lines that tslab adds.
  const end = file.text.indexOf("\n") + 1 + source.trimEnd().length;
  const { line, character } = file.getLineAndCharacterOfPosition(inCell ? Math.min(start, end) : start);
  const number = line + 1 - (inCell ? linesBefore : 0);
  // Of a cell as it was typed, not as it was checked.
  const text = (inCell ? source : file.text).split(/\r?\n/)[number - 1] ?? "";
  const column = character + 1;
  const place = inCell
    ? `${name}, line ${number}, column ${column}`
    : `${relative(process.cwd(), file.fileName)}:${number}:${column}`;
  return [...`${place} - ${message}`.split("\n"), ...markedLine(text, number, column)];
}
