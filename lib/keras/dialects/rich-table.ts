/** Tables as Python's `rich` draws them. */
import { pythonFixed } from "../../python-repr.ts";
import { justified, wrap } from "./styled-text.ts";
import type { Span, Style } from "./types.ts";

export interface Column {
  readonly title: string;
  readonly side: "left" | "right" | "center";
  /** Characters between the lines, without the space on either side. */
  readonly width: number;
}

/** Left end, line, crossing and right end of a row's border, and the line beside its cells. */
type Border = readonly [left: string, line: string, crossing: string, right: string, beside: string];

const BOXES: Readonly<Record<"lines" | "ascii", Record<"top" | "head" | "row" | "bottom", Border>>> = {
  lines: {
    top: ["┏", "━", "┳", "┓", "┃"],
    head: ["┡", "━", "╇", "┩", "┃"],
    row: ["├", "─", "┼", "┤", "│"],
    bottom: ["└", "─", "┴", "┘", "│"],
  },
  ascii: {
    top: ["+", "-", "-", "+", "|"],
    head: ["|", "-", "+", "|", "|"],
    row: ["|", "-", "+", "|", "|"],
    bottom: ["+", "-", "-", "+", "|"],
  },
};

/** The lines of a table of that width, with a title above each column and lines between the rows. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly Span[])[][],
  width: number,
  isAscii: boolean,
): Span[][] {
  const box = BOXES[isAscii ? "ascii" : "lines"];
  const widths = shrunk(
    columns.map((column) => column.width + 2),
    width - columns.length - 1,
  );
  const border = ([left, line, crossing, right]: Border): Span[] => [
    { text: left + widths.map((size) => line.repeat(size)).join(crossing) + right },
  ];
  const drawn = (cells: readonly (readonly Span[])[], beside: string, isHead: boolean): Span[][] => {
    const style: Style | undefined = isHead ? "bold" : undefined;
    const wrapped = cells.map((cell, i) => {
      const inner = Math.max(0, widths[i] - 2);
      return wrap(cell, inner, "ellipsis").map((line) => justified(line, inner, columns[i].side, style));
    });
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => {
      const spans: Span[] = [{ text: beside }];
      wrapped.forEach((lines, i) => {
        const own = lines[isHead ? line - (height - lines.length) : line];
        const inner = Math.max(0, widths[i] - 2);
        spans.push(...padded(own ?? [{ text: " ".repeat(inner), ...(style && { style }) }], style));
        spans.push({ text: beside });
      });
      return spans;
    });
  };
  const lines = [border(box.top)];
  lines.push(
    ...drawn(
      columns.map(({ title }) => [{ text: title, style: "bold" }]),
      box.head[4],
      true,
    ),
  );
  lines.push(border(box.head));
  rows.forEach((row, i) => {
    if (i > 0) lines.push(border(box.row));
    lines.push(...drawn(row, box.row[4], false));
  });
  lines.push(border(box.bottom));
  return lines;
}

/** A space on either side. */
function padded(line: readonly Span[], style: Style | undefined): Span[] {
  const space: Span = { text: " ", ...(style && { style }) };
  return [space, ...line, space];
}

/** Widths that add up to at most `available`: the excess is taken off all columns evenly, rounded as in Python. */
function shrunk(widths: readonly number[], available: number): number[] {
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  if (excess <= 0) return [...widths];
  return widths.map((width, i) => {
    const off = Math.min(width, Number(pythonFixed(excess / (widths.length - i), 0)));
    excess -= off;
    return width - off;
  });
}
