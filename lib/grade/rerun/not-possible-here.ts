import { codeCells, wholeText } from "../../nbformat/notebook.ts";
import { errorOf } from "../evidence.ts";
import type { Rerun } from "./rerun.ts";

/** Errors that tell of this machine, and not of the notebook: a missing package, no network. */
const MISSING = /^(?:ModuleNotFoundError|ImportError|URLError|ConnectionError|gaierror|HTTPError):/;
/** A call that another version of Keras does not know. */
const OTHER_KERAS =
  /unrecognized keyword|unexpected keyword|keyword arguments? passed|has no attribute|Unrecognized/i;

/**
 * The error for which an answer could not be computed here: of a cell of a Python notebook, at or above the one that answers, that had
 * no error when it was submitted.
 *
 * @param count the execution count of the answering cell
 * @returns `undefined` if there is none
 */
export function notPossibleHere({ submitted, executed }: Rerun, count: number | null): string | undefined {
  if (submitted.language !== "python" || !submitted.notebook || !executed) return undefined;
  const before = codeCells(submitted.notebook);
  const after = codeCells(executed);
  const answering = before.findLastIndex((cell) => cell.execution_count === count && cell.outputs.length > 0);
  for (const [at, cell] of before.slice(0, answering + 1).entries()) {
    const error = after[at] && errorOf(after[at]);
    if (error === undefined || errorOf(cell) !== undefined || /\braise\b/.test(wholeText(cell.source)))
      continue;
    if (MISSING.test(error) || OTHER_KERAS.test(error)) return error;
  }
  return undefined;
}
