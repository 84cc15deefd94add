import { codeCells, type Notebook, wholeText } from "../nbformat/notebook.ts";
import type { Language } from "./code/parse.ts";
import { readRecord, type SessionRecord } from "./record/session-record.ts";

/** MIME type of the record of a session, which `probe.ts` and `record/keras_record.py` display. */
export const RECORD_MIME = "application/vnd.keras-day.record+json";

const ID = "grade-probe";
const SOURCES: Record<Language, string> = {
  typescript: 'import { showRecord } from "../lib/grade/probe";\nshowRecord();',
  python: "import keras_record\nkeras_record.show()",
};

/** Adds a cell to the end of a notebook that displays the record of the session. For a copy to run, never committed. */
export function withProbe(notebook: Notebook, language: Language = "typescript"): Notebook {
  const probe = {
    cell_type: "code" as const,
    id: ID,
    // If the probe fails, there is no record; the run goes on.
    metadata: { tags: ["raises-exception"] },
    source: SOURCES[language],
    execution_count: null,
    outputs: [],
  };
  return { ...notebook, cells: [...notebook.cells, probe] };
}

/** Removes that cell from an executed notebook. @returns also the record that it displayed */
export function withoutProbe(notebook: Notebook): { notebook: Notebook; record: SessionRecord | undefined } {
  const last = codeCells(notebook).at(-1);
  const probe = last?.id === ID && Object.values(SOURCES).includes(wholeText(last.source)) ? last : undefined;
  const shown = probe?.outputs.find((output) => "data" in output && output.data[RECORD_MIME] !== undefined);
  return {
    notebook: { ...notebook, cells: notebook.cells.filter((cell) => cell !== probe) },
    record: shown && "data" in shown ? readRecord(shown.data[RECORD_MIME]) : undefined,
  };
}
