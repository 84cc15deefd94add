import { type CodeCell, codeCells, wholeText } from "../../nbformat/notebook.ts";
import { type Reading, readCode } from "../code/read-code.ts";
import { cellText, endedInError, type Passage } from "../evidence.ts";
import type { Session } from "../replay/replay.ts";
import { exercisesOfCells } from "../submission/exercise.ts";
import type { Submission, SubmittedNotebook } from "../submission/submission.ts";

/** Characters of one cell's output that are looked at, and of those of a whole notebook. */
const MOST_TEXT = 2_000_000;
const MOST_OF_ALL = 4_000_000;
/** Of a cell's output beyond that. */
const FEW_TEXT = 10_000;

/** The output of one cell, with the cell itself. */
export interface CellPassage extends Passage {
  source: Source;
  /** Index among the notebook's code cells. */
  index: number;
  /** The exercise it belongs to, by the notebook's name or the heading above; `null` if neither tells. */
  exercise: number | null;
  failed: boolean;
}

/** A notebook with all that is read in its code. */
export interface Source {
  submitted: SubmittedNotebook;
  cells: { cell: CodeCell; source: string; text: string; exercise: number | null }[];
  reading: Reading;
  /** The record of its second run, with the trainings repeated. */
  session?: Session;
}

export function readSources(submission: Submission): Source[] {
  return submission.notebooks.flatMap((submitted) => {
    const { notebook, language } = submitted;
    if (!notebook || !language) return [];
    const ofCells = exercisesOf(submitted);
    let left = MOST_OF_ALL;
    const cells = codeCells(notebook).map((cell, index) => {
      const text = plain(cellText(cell), left > 0 ? MOST_TEXT : FEW_TEXT);
      left -= text.length;
      return { cell, source: wholeText(cell.source), text, exercise: ofCells[index] };
    });
    return [{ submitted, cells, reading: readCode(cells, language) }];
  });
}

/** Of every code cell the exercise: that of the last heading that names one, else that of the notebook's name. */
function exercisesOf({ notebook, exercise }: SubmittedNotebook): (number | null)[] {
  // A notebook that is named after an exercise may point to others.
  const all = exercise === null ? exercisesOfCells(notebook!) : notebook!.cells.map(() => exercise);
  return all.filter((_, at) => notebook!.cells[at].cell_type === "code");
}

/** Of an exercise: its own cells and those that belong to none. Cells that printed nothing are there as well. */
export function passagesOf(sources: readonly Source[], exercise: number): CellPassage[] {
  return sources.flatMap((source) =>
    source.cells.flatMap(({ cell, text, exercise: its }, index) => {
      if (its !== null && its !== exercise) return [];
      return [{ cell: cell.execution_count, text, source, index, exercise: its, failed: endedInError(cell) }];
    }),
  );
}

/** Without a terminal's colours; of a long text its two ends. */
function plain(text: string, most: number): string {
  const short = text.length > most ? text.slice(0, most / 2) + text.slice(-most / 2) : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a terminal's codes begin
  return short.replaceAll(/\x1b\[[0-9;]*[A-Za-z]/g, "");
}
