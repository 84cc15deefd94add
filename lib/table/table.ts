import { inspect } from "node:util";

export interface TableContent {
  /** What the table shows: read out first. */
  caption: string;
  /** Headings of the columns, without that of the row headers. */
  columns: readonly string[];
  /** A cell for every column. */
  rows: readonly (readonly string[])[];
  /** Heading of each row. */
  rowHeaders: readonly string[];
  /** Heading of the row headers' column; default none. */
  corner?: string;
  /** Where the cells' text stands: `"right"` for numbers, the default, `"left"` for words. */
  align?: "left" | "right";
  /** A last line under the table. */
  footer?: string;
  /** The same as text; default: the columns, set side by side. */
  text?: string;
}

/**
 * A table that shows itself in a notebook: as HTML with headings that a screen reader finds (`scope`), escaped, without
 * scripts and colours, so that it takes the page's theme; and as text.
 */
export class Table {
  constructor(private readonly content: TableContent) {}

  toHtml(): string {
    const { caption, columns, rows, rowHeaders, corner = "", align = "right", footer } = this.content;
    // Pages set cells to the right, and a caption amid a table that may be wider than the page.
    const left = ' style="text-align:left"';
    const style = align === "left" ? left : "";
    const heading = (scope: "col" | "row") => (text: string) =>
      `<th scope="${scope}"${style}>${escapeHtml(text)}</th>`;
    // An empty heading is no heading: the corner is a cell like any other then.
    const first = corner === "" ? "<td></td>" : heading("col")(corner);
    const head = `<tr>${first}${columns.map(heading("col")).join("")}</tr>`;
    const body = rows.map((cells, i) => {
      const data = cells.map((cell) => `<td${style}>${lines(cell)}</td>`).join("");
      return `<tr>${heading("row")(rowHeaders[i])}${data}</tr>`;
    });
    const foot =
      footer === undefined
        ? []
        : [`<tfoot><tr><td colspan="${columns.length + 1}"${left}>${escapeHtml(footer)}</td></tr></tfoot>`];
    return [
      "<table>",
      `<caption${left}>${escapeHtml(caption)}</caption>`,
      `<thead>${head}</thead>`,
      "<tbody>",
      ...body,
      "</tbody>",
      ...foot,
      "</table>",
    ].join("\n");
  }

  toString(): string {
    const { text, columns, rows, rowHeaders, corner = "", footer } = this.content;
    if (text !== undefined) return text;
    const lines = [[corner, ...columns], ...rows.map((cells, i) => [rowHeaders[i], ...cells])];
    const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
    const laidOut = lines.map((line) =>
      line
        .map((cell, i) => cell.padStart(widths[i]))
        .join("  ")
        .trimEnd(),
    );
    return [...laidOut, ...(footer === undefined ? [] : ["", footer])].join("\n");
  }

  /** Jupyter's convention of a value that shows itself. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/html": this.toHtml(), "text/plain": this.toString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function lines(text: string): string {
  return escapeHtml(text).replaceAll("\n", "<br>");
}
