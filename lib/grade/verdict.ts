import { NOTEBOOK } from "./submission/file-names.ts";

export type Said = "met" | "met in Keras 3's wording" | "not met" | "not confirmed";

/** A cell of a notebook. */
export interface CellLocation {
  notebook: string;
  /** Its execution count, as in JupyterLab's `[3]`. */
  cell: number | null;
  /** Its index among the code cells; `null` for what no cell in particular shows. */
  index: number | null;
}

/** A cell as people know it, such as `ex04_optimize [3]`, or `ex04_optimize cell 3` without an execution count. */
export function cellName({ notebook, cell, index }: CellLocation): string {
  const name = notebook.split("/").at(-1)!.replace(NOTEBOOK, "");
  if (cell !== null) return `${name} [${cell}]`;
  return index === null ? name : `${name} cell ${index + 1}`;
}

/** True for an answer that gets its points. */
export const isMet = ({ said }: { readonly said: Said }): boolean => said.startsWith("met");

/** The verdict on one question. */
export interface Verdict {
  /** The question's id in the rubric, such as `ex02-a`. */
  id: string;
  asked: string;
  said: Said;
  /** The evidence, quoted from the notebook; if it is not met, the closest match. */
  found: string;
  /** The cell that shows it; `null` if nothing was found. */
  where: CellLocation | null;
  points: number;
  of: number;
  /** The parts of the expected answer. */
  parts: { text: string; met: boolean }[];
  /** Why it is not met or not confirmed. */
  reasons: string[];
}

/** Points as they are shown: to hundredths. */
export const rounded = (points: number): number => Math.round(points * 100) / 100;
