import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import type { ErrorContent } from "../thread-messages.ts";
import { markedLine } from "./marked-line.ts";
import { cellSource, withoutMachinery } from "./stack-trace.ts";
import { withSummary } from "./with-summary.ts";

/** Tells a thrown value in Jupyter's words, with the line of the cell where it happened. It never throws itself. */
export function errorContent(thrown: unknown): ErrorContent {
  const unshowable = `a value (${typeof thrown}) that throws when it is shown`;
  const told = attempt(
    () => withoutMachinery(withoutBrackets(inspect(thrown, { colors: false }), thrown)),
    unshowable,
  );
  if (!attempt(() => isError(thrown), false)) {
    return {
      ename: "Uncaught",
      evalue: told,
      traceback: [...sourceLines(told), ...`Uncaught ${told}`.split("\n")],
    };
  }
  const [ename, evalue] = [
    attempt(() => String((thrown as Error).name), "Error"),
    attempt(() => String((thrown as Error).message), told.split("\n")[0]),
  ];
  return {
    ename,
    evalue,
    traceback: withSummary(ename, evalue, [...sourceLines(told), ...told.split("\n")]),
  };
}

function isError(thrown: unknown): boolean {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
}

/** What `get` gives, or `otherwise`: a getter, a proxy or an `inspect` of the learner's may throw in its turn. */
function attempt<T>(get: () => T, otherwise: T): T {
  try {
    return get();
  } catch {
    return otherwise;
  }
}

/** Node puts an error into brackets where its stack has no frames, as when none is left but the kernel's own. */
function withoutBrackets(told: string, thrown: unknown): string {
  const stack = (thrown as Error | undefined)?.stack;
  const isBracketed = typeof stack === "string" && told.startsWith(`[${stack}]`);
  const own = isBracketed ? stack + told.slice(stack.length + 2) : told;
  // And the name where it is not that of the class.
  return own.replace(/^\w+ \[(\w+)\](?=:|\n|$)/, (whole, name) =>
    name === (thrown as Error | undefined)?.name ? name : whole,
  );
}

/** The line of the cell that the topmost frame in a cell points at, else that of the topmost file, and a mark under it. */
function sourceLines(traceback: string): string[] {
  const inCell = /(Cell \[(?:\d+|-)\]), line (\d+), column (\d+)/.exec(traceback);
  const inFile = /^ +at (?:.* \()?(?!node:)([^():]+\.[cm]?[jt]sx?):(\d+):(\d+)\)?$/m.exec(traceback);
  const [, name, line, column] = inCell ?? inFile ?? [];
  if (name === undefined) return [];
  const source = inCell !== null ? cellSource(name) : attempt(() => readFileSync(name, "utf8"), undefined);
  const text = source?.split(/\r?\n/)[Number(line) - 1];
  return text === undefined
    ? []
    : [`${name}, line ${line}`, ...markedLine(text, Number(line), Number(column)), ""];
}
