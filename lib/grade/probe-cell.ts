import { codeCells, type Notebook, wholeText } from "../nbformat/notebook.ts";
import type { BuiltModel } from "./evidence.ts";
import { readModels } from "./read-models.ts";

/** MIME type of the models that `probe.ts` displays. */
export const MODELS_MIME = "application/vnd.keras-day.models+json";

const ID = "grade-probe";
const SOURCE = 'import { showBuiltModels } from "../lib/grade/probe";\nshowBuiltModels();';

/** Adds a cell to the end of a notebook that displays the session's models. For a copy to run, never committed. */
export function withProbe(notebook: Notebook): Notebook {
  const probe = {
    cell_type: "code" as const,
    id: ID,
    // If the probe fails, there are no models; the run goes on.
    metadata: { tags: ["raises-exception"] },
    source: SOURCE,
    execution_count: null,
    outputs: [],
  };
  return { ...notebook, cells: [...notebook.cells, probe] };
}

/** Removes that cell from an executed notebook. @returns also the models it displayed, and a remark on those that could not be read */
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
