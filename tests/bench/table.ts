import Table from "cli-table3";
import pc from "picocolors";
import type { Result, ResultRow } from "./rounds.ts";

/**
 * One row per figure, one column per contestant: its median, the smallest and largest of the rounds, and how many times
 * ours that is.
 */
export function resultTable({ rows, contestants }: Result): string {
  const names = contestants.map(({ name }) => name);
  const table = new Table({ head: ["", ...names, "goal"], style: { head: [], border: [] } });
  for (const row of rows) {
    table.push([lines(row.title, 30), ...names.map((name, i) => cell(row, name, i === 0)), goalCell(row)]);
  }
  return table.toString();
}

function cell({ results, unit }: ResultRow, name: string, isOurs: boolean): string {
  const result = results[name];
  if (!result) return pc.dim("–");
  const { median, min, max, ratio } = result;
  const written = unit === "" ? String : digits;
  const range = pc.dim(`${written(inUnit(min, median, unit)[0])}–${written(inUnit(max, median, unit)[0])}`);
  const [value, word] = inUnit(median, median, unit);
  const times = isOurs || !(ratio > 0 && ratio < Infinity) ? "" : `\n${pc.bold(`× ${digits(ratio)}`)}`;
  return `${`${written(value)} ${word}`.trimEnd()}\n${range}${times}`;
}

function goalCell({ goals, unit }: ResultRow): string {
  const one = (goal: ResultRow["goals"][number]) => {
    const mark = goal.met === null ? pc.dim("?") : goal.met ? pc.green("✓") : pc.red("✗");
    if (!("atMost" in goal)) return `${mark} ≥ ${goal.times} ×\n  ${goal.peer}`;
    const [value, word] = inUnit(goal.atMost, goal.atMost, unit);
    return `${mark} ≤ ${unit === "" ? value : digits(value)} ${word}`.trimEnd();
  };
  return goals.map(one).join("\n");
}

/** `value` in the unit in which `like` is easy to read. */
function inUnit(value: number, like: number, unit: ResultRow["unit"]): [value: number, word: string] {
  if (unit !== "ms") return [value, unit];
  if (Math.abs(like) >= 1000) return [value / 1000, "s"];
  return Math.abs(like) >= 0.1 ? [value, "ms"] : [value * 1000, "µs"];
}

/** Three digits, or all of them before the point. */
function digits(value: number): string {
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.1))));
  return value.toFixed(Math.min(places, 2));
}

/** The text in lines of at most `width`. */
function lines(text: string, width: number): string {
  return text.replace(new RegExp(`(.{1,${width}})(?: |$)`, "g"), "$1\n").trimEnd();
}
