import type { NotebookReport } from "../grade.ts";
import type { Agreement } from "../rerun/agreement.ts";

/** Of a person's notebooks, the worst of how they agreed when they were run again; `null` if none was. */
export function workAgreement(notebooks: readonly NotebookReport[]): Agreement | null {
  const all = notebooks.map(({ agreement }) => agreement);
  return (["different", "within tolerance", "equal"] as const).find((worst) => all.includes(worst)) ?? null;
}
