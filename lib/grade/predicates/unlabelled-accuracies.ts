import type { CellPassage } from "../outputs/passages.ts";
import { findLiterals, type PythonLiteral } from "../python-literal.ts";
import { EPOCH } from "../rubric.ts";
import { readTrainings, type Training } from "./training-log.ts";
import { OTHER_DATA } from "./training-words.ts";

/** Code that takes the last value: `accuracy[-1]`, `accuracy.at(-1)`, `accuracy[epochs - 1]`, `accuracy[49]`. */
const LAST = /-\s*1\s*\]|\[\s*4[89]\s*\]|\.at\(\s*-1\s*\)|\.iloc\[\s*-1\b|\.pop\(\)|\.slice\(-1\)/;
/** Names of metrics in `compile`, which take none. */
const METRICS = /\bmetrics\s*[:=]\s*(?:\[[^\]]{0,200}\]|["'][^"'\n]{0,80}["'])/g;
/** Code that takes accuracies, and other figures of a history. */
const OF_ACCURACY = /(?<![a-z])acc(?:urac(?:y|ies))?(?![a-z])/i;
const OF_OTHERS = /["'.]loss\b|val_|auc\b/i;
/** Code that takes a figure out of a history. */
const FIGURE = /\bhistory\s*(?:\??\.|\[\s*["'])((?:val_)?(?:loss|acc(?:uracy)?))\b/g;
/** Calls, of which the first are looked at. */
const MOST_CALLS = 20;
const CALLED = /\b(\w+)\s*\(/g;
/** The part of a line of code that is shown: the arguments of its print, or the line itself. */
const SHOWN = /^(?:print|console\.log)\s*\((.*)\)$|^(.*)$/s;
/** Fewer are no training's. */
const FEW = 10;

/** True if the cell's code, or that of a function it calls, takes accuracies and no other figures. */
export const takesAccuracy = (passage: CellPassage): boolean => {
  const code = codeBehind(passage);
  return OF_ACCURACY.test(code) && !OF_OTHERS.test(code);
};

/**
 * The accuracies that a cell shows without a word, where its code takes them out of a history or from `evaluate`: the list of all, a
 * table without a head, the last one.
 */
export function unlabelledAccuracies(passage: CellPassage): Training[] {
  const { text } = passage;
  const code = codeBehind(passage);
  const lines = text.trim().split("\n");
  const taken = OF_OTHERS.test(code) ? [...code.matchAll(FIGURE)].map(([, figure]) => figure) : [];
  const tables = OF_ACCURACY.test(code) ? columns(lines, [...new Set(taken)]) : [];
  const lists = takesAccuracy(passage) ? [...findLiterals(text)].map(sharesOf) : [];
  const whole = [...tables, ...lists.filter((list) => list.length >= FEW)];
  return whole.length > 0 ? whole : last(passage, lines.at(-1)!, code);
}

/** The code of the cell; if it takes no accuracies, with the cells above that define, the last time, what it calls. */
function codeBehind({ source: { reading }, index }: CellPassage): string {
  const codeOf = (cell: number) => reading.withoutComments[cell].replaceAll(METRICS, "");
  const own = codeOf(index);
  if (OF_ACCURACY.test(own)) return own;
  const called = [...own.matchAll(CALLED)].slice(0, MOST_CALLS).map(([, name]) => name);
  const above = reading.functions.slice(0, index);
  const defining = called.map((name) => above.findLastIndex((names) => names.includes(name)));
  return [own, ...[...new Set(defining)].filter((cell) => cell >= 0).map(codeOf)].join("\n");
}

const isShare = (figure: number) => figure >= 0 && figure <= 1;

/** The last line's accuracy: its only number, that in the place in which the code names it, or on the bar of `evaluate`. */
function last(passage: CellPassage, line: string, code: string): Training[] {
  const { source, index, text } = passage;
  const own = source.reading.withoutComments[index].trim();
  const data = source.reading.evaluations
    .slice(0, index + 1)
    .flat()
    .at(-1);
  const isLast = LAST.test(code) && takesAccuracy(passage);
  if (
    (data === undefined ? !LAST.test(code) : !isLast && OTHER_DATA.test(data)) ||
    readTrainings(text).length > 0
  )
    return [];
  const numbers = [...line.matchAll(/(?<![\w.,])\d*\.?\d+(?:e[-+]?\d+)?(?![\w%])/g)].map(
    ([number]) => number,
  );
  const [, printed, value] = SHOWN.exec(own.split("\n").at(-1)!.replace(/;$/, ""))!;
  const isEvaluated = /^\[.*\]$/.test(line) && /\bevaluate\b/.test(own);
  const names = isEvaluated ? ["loss", "acc"] : (printed ?? value).split(",");
  const at = names.findIndex((name) => OF_ACCURACY.test(name) && !/(?<![a-z])(?:val|test)_/i.test(name));
  const bar = /\bevaluate\b/.test(own) && text.split("\n").findLast((line) => line.includes("/step"));
  const onBar = bar && /.*(?<!\w)acc(?:uracy)?: (\d*\.\d+)/.exec(bar)?.[1];
  const number =
    onBar || (isLast ? numbers.at(-1) : numbers.length === names.length ? numbers[at] : undefined);
  if (!number?.includes(".") || !isShare(Number(number))) return [];
  const epochs = source.reading.epochs.slice(0, index + 1).flat();
  return [[{ epoch: epochs.at(-1) ?? EPOCH, accuracy: Number(number) }]];
}

/** A list of shares as the accuracies of epochs; empty for anything else. */
export function sharesOf(literal: PythonLiteral): Training {
  if (literal.type !== "list") return [];
  const figures = literal.items.map((item) => (item.type === "scalar" ? Number(item.value) : Number.NaN));
  return figures.every(isShare) ? figures.map((accuracy, at) => ({ epoch: at + 1, accuracy })) : [];
}

/**
 * Rows of an index and figures without a head; the index counts epochs from 1 where it goes to a round number, else from 0.
 *
 * @param names of the figures, if the code takes others than accuracies
 */
function columns(lines: readonly string[], names: readonly string[]): Training[] {
  const rows = lines
    .map((line) =>
      line
        .trim()
        .split(/[\s,;|]+/)
        .map(Number),
    )
    .filter((cells) => cells.length > 1 && cells.every(Number.isFinite) && Number.isInteger(cells[0]));
  const end = rows.at(-1);
  if (!end || rows.some(({ length }) => length !== end.length)) return [];
  const from = end[0] % 10 === 0 ? 0 : 1;
  const all = end
    .slice(1)
    .map((_, column) => rows.map((cells) => ({ epoch: cells[0] + from, accuracy: cells[column + 1] })));
  const isAsked = (_: Training, column: number) =>
    names.length === 0 || (names.length === all.length && names[column].startsWith("acc"));
  return all.filter(isAsked).filter((column) => column.every(({ accuracy }) => isShare(accuracy)));
}
