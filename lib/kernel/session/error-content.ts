import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import type { ErrorContent } from "../thread-messages.ts";
import { markedLine, withSummary } from "../traceback.ts";
import { cellSource, withoutInternalFrames } from "./stack-trace.ts";

/** The content of Jupyter's `error` message for a thrown value, with the source line that threw it. Never throws. */
export function errorContent(thrown: unknown): ErrorContent {
  const unshowable = `a value (${typeof thrown}) that throws when it is shown`;
  const text = attempt(
    () => withoutInternalFrames(withoutBrackets(inspect(thrown, { colors: false }), thrown)),
    unshowable,
  );
  if (!attempt(() => isError(thrown), false)) {
    return {
      ename: "Uncaught",
      evalue: text,
      traceback: [...sourceLines(text), ...`Uncaught ${text}`.split("\n")],
    };
  }
  const [ename, evalue] = [
    attempt(() => String((thrown as Error).name), "Error"),
    attempt(() => String((thrown as Error).message), text.split("\n")[0]),
  ];
  return {
    ename,
    evalue,
    traceback: withSummary(ename, evalue, [...sourceLines(text), ...text.split("\n")]),
  };
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
  const stack = (thrown as Error | undefined)?.stack;
  const isBracketed = typeof stack === "string" && text.startsWith(`[${stack}]`);
  const own = isBracketed ? stack + text.slice(stack.length + 2) : text;
  // `inspect` also adds the class name if the error has another name.
  return own.replace(/^\w+ \[(\w+)\](?=:|\n|$)/, (whole, name) =>
    name === (thrown as Error | undefined)?.name ? name : whole,
  );
}

/** The source line of the topmost frame in a cell, or else in a file, with a caret under the column. */
function sourceLines(traceback: string): string[] {
  const inCell = /(Cell \[(?:\d+|-)\]), line (\d+), column (\d+)/.exec(traceback);
  const inFile = /^ +at (?:.* \()?(?!node:)([^():]+\.[cm]?[jt]sx?):(\d+):(\d+)\)?$/m.exec(traceback);
  const [, name, line, column] = inCell ?? inFile ?? [];
  if (name === undefined) return [];
  const source = inCell !== null ? cellSource(name) : attempt(() => readFileSync(name, "utf8"), undefined);
  const lineText = source?.split(/\r?\n/)[Number(line) - 1];
  return lineText === undefined
    ? []
    : [`${name}, line ${line}`, ...markedLine(lineText, Number(line), Number(column)), ""];
}
