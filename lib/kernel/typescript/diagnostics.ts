import { relative } from "node:path";
import type { Diagnostic } from "typescript";
import type { ErrorContent } from "../thread-messages.ts";
import { bold, markedLine } from "../traceback.ts";
import { cellPosition, LINE_ABOVE } from "./cell-position.ts";
import { ts } from "./compiler.ts";
import { awaitHint, hint } from "./hints.ts";
import type { Knowledge } from "./knowledge.ts";
import { withMissingSign } from "./missing-sign.ts";
import { withoutOverloads } from "./overloads.ts";

/** TypeScript adds "Did you forget to use 'await'?" to some errors about promises; the kernel adds it to these as well. */
const forgotAwait = 2773;
const aboutPromise =
  /^(Property '.*' does not exist on type|Operator '.*' cannot be applied to types?) .*'Promise<|^(Type|Argument of type) 'Promise<.*' is not assignable to (parameter of )?type '(?!Promise)/;

/** TypeScript's advice for names that this Node does not have. */
const lacksLibrary =
  /(?:Do you need to change your target library\? )?Try changing the 'lib' compiler option to (?:'(\w+)' or later|include 'dom')\./;

/** The content of Jupyter's `error` message for a cell's diagnostics: each with code, location and source line. */
export function diagnosticsContent(
  name: string,
  source: string,
  isCell: (file: string) => boolean,
  all: readonly Diagnostic[],
  knowledge: () => Knowledge,
): ErrorContent {
  const diagnostics = withMissingSign(source, withoutRepeats(all.map(withoutOverloads)));
  const [first] = diagnostics;
  const [ename, evalue] = ["TypeScriptError", `TS${first.code}: ${messageOf(first)}`];
  const { lines, explains } = hint(source, diagnostics, knowledge);
  const explained = diagnostics.filter(explains);
  const shown = diagnostics.filter((one) => one === explained[0] || !explained.includes(one));
  const found = onePerLine(shown).map((diagnostic) =>
    describe(name, source, isCell, explained.includes(diagnostic) ? headOf(diagnostic) : diagnostic),
  );
  const place = found[0].place === undefined ? "" : ` in ${found[0].place}`;
  const traceback = [
    ...found.flatMap(({ lines }) => lines),
    ...lines,
    // pytest's summary of a run shows only the last line. Readers have the message above.
    `${ename} TS${first.code}${place}`,
  ];
  return { ename, evalue, traceback };
}

/** The first error of types in each line, as Python tells one at a time. */
function onePerLine(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, file, start = 0 }) => {
    if (file === undefined || code < 2000) return true;
    const line = `${file.fileName}:${cellPosition(file, start).line}`;
    return !seen.has(line) && seen.add(line);
  });
}

/** The first line of a diagnostic's message. */
function headOf(diagnostic: Diagnostic): Diagnostic {
  const { messageText } = diagnostic;
  return typeof messageText === "string"
    ? diagnostic
    : { ...diagnostic, messageText: messageText.messageText };
}

/** A name that nothing declares is told of once, where it first stands, without parameters whose type may follow from its. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<unknown>();
  const hasUnknown = diagnostics.some(({ code }) => code === 2304);
  return diagnostics.filter(({ code, messageText }) => {
    // Parameter or binding element implicitly has an 'any' type.
    if (hasUnknown && (code === 7006 || code === 7031)) return false;
    const isRepeated = code === 2304 && seen.has(messageText);
    seen.add(messageText);
    return !isRepeated;
  });
}

function messageOf(diagnostic: Diagnostic): string {
  const { messageText, relatedInformation = [] } = diagnostic;
  const message = ts
    .flattenDiagnosticMessageText(messageText, "\n")
    // The path of a class that the cell does not import.
    .replace(/\bimport\("[^"]*"\)\./g, "")
    .replace(
      /(?<=\bimport\(|\bModule '|\bfrom )"(?![^"]*node_modules)(?:[A-Za-z]:)?\/[^"]*\/lib\/([^"]*?)(\/index)?"/g,
      '"../lib/$1"',
    )
    .replace(lacksLibrary, (_, standard) =>
      standard === undefined
        ? "It belongs to web pages, which Node does not have."
        : `It belongs to ${standard === "esnext" ? "the next ECMAScript" : standard.toUpperCase()}, which Node ${process.versions.node} does not have.`,
    );
  const isForgotten =
    awaitHint(diagnostic)?.isAwaited !== true &&
    (relatedInformation.some(({ code }) => code === forgotAwait) || aboutPromise.test(message));
  return isForgotten ? `${message} Did you forget to use 'await'?` : message;
}

function describe(
  name: string,
  source: string,
  isCell: (file: string) => boolean,
  diagnostic: Diagnostic,
): { lines: string[]; place?: string } {
  const { file, start = 0, code } = diagnostic;
  const [message, ...rest] = `error TS${code}: ${messageOf(diagnostic)}`.split("\n").map(bold);
  if (file === undefined) return { lines: [message, ...rest] };
  const inCell = isCell(file.fileName);
  // An error at the end of the cell must not point into the lines that tslab adds below it.
  const end = LINE_ABOVE.length + source.trimEnd().length;
  const { line, column } = cellPosition(file, inCell ? Math.min(start, end) : start);
  const number = inCell ? line : line + 1;
  // The source as typed, not as checked.
  const text = (inCell ? source : file.text).split(/\r?\n/)[number - 1] ?? "";
  const place = inCell
    ? `${name}, line ${number}, column ${column}`
    : `${relative(process.cwd(), file.fileName)}:${number}:${column}`;
  return { place, lines: [`${place} - ${message}`, ...rest, ...markedLine(text, number, column)] };
}
