import { inspect } from "node:util";

/** Content of a `Table`. */
export interface TableContent {
  /** Caption, which screen readers read first. */
  caption: string;
  /** Headings of the columns, without the column of row headers. */
  columns: readonly string[];
  /** Rows of cells, one cell per column. */
  rows: readonly (readonly string[])[];
  /** One header per row. */
  rowHeaders: readonly string[];
  /** Heading of the column of row headers. Default: none. */
  corner?: string;
  /** Alignment of the cells, `"left"` for text. Default `"right"`, for numbers. */
  align?: "left" | "right";
  /** A line below the table. Default: none. */
  footer?: string;
  /** The plain-text form. Default: the columns, right-aligned. */
  text?: string;
}

/**
 * A table that notebooks display as HTML and terminals as text. The HTML is escaped, marks its headers for screen readers
 * (`scope`), and sets no colours, so that it follows the page's theme.
 *
 * @example
 * const content = { caption: "Squares", columns: ["n²"], rows: [["1"], ["4"]], rowHeaders: ["1", "2"] };
 * console.log(String(new Table(content)));
 */
export class Table {
  /** @param content caption, headers and cells */
  constructor(private readonly content: TableContent) {}

  /** The table as an HTML element. */
  toHtml(): string {
    const { caption, columns, rows, rowHeaders, corner = "", align = "right", footer } = this.content;
    // Notebook pages right-align cells, and centre a caption, even where the table is wider than the page.
    const left = ' style="text-align:left"';
    const style = align === "left" ? left : "";
    const heading = (scope: "col" | "row") => (text: string) =>
      `<th scope="${scope}"${style}>${escapeHtml(text)}</th>`;
    // An empty header cell is an accessibility error, so an empty corner is an ordinary cell.
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

  /** The table as plain text. */
  toString(): string {
    const { text, columns, rows, rowHeaders, corner = "", footer } = this.content;
    if (text !== undefined) return text;
    const lines = [[corner, ...columns], ...rows.map((cells, i) => [rowHeaders[i], ...cells])];
    const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
    const aligned = lines.map((line) =>
      line
        .map((cell, i) => cell.padStart(widths[i]))
        .join("  ")
        .trimEnd(),
    );
    return [...aligned, ...(footer === undefined ? [] : ["", footer])].join("\n");
  }

  /** Called by the kernel to display the value. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/html": this.toHtml(), "text/plain": this.toString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** A text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function lines(text: string): string {
  return escapeHtml(text).replaceAll("\n", "<br>");
}
