import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import type { ErrorContent } from "../thread-messages.ts";
import { bold, markedLine } from "../traceback.ts";
import { pandasHint } from "./pandas-names.ts";
import { cellSource, withoutInternalFrames } from "./stack-trace.ts";

/**
 * The content of Jupyter's `error` message for a thrown value: what was thrown, the line of the cell with its source, and the
 * stack. Never throws.
 */
export function errorContent(thrown: unknown): ErrorContent {
  const unshowable = `a value (${typeof thrown}) that throws when it is shown`;
  const text = attempt(
    () => withoutInternalFrames(withoutExports(withoutBrackets(inspect(thrown, { colors: false }), thrown))),
    unshowable,
  );
  if (!attempt(() => isError(thrown), false)) {
    return {
      ename: "Uncaught",
      evalue: text,
      traceback: traceback(`Uncaught ${text}`),
    };
  }
  const [ename, evalue] = [
    attempt(() => String((thrown as Error).name), "Error"),
    attempt(() => withoutExports(String((thrown as Error).message)), text.split("\n")[0]),
  ];
  const hint = pandasHint(evalue) ?? [];
  const lines = traceback(text === unshowable ? `${ename}: ${evalue}` : text);
  return { ename, evalue, traceback: lines.concat(hint) };
}

/** Puts the source lines between the message and the stack, the message in bold and the caret in red. */
function traceback(text: string): string[] {
  const stack = /^ {4}(?=at |… )/m.exec(text)?.index ?? text.length;
  const [message, frames] = [text.slice(0, stack).trimEnd(), text.slice(stack)];
  return [
    ...message.split("\n").map(bold),
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

/** The source line of the topmost frame in a cell, and of a file of the learner's that the cell has called. */
function sourceLines(text: string): string[] {
  const inCell = /(Cell \[(?:\d+|-)\]), line (\d+), column (\d+)/.exec(text);
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
function block(source: string | undefined, [, name, line, column]: string[]): string[] {
  const text = source?.split(/\r?\n/)[Number(line) - 1];
  if (text === undefined) return [];
  return [`${name}, line ${line}`, ...markedLine(text, Number(line), Number(column))];
}
