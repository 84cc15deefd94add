/** The verdict on one question. */
export interface Verdict {
  /** The question's id in the rubric, such as `ex02-a`. */
  id: string;
  asked: string;
  /** The evidence, quoted from the notebook, or a note that there is none. */
  found: string;
  /** The notebook's name, without its extension. */
  notebook: string;
  /** Execution count of the cell that shows it, as in JupyterLab's `[3]`; `null` if none does. */
  cell: number | null;
  verdict: "met" | "not met";
}
