import { type CodeCell, codeCells, wholeText } from "../../nbformat/notebook.ts";
import type { OwnFiles } from "../code/own-modules.ts";
import { type CodeFacts, readCode } from "../code/read-code.ts";
import { cellText, errorOf, withoutCodes } from "../evidence.ts";
import type { Session } from "../replay/replay.ts";
import { placesByCounts } from "../rerun/run-order.ts";
import { exercisesOfCells } from "../submission/exercise.ts";
import type { SubmittedNotebook } from "../submission/submission.ts";
import { cellName } from "../verdict.ts";

/** Characters that are read of one cell's output, and of all outputs of a notebook. */
const MOST_TEXT = 2_000_000;
const MOST_OF_ALL = 4_000_000;
/** Characters that are read of each cell once that is used up. */
const FEW_TEXT = 10_000;

/** The output of one cell, with the cell itself. */
export interface CellPassage {
  /** Its execution count. */
  cell: number | null;
  text: string;
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
  reading: CodeFacts;
  /** The record of its second run, with the trainings repeated. */
  session?: Session;
  /** The outputs of a second run, in which no more cells failed, are judged, too. */
  isRunAgain?: boolean;
  /** The place of each cell in the order of the execution counts, if that is another. */
  places: readonly number[] | undefined;
}

/** True for the cell at `index`, and those that stand above it or were run before. */
export const isBefore = ({ places }: Source, cell: number, index: number): boolean =>
  cell <= index || (places !== undefined && places[cell] < places[index]);

/** Reads notebooks. @param files of the person, in which their own modules are found */
export function readSources(notebooks: readonly SubmittedNotebook[], files?: OwnFiles): Source[] {
  return notebooks.flatMap((submitted) => {
    const { notebook, language } = submitted;
    if (!notebook || !language) return [];
    const ofCells = exercisesOf(submitted);
    let left = MOST_OF_ALL;
    const cells = codeCells(notebook).map((cell, index) => {
      const text = plain(cellText(cell), left > 0 ? MOST_TEXT : FEW_TEXT);
      left -= text.length;
      return { cell, source: wholeText(cell.source), text, exercise: ofCells[index] };
    });
    return [
      {
        submitted,
        cells,
        reading: readCode(cells, language, submitted.path, files),
        places: placesByCounts(notebook),
      },
    ];
  });
}

/** A cell as people know it. */
export const nameOf = ({ submitted: { path }, cells }: Source, index: number): string =>
  cellName({ notebook: path, cell: cells[index].cell.execution_count, index });

/** The exercise of each code cell: from the last heading that names one, else from the notebook's name. */
function exercisesOf({ notebook, exercise }: SubmittedNotebook): (number | null)[] {
  // A notebook that is named after an exercise may point to others.
  const all = exercise === null ? exercisesOfCells(notebook!) : notebook!.cells.map(() => exercise);
  return all.filter((_, at) => notebook!.cells[at].cell_type === "code");
}

/** The cells of an exercise, and those of none. Includes cells that printed nothing. */
export function passagesOf(sources: readonly Source[], exercise: number): CellPassage[] {
  return sources.flatMap((source) =>
    source.cells.flatMap(({ cell, text, exercise: its }, index) => {
      if (its !== null && its !== exercise) return [];
      return [
        {
          cell: cell.execution_count,
          text,
          source,
          index,
          exercise: its,
          failed: errorOf(cell) !== undefined,
        },
      ];
    }),
  );
}

/** Without a terminal's colours and what a later part of its line is written over; of a long text its two ends. */
function plain(text: string, most: number): string {
  const short = text.length > most ? text.slice(0, most / 2) + text.slice(-most / 2) : text;
  const lines = withoutCodes(short).split("\n");
  return lines.map((line) => line.slice(line.trimEnd().lastIndexOf("\r") + 1)).join("\n");
}
