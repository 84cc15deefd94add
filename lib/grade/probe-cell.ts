import { type CodeCell, codeCells, type Notebook, wholeText } from "../nbformat/notebook.ts";
import type { Language } from "./code/parse.ts";
import type { BuiltModel } from "./evidence.ts";
import { readModels } from "./read-models.ts";
import { readRecord, type SessionRecord } from "./record/session-record.ts";

/** MIME type of the models that `probe.ts` displays. */
export const MODELS_MIME = "application/vnd.keras-day.models+json";
/** MIME type of the record of a session. */
export const RECORD_MIME = "application/vnd.keras-day.record+json";

const ID = "grade-probe";
const SOURCES: Record<Language, string> = {
  typescript: 'import { showBuiltModels } from "../lib/grade/probe";\nshowBuiltModels();',
  python: "import keras_record\nkeras_record.show()",
};

/** Adds a cell to the end of a notebook that displays the session's models. For a copy to run, never committed. */
export function withProbe(notebook: Notebook, language: Language = "typescript"): Notebook {
  const probe = {
    cell_type: "code" as const,
    id: ID,
    // If the probe fails, there are no models; the run goes on.
    metadata: { tags: ["raises-exception"] },
    source: SOURCES[language],
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
  record?: SessionRecord;
} {
  const last = codeCells(notebook).at(-1);
  const probe = last?.id === ID && Object.values(SOURCES).includes(wholeText(last.source)) ? last : undefined;
  const record = readRecord(shownBy(probe, RECORD_MIME)[0]);
  return {
    notebook: { ...notebook, cells: notebook.cells.filter((cell) => cell !== probe) },
    ...readModels(shownBy(probe, MODELS_MIME).flat()),
    ...(record && { record }),
  };
}

function shownBy(probe: CodeCell | undefined, type: string): unknown[] {
  return (probe?.outputs ?? []).flatMap((output) =>
    "data" in output && output.data[type] !== undefined ? [output.data[type]] : [],
  );
}
