import type { CellPassage } from "../outputs/passages.ts";
import { findLiterals, type PythonLiteral } from "../python-literal.ts";
import { EPOCH } from "../rubric.ts";
import { evaluatedAccuracy, readTrainings, type Training } from "./training-log.ts";
import { epochNamed, figureOf, OTHER_DATA } from "./training-words.ts";

/** Code that takes the last value: `accuracy[-1]`, `accuracy.at(-1)`, `accuracy[epochs - 1]`, `accuracy[49]`. */
const LAST = /-\s*1\s*\]|\[\s*4[89]\s*\]|\.at\(\s*-1\s*\)|\.iloc\[\s*-1\b|\.pop\(\)|\.slice\(-1\)/;
/** At the end of a line, whatever words in whatever language are in front of it. */
const NUMBER = /(?<![\d.,])(?:(?:np|numpy)\.float\d*\()?(0?\.\d+|1\.0*)\)?$/;
/** Names of metrics in `compile`, which take none. */
const METRICS = /\bmetrics\s*[:=]\s*(?:\[[^\]]{0,200}\]|["'][^"'\n]{0,80}["'])/g;
/** Code that takes accuracies, and other figures of a history. */
const OF_ACCURACY = /(?<![a-z])acc(?:urac(?:y|ies))?(?![a-z])/i;
const OF_OTHERS = /["'.]loss\b|val_|auc\b/i;
/** Code that takes a figure out of a history. */
const FIGURE = /\bhistory\s*(?:\??\.|\[\s*["'])((?:val_)?(?:loss|acc(?:uracy)?))\b/g;
/** The one figure of a line that names an epoch. */
const AFTER_EPOCH = /(?<![\w.,])(0?[.,]\d+|1[.,]0+|\d{2,3}(?:[.,]\d+)?\s?[%％])(?![\w%])/g;
const CALLED = /\b(\w+)\s*\(/g;
/** Fewer are no training's. */
const FEW = 10;

/**
 * The accuracies that a cell shows without a word, where its code takes them out of a history: the last one as a value, the
 * list of all, a frame with a column a training.
 */
export function bareFigures(passage: CellPassage): Training[] {
  const { source, index, text } = passage;
  const codeOf = (cell: number) => source.reading.plain[cell].replaceAll(METRICS, "");
  const cells = OF_ACCURACY.test(codeOf(index)) ? [index] : cellsBehind(passage);
  const code = cells.map(codeOf).join("\n");
  if (!OF_ACCURACY.test(code)) return [];
  const lines = text.trim().split("\n");
  if (OF_OTHERS.test(code))
    return rows(
      lines,
      [...code.matchAll(FIGURE)].map(([, figure]) => figure),
    );
  const number = NUMBER.exec(lines.at(-1)!.trim())?.[1];
  if (number !== undefined && LAST.test(code) && readTrainings(text).length === 0) {
    const epochs = cells.flatMap((cell) => source.reading.epochs[cell])[0];
    return [[{ epoch: epochs ?? EPOCH, accuracy: Number(number) }]];
  }
  const lists = [...findLiterals(text)].map(figuresOf).filter((list) => list.length >= FEW);
  if (lists.length > 0) return lists.map((list) => list.map((accuracy, at) => ({ epoch: at + 1, accuracy })));
  return columns(lines).filter((column) => column.every(({ accuracy }) => isShare(accuracy)));
}

/** The cell, and those above that define functions which it calls. */
function cellsBehind({ source: { reading }, index }: CellPassage): number[] {
  const called = [...reading.plain[index].matchAll(CALLED)].map(([, name]) => name);
  const above = called.flatMap((name) => reading.functions.get(name)?.findLast((cell) => cell < index) ?? []);
  return [...new Set([index, ...above])];
}

const isShare = (figure: number) => figure >= 0 && figure <= 1;

/** A call of `evaluate`, with its arguments. */
const EVALUATE = /\bevaluate\s*\(((?:[^()]|\([^()]*\)){0,300})/g;
/** The part of a line of code that is shown: the arguments of its print, or the line itself. */
const SHOWN = /^(?:print|console\.log)\s*\((.*)\)$|^(.*)$/s;

/**
 * The accuracy after a silent fit: on the progress bar of `evaluate`, in the list that it gives, or among numbers in the order in
 * which the code names them.
 */
export function evaluations({ source: { reading }, index, text }: CellPassage): Training[] {
  const code = reading.plain[index].trim();
  const above = reading.plain.slice(0, index + 1).join("\n");
  const data = [...above.matchAll(EVALUATE)].at(-1)?.[1];
  const isOther = data === undefined ? !LAST.test(code) : OTHER_DATA.test(data);
  if (isOther || readTrainings(text).length > 0) return [];
  const last = text.trim().split("\n").at(-1)!;
  const numbers = last
    .replaceAll(/^[[(]|[\])]$/g, "")
    .trim()
    .split(/[\s,]+/);
  const [, printed, value] = SHOWN.exec(code.split("\n").at(-1)!.replace(/;$/, ""))!;
  const names = (printed ?? value).split(",");
  let at =
    names.length === numbers.length
      ? names.findIndex((name) => OF_ACCURACY.test(name) && !/(?<![a-z])(?:val|test)_/i.test(name))
      : -1;
  let bar: number | undefined;
  if (/\bevaluate\b/.test(code)) {
    bar = evaluatedAccuracy(text);
    if (last.startsWith("[") && numbers.length === 2) at = 1;
  }
  const accuracy = bar ?? Number(numbers[at]);
  const epoch =
    reading.epochs
      .slice(0, index + 1)
      .flat()
      .at(-1) ?? EPOCH;
  return isShare(accuracy) ? [[{ epoch, accuracy }]] : [];
}

/** The lines that name an epoch and a figure, such as “época 50: 97,9 %”, of a cell whose code takes accuracies alone. */
export function epochLines({ source, index, text }: CellPassage) {
  const code = source.reading.plain[index];
  if (!OF_ACCURACY.test(code) || OF_OTHERS.test(code) || readTrainings(text).length > 0) return [];
  return text.split("\n").flatMap((line) => {
    const epoch = epochNamed(line);
    const figures = [...line.matchAll(AFTER_EPOCH)].map(([, figure]) => figureOf(figure));
    return epoch === undefined || figures.length !== 1
      ? []
      : [{ accuracy: figures[0], epoch, line: line.trim() }];
  });
}

function figuresOf(literal: PythonLiteral): number[] {
  if (literal.type !== "list") return [];
  const figures = literal.items.map((item) => (item.type === "scalar" ? Number(item.value) : Number.NaN));
  return figures.every(isShare) ? figures : [];
}

/** Rows of an epoch and figures without a head, in the order in which the code takes the figures out of the history. */
function rows(lines: readonly string[], figures: readonly string[]): Training[] {
  const names = [...new Set(figures)];
  const column = names.findIndex((name) => name.startsWith("acc")) + 1;
  const numbers = lines.map((line) =>
    line
      .trim()
      .split(/[\s,;|]+/)
      .map(Number),
  );
  const isTable =
    column > 0 &&
    names.length > 1 &&
    numbers.every(
      (cells, at) =>
        cells.length === names.length + 1 &&
        cells.every(Number.isFinite) &&
        Number.isInteger(cells[0]) &&
        cells[0] > (numbers[at - 1]?.[0] ?? 0),
    );
  return isTable ? [numbers.map((cells) => ({ epoch: cells[0], accuracy: cells[column] }))] : [];
}

/** Rows of an index and figures; the index counts epochs from 1 where it goes to a round number, else from 0. */
function columns(lines: readonly string[]): Training[] {
  const rows = lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((cells) => cells.length > 1 && cells.every(Number.isFinite) && Number.isInteger(cells[0]));
  const last = rows.at(-1);
  if (!last || rows.some(({ length }) => length !== last.length)) return [];
  const from = last[0] % 10 === 0 ? 0 : 1;
  return last.slice(1).map((_, column) => {
    return rows.map((cells) => ({ epoch: cells[0] + from, accuracy: cells[column + 1] }));
  });
}
