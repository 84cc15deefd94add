import { type Cell, type CodeCell, type Notebook, type Output, textForm, wholeText } from "./notebook.ts";
import { visibleText } from "./visible-text.ts";

/**
 * The one form in which a notebook is committed: nbformat 4.5 with stable cell ids, keys sorted and indented by one as
 * nbformat writes them, and of the metadata only what says which kernel runs it, tags, and that a long output has a frame.
 * An editor's state stays out.
 */
export function canonical(notebook: Notebook): Notebook {
  const { kernelspec, language_info } = notebook.metadata;
  return {
    cells: withIds(notebook.cells).map(canonicalCell),
    metadata: pick(
      { kernelspec: pick(kernelspec, KERNEL), language_info: pick(language_info, LANGUAGE) },
      METADATA,
    ),
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** The notebook's file, byte for byte. */
export function notebookText(notebook: Notebook): string {
  return `${JSON.stringify(sorted(canonical(notebook)), null, 1)}\n`;
}

const METADATA = ["kernelspec", "language_info"];
const KERNEL = ["display_name", "language", "name"];
/**
 * All that the kernel says of itself: JupyterLab writes it into a notebook that lacks some of it, which then counts as
 * changed as soon as it is opened. The version is that of tslab's TypeScript, which tslab fixes.
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

/** Beside `text/…`, the forms of a value that nbformat stores as lines. */
const IN_LINES = ["application/javascript", "image/svg+xml"];

/** Every cell with the id it has, or, where there is none or it stands twice, one by its place. */
export function withIds(cells: readonly Cell[]): Cell[] {
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

/** Neighbouring pieces of one stream as one: where a stream is cut depends on when it was sent. */
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

/** As nbformat splits text, with Python's `splitlines(True)`: each line keeps its end. */
function lines(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: to Python these end a line too
  return text.split(/(?<=\n|\r(?!\n)|[\v\f\u001c-\u001e\u0085\u2028\u2029])/).filter((line) => line !== "");
}

function pick(from: unknown, keys: readonly string[]): Record<string, unknown> {
  const source = (from ?? {}) as Record<string, unknown>;
  return Object.fromEntries(keys.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]));
}

/** The same data with every object's keys in order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
