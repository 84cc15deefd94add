import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import type { ErrorContent } from "../thread-messages.ts";
import { bold, markedLine } from "../traceback.ts";
import { errorHint, missingValue } from "./error-hints.ts";
import { cellSource, withoutInternalFrames } from "./stack-trace.ts";

/**
 * The content of Jupyter's `error` message for a thrown value: what was thrown, the line of the cell with its source, and the
 * stack. Never throws.
 *
 * @param waits shown if the stack has no place in a cell, as that of an error from a callback has none
 * @param variable gives the value of a cell's variable, for hints
 */
export function errorContent(
  thrown: unknown,
  waits?: WaitingPlace,
  variable: (name: string) => unknown = () => undefined,
): ErrorContent {
  const unshowable = `a value (${typeof thrown}) that throws when it is shown`;
  const text = attempt(
    () => withoutInternalFrames(withoutExports(withoutBrackets(inspect(thrown, { colors: false }), thrown))),
    unshowable,
  );
  if (!attempt(() => isError(thrown), false)) {
    return {
      ename: "Uncaught",
      evalue: text,
      traceback: traceback(`Uncaught ${text}`, waits),
    };
  }
  const [ename, evalue] = [
    attempt(() => String((thrown as Error).name), "Error"),
    attempt(() => withoutExports(String((thrown as Error).message)), text.split("\n")[0]),
  ];
  const lines = traceback(text === unshowable ? `${ename}: ${evalue}` : text, waits);
  const place = placeInCell(text);
  const line = place === null ? undefined : sourceLine(cellSource(place[1]), place);
  const hint =
    errorHint(evalue) ??
    (line === undefined
      ? undefined
      : attempt(() => missingValue(evalue, line, Number(place?.[3]), variable), undefined));
  return { ename, evalue, traceback: hint === undefined ? lines : [...lines, hint] };
}

/** The place of the `await` at which a cell waits, and the name of the cell. */
export interface WaitingPlace {
  name: string;
  line: number;
  column: number;
}

/** Puts the source lines between the message and the stack, the message in bold and the caret in red. */
function traceback(text: string, waits?: WaitingPlace): string[] {
  const stack = /^ {4}(?=at |… )/m.exec(text)?.index ?? text.length;
  const [message, frames] = [text.slice(0, stack).trimEnd(), text.slice(stack)];
  const isElsewhere = waits !== undefined && placeInCell(text) === null;
  const place = isElsewhere ? ["", waits.name, String(waits.line), String(waits.column)] : [];
  return [
    ...message.split("\n").map(bold),
    ...(isElsewhere ? block(cellSource(waits.name), place) : []),
    ...sourceLines(text),
    ...(frames === "" ? [] : frames.split("\n")),
  ];
}

function isError(thrown: unknown): boolean {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
}

/** Returns `get()`, or `otherwise` if it throws, as a getter, proxy or custom `inspect` of the learner may. */
function attempt<T>(get: () => T, otherwise: T): T {
  try {
    return get();
  } catch {
    return otherwise;
  }
}

/** Removes the brackets that `inspect` puts around an error whose stack has no frames. */
function withoutBrackets(text: string, thrown: unknown): string {
  const own = isError(thrown) ? text.replace(/^\[([^\n]*)\](?= \{\n|$)/, "$1") : text;
  // `inspect` also adds the class name if the error has another name.
  return own.replace(/^\w+ \[(\w+)\](?=:|\n|$)/, (whole, name) =>
    name === (thrown as Error | undefined)?.name ? name : whole,
  );
}

/** V8 names a variable of an earlier cell as it is compiled: `exports.model.sumary is not a function`. */
function withoutExports(text: string): string {
  return text.replace(/^((?:Uncaught )?TypeError: )?exports\.(?=[^\n]* is not )/, "$1");
}

/** The topmost frame in a cell: its name, line and column. */
const placeInCell = (text: string) => /(Cell \[(?:\d+|-)\]), line (\d+), column (\d+)/.exec(text);

/** The source line of the topmost frame in a cell, and of a file of the learner's that the cell has called. */
function sourceLines(text: string): string[] {
  const inCell = placeInCell(text);
  const inFile = /^ +at (?:.* \()?(?!node:)([^():]+\.[cm]?[jt]sx?):(\d+):(\d+)\)?$/m.exec(text);
  const lines = inCell === null ? [] : block(cellSource(inCell[1]), inCell);
  if (inFile === null || (inCell !== null && inCell.index < inFile.index)) return lines;
  return [
    ...lines,
    ...block(
      attempt(() => readFileSync(inFile[1], "utf8"), undefined),
      inFile,
    ),
  ];
}

/** A line of source with a caret under the column. */
function block(source: string | undefined, place: string[]): string[] {
  const [, name, line, column] = place;
  const text = sourceLine(source, place);
  if (text === undefined) return [];
  return [`${name}, line ${line}`, ...markedLine(text, Number(line), Number(column))];
}

const sourceLine = (source: string | undefined, [, , line]: string[]) =>
  source?.split(/\r?\n/)[Number(line) - 1];
