/** The verdict on one question. */
export interface Verdict {
  /** The question's id in the rubric, such as `ex02-a`. */
  id: string;
  asked: string;
  /** What stands in the notebook for it, quoted; or that there is nothing. */
  found: string;
  /** The notebook's name, without its extension. */
  notebook: string;
  /** The execution count of the cell that shows it, as in JupyterLab's `[3]`; `null` when no cell does. */
  cell: number | null;
  verdict: "met" | "not met";
}
