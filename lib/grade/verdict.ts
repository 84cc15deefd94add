export type Said = "met" | "met in Keras 3's wording" | "not met" | "not confirmed";

/** The verdict on one question. */
export interface Verdict {
  /** The question's id in the rubric, such as `ex02-a`. */
  id: string;
  asked: string;
  said: Said;
  /** The evidence, quoted from the notebook; if it is not met, the closest match. */
  found: string;
  /** The notebook that shows it, and the execution count of the cell, as in JupyterLab's `[3]`; `null` if nothing was found. */
  where: { notebook: string; cell: number | null } | null;
  points: number;
  of: number;
  /** The parts of the expected answer. */
  parts: { text: string; met: boolean }[];
  /** Why it is not met or not confirmed. */
  reasons: string[];
}
