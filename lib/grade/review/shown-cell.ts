import { type CodeCell, codeCells, type Notebook, wholeText } from "../../nbformat/notebook.ts";
import { cellText, errorOf, withoutCodes } from "../evidence.ts";
import type { CellLocation } from "../verdict.ts";

/** Characters of a source or an output. Of longer ones the beginning and the end are kept. */
const MOST = 3_000;

/** The cell that a verdict is about, as a person has to see it to decide. */
export interface ShownCell {
  source: string;
  /** Its output as submitted. */
  before: string;
  /** Its output in the rerun; `null` if it was not run again. */
  after: string | null;
}

/**
 * The cell that a verdict is about.
 *
 * @param executed the notebook after the rerun, whose cells are in the same order
 * @returns null if no cell in particular was found
 */
export function shownCell(
  submitted: Notebook | undefined,
  executed: Notebook | undefined,
  where: CellLocation | null,
): ShownCell | null {
  if (!submitted || !where || where.index === null) return null;
  const cell = codeCells(submitted)[where.index];
  if (!cell) return null;
  const again = executed && codeCells(executed)[where.index];
  return {
    source: shortened(wholeText(cell.source)),
    before: shortened(shownOutput(cell)),
    after: again ? shortened(shownOutput(again)) : null,
  };
}

/** The text of a cell's output, with the error that ended it, and without the backspaces of progress bars. */
const shownOutput = (cell: CodeCell): string =>
  withoutCodes([cellText(cell), errorOf(cell) ?? ""].join("\n"))
    .replaceAll("\b", "")
    .trim();

const shortened = (text: string) =>
  text.length <= MOST ? text : `${text.slice(0, MOST / 2)}\n […] \n${text.slice(-MOST / 2)}`;
