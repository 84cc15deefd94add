import { codeCells, wholeText } from "../../nbformat/notebook.ts";
import { errorOf } from "../evidence.ts";
import type { Rerun } from "./rerun.ts";

/** Errors that tell of this machine, and not of the notebook: a missing package, no network. */
const MISSING = /^(?:ModuleNotFoundError|ImportError|URLError|ConnectionError|gaierror|HTTPError)$/;
/** A call that another version of Keras does not know, or a setting that it does not have. */
const OTHER_KERAS =
  /unexpected keyword|keyword arguments? passed|has no attribute|unrecognized|^'batch_(?:input_)?shape'$/i;

/**
 * The error for which an answer could not be computed here: of a cell of a Python notebook, at or above the one that answers, that had
 * no error when it was submitted.
 *
 * @param index of the answering cell among the code cells; null for what no cell in particular shows
 * @returns `undefined` if there is none
 */
export function notPossibleHere({ submitted, executed }: Rerun, index: number | null): string | undefined {
  if (submitted.language !== "python" || !submitted.notebook || !executed || index === null) return undefined;
  const before = codeCells(submitted.notebook).slice(0, index + 1);
  for (const [at, cell] of codeCells(executed)
    .slice(0, index + 1)
    .entries()) {
    const error = cell.outputs.find((output) => "ename" in output);
    if (!error || !("ename" in error) || errorOf(before[at]) !== undefined) continue;
    if (/\braise\b/.test(wholeText(cell.source))) continue;
    if (MISSING.test(error.ename) || OTHER_KERAS.test(error.evalue)) return errorOf(cell);
  }
  return undefined;
}
