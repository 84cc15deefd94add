import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { inspect } from "node:util";
import type { ErrorContent } from "../thread-messages.ts";
import { bold, markedLine } from "../traceback.ts";
import { errorHint } from "./error-hints.ts";
import { cellSource, foreignCode, withoutInternalFrames } from "./stack-trace.ts";

/**
 * The content of Jupyter's `error` message for a thrown value: what was thrown, the line of the cell with its source, and the
 * stack. Never throws.
 *
 * @param waits where the cell waits, shown if no frame of the stack is in a cell, as for an error from a callback
 * @param variable gives the value of a cell's variable, for hints
 */
export function errorContent(
  thrown: unknown,
  waits?: Place,
  variable: (name: string) => unknown = () => undefined,
): ErrorContent {
  const unshowable = `a value (${typeof thrown}) that throws when it is shown`;
  const text = attempt(
    () =>
      withoutInternalFrames(
        withoutExports(withoutSystemFields(withoutBrackets(inspect(thrown, { colors: false }), thrown))),
      ),
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
  const place = findPlace(text, frameInCell);
  const line = place && sourceLine(cellSource(place.name), place);
  const hint = attempt(() => errorHint(evalue, variable, line, place?.column), undefined);
  return { ename, evalue, traceback: hint === undefined ? lines : [...lines, hint] };
}

/** A place in the code of a cell or file. */
interface Place {
  /** For example `Cell [3]`, or the file's path. */
  name: string;
  line: number;
  column: number;
}

/** The topmost frame in a cell. */
const frameInCell = /(Cell \[(?:\d+|-)\]), line (\d+), column (\d+)/;

/** The topmost frame in a file of the learner's. */
const frameInFile = /^ +at (?:.* \()?(?!node:)([^():]+\.[cm]?[jt]sx?):(\d+):(\d+)\)?$/m;

function findPlace(text: string, frame: RegExp): (Place & { index: number }) | undefined {
  const found = frame.exec(text);
  if (found === null) return undefined;
  return { name: found[1], line: Number(found[2]), column: Number(found[3]), index: found.index };
}

/**
 * Puts the source lines between the message and the stack, the message in bold and the caret in red: the line of the cell, and that
 * of a file that the cell has called.
 */
function traceback(text: string, waits?: Place): string[] {
  const stack = /^ {4}(?=at |… )/m.exec(text)?.index ?? text.length;
  const [message, frames] = [text.slice(0, stack).trimEnd(), text.slice(stack)];
  const [inCell, inFile] = [frameInCell, frameInFile].map((frame) => findPlace(text, frame));
  const place = inCell ?? waits;
  const isCalled =
    inFile !== undefined &&
    foreignCode(resolve(inFile.name)) === undefined &&
    (inCell === undefined || inFile.index < inCell.index);
  return [
    ...message.split("\n").map(bold),
    ...(place === undefined ? [] : block(cellSource(place.name), place)),
    ...(isCalled
      ? block(
          attempt(() => readFileSync(inFile.name, "utf8"), undefined),
          inFile,
        )
      : []),
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

/** Removes the fields of an error of the system, such as its number, which its message tells in words. */
const withoutSystemFields = (text: string) =>
  text.replace(/ \{\n(?: {2}(?:errno|code|syscall|path|dest|address|port): .*\n)+\}$/, "");

/** V8 names a variable of an earlier cell as the compiled code does: `exports.model.sumary is not a function`. */
function withoutExports(text: string): string {
  return text.replace(/^((?:Uncaught )?TypeError: )?exports\.(?=[^\n]* is not )/, "$1");
}

/** A line of source with a caret under the column. */
function block(source: string | undefined, place: Place): string[] {
  const text = sourceLine(source, place);
  if (text === undefined) return [];
  return [`${place.name}, line ${place.line}`, ...markedLine(text, place.line, place.column)];
}

const sourceLine = (source: string | undefined, { line }: Place) => source?.split(/\r?\n/)[line - 1];
