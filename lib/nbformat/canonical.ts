import { type Cell, type CodeCell, type Notebook, type Output, textForm, wholeText } from "./notebook.ts";
import { visibleText } from "./visible-text.ts";

/**
 * The canonical form, in which notebooks are committed and compared: nbformat 4.5 with stable cell ids, and of the metadata
 * only the kernel, the language, the state of widgets, tags, and whether a long output scrolls. An editor's state is dropped.
 */
export function canonical(notebook: Notebook): Notebook {
  const { kernelspec, language_info, widgets } = notebook.metadata;
  return {
    cells: withIds(notebook.cells).map(canonicalCell),
    metadata: pick(
      { kernelspec: pick(kernelspec, KERNEL), language_info: pick(language_info, LANGUAGE), widgets },
      METADATA,
    ),
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** The text of the canonical file: keys sorted and indented by one space, as nbformat writes them. */
export function notebookText(notebook: Notebook): string {
  return `${JSON.stringify(sorted(canonical(notebook)), null, 1)}\n`;
}

const METADATA = ["kernelspec", "language_info", "widgets"];
const KERNEL = ["display_name", "language", "name"];
/**
 * Everything that the kernel reports: JupyterLab would add missing entries, and mark the notebook as changed as soon as it is
 * opened. The version is that of tslab's pinned TypeScript.
 */
const LANGUAGE = [
  "codemirror_mode",
  "file_extension",
  "mimetype",
  "name",
  "nbconvert_exporter",
  "pygments_lexer",
  "version",
];

/** The MIME types that nbformat stores as lines, besides `text/…`. */
const IN_LINES = ["application/javascript", "image/svg+xml"];

/** Gives each cell without an id, or with a duplicate one, an id by its position. */
function withIds(cells: readonly Cell[]): Cell[] {
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    let id = cell.id;
    for (let n = index + 1; id === undefined || taken.has(id); n++) id = `cell-${n}`;
    taken.add(id);
    return { ...cell, id };
  });
}

function canonicalCell(cell: Cell): Cell {
  const source = lines(wholeText(cell.source));
  const metadata = pick(cell.metadata, ["tags", "scrolled"]);
  if (cell.cell_type === "code") return { ...code(cell), metadata, source };
  const { attachments, cell_type, id } = cell;
  return { ...(attachments && { attachments }), cell_type, id, metadata, source };
}

function code({ id, execution_count, outputs }: CodeCell): Omit<CodeCell, "metadata" | "source"> {
  return { cell_type: "code", id, execution_count, outputs: joined(outputs).map(canonicalOutput) };
}

/** Joins adjacent outputs of one stream: where a stream is split depends on timing. */
function joined(outputs: readonly Output[]): Output[] {
  const whole: Output[] = [];
  for (const output of outputs) {
    const last = whole.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      whole[whole.length - 1] = { ...last, text: wholeText(last.text) + wholeText(output.text) };
    } else {
      whole.push(output);
    }
  }
  return whole;
}

function canonicalOutput(output: Output): Output {
  if (output.output_type === "stream") return { ...output, text: lines(visibleText(wholeText(output.text))) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([type, value]) => {
    const text = textForm(type, value);
    if (text === undefined) return [type, value];
    return [type, type.startsWith("text/") || IN_LINES.includes(type) ? lines(text) : text];
  });
  return { ...output, data: Object.fromEntries(data) };
}

/** Splits text as nbformat does, with Python's `splitlines(True)`: each line keeps its line break. */
function lines(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python breaks lines at these too
  return text.split(/(?<=\n|\r(?!\n)|[\v\f\u001c-\u001e\u0085\u2028\u2029])/).filter((line) => line !== "");
}

function pick(from: unknown, keys: readonly string[]): Record<string, unknown> {
  const source = (from ?? {}) as Record<string, unknown>;
  return Object.fromEntries(keys.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]));
}

/** Sorts the keys of every object, at any depth. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
