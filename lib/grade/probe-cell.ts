import { codeCells, type Notebook, wholeText } from "../nbformat/notebook.ts";
import type { BuiltModel } from "./evidence.ts";
import { readModels } from "./read-models.ts";

/** The form in which `probe.ts` shows the models. */
export const MODELS_MIME = "application/vnd.keras-day.models+json";

const ID = "grade-probe";
const SOURCE = 'import { showBuiltModels } from "../lib/grade/probe";\nshowBuiltModels();';

/** The notebook with one more cell at its end that shows the session's models: for a copy to run, never committed. */
export function withProbe(notebook: Notebook): Notebook {
  const probe = {
    cell_type: "code" as const,
    id: ID,
    // A session in which the probe fails has shown no model, which is no reason to stop.
    metadata: { tags: ["raises-exception"] },
    source: SOURCE,
    execution_count: null,
    outputs: [],
  };
  return { ...notebook, cells: [...notebook.cells, probe] };
}

/** The executed notebook without that cell, the models that it showed, and what of them could not be read. */
export function withoutProbe(notebook: Notebook): {
  notebook: Notebook;
  models: BuiltModel[];
  remark: string | null;
} {
  const last = codeCells(notebook).at(-1);
  const probe = last?.id === ID && wholeText(last.source) === SOURCE ? last : undefined;
  const shown = (probe?.outputs ?? []).flatMap((output) =>
    "data" in output ? ((output.data[MODELS_MIME] as unknown) ?? []) : [],
  );
  return {
    notebook: { ...notebook, cells: notebook.cells.filter((cell) => cell !== probe) },
    ...readModels(shown),
  };
}
