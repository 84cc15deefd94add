import type { Frame } from "./known-values";

/** Beyond so many, pandas shows the first and the last few (`display.max_rows`, `min_rows`, `max_columns`). */
const maxRows = 60;
const edgeRows = 5;
const maxColumns = 20;
const edgeColumns = 10;

/** A table as pandas shows one in a notebook, in the class that Jupyter's style sheets know. */
export function frameHtml({ $isSeries, columns, index, values }: Frame): string {
  const rows = $isSeries ? values.map((value) => [value]) : (values as unknown[][]);
  const across = shown(columns.length, maxColumns, edgeColumns);
  const down = shown(rows.length, maxRows, edgeRows);
  const cells = (row: unknown[]) =>
    across.map((column) => `<td>${column === undefined ? "..." : text(row[column])}</td>`).join("");
  const head = across
    .map((column) => `<th>${column === undefined ? "..." : text(columns[column])}</th>`)
    .join("");
  const body = down.map((row) =>
    row === undefined
      ? `<tr><th>...</th>${"<td>...</td>".repeat(across.length)}</tr>`
      : `<tr><th>${text(index[row])}</th>${cells(rows[row])}</tr>`,
  );
  const table = [
    '<table border="1" class="dataframe">',
    `<thead><tr style="text-align: right;"><th></th>${head}</tr></thead>`,
    `<tbody>${body.join("\n")}</tbody>`,
    "</table>",
  ];
  const isCut = down.length < rows.length || across.length < columns.length;
  const size = isCut ? [`<p>${rows.length} rows × ${columns.length} columns</p>`] : [];
  return [...table, ...size].join("\n");
}

/** The numbers of the rows or columns to show; `undefined` stands for those left out. */
function shown(length: number, most: number, edge: number): (number | undefined)[] {
  const all = Array.from({ length }, (_, number) => number);
  return length <= most ? all : [...all.slice(0, edge), undefined, ...all.slice(-edge)];
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function text(value: unknown): string {
  return String(value).replace(/[&<>"]/g, (character) => entities[character]);
}
