import { contradictions, logDoubts, type Sentence } from "../doubts/log-doubts.ts";
import { isNear } from "../doubts/record-agrees.ts";
import type { CellPassage } from "../outputs/passages.ts";
import { entryOf, findLiterals, type PythonLiteral } from "../python-literal.ts";
import type { Accuracy } from "../question.ts";
import type { Candidate } from "./candidate.ts";
import { readTables } from "./tables.ts";
import { readTrainings, type Training } from "./training-log.ts";
import { ACCURACY_WORD, epochNamed, figureOf, OTHER_DATA, shareOf } from "./training-words.ts";

const NUMBER = String.raw`0?\.\d+|0,\d+|1\.0*|[01](?![\d.,])|\d{2,3}(?:[.,]\d+)?\s?%`;
const sentence = (number: string) =>
  new RegExp(
    String.raw`${ACCURACY_WORD}((?:(?!\bloss\b|0?\.\d)[^\n]){0,60}?)(?<![\w.])(${number})|(?<![\w.])(${number})\s(?:\p{L}+\s){0,3}${ACCURACY_WORD}(?!\s*(?:[:=]|(?:${number})(?!\s*loss)))`,
    "giu",
  );
const SENTENCE = sentence(NUMBER);
/** Also per cent without its sign. */
const SENTENCE_OF_A_HUNDRED = sentence(String.raw`${NUMBER}|\d{2,3}[.,]\d+(?![\d.,])`);
/** Code that gives figures in per cent. */
const TIMES_A_HUNDRED = /(?<![\w.])100(?:\.0*)?\s*\*|\*\s*100(?:\.0*)?(?![\w.])/;
/** A figure on other data, by the name that Keras gives it. */
const VALIDATION = /(?<![a-z])(?:val|test)_\w+\W{0,4}\d[\d.,]*\s?%?/gi;
/** The line of a `classification_report`. */
const REPORT = /^\s*acc\w*\s+[01]?\.\d+\s+\d+\s*$/i;
/** A line that speaks of the best of all epochs. */
const BEST = /\b(?:best|max\w*|highest|peak)\b/i;
/** Trainings, sentences or rows of one cell that are looked at, from the last: an honest cell has a handful. */
const MOST = 500;
/** An accuracy as a cell shows it: the last of a training, or in words, which may name an epoch. */
interface Shown {
  accuracy: number;
  epoch?: number;
  words?: string;
  doubts?: string[];
}

/** The accuracy at the asked epoch, or at the last one, as a cell shows it: in a log, a history, a table or a sentence. */
export function findAccuracies(predicate: Accuracy, passage: CellPassage): Candidate[] {
  const { text } = passage;
  const logs = readTrainings(text).slice(-MOST);
  const table = readTables(text);
  const said = sentences(passage).slice(-MOST);
  const doubts = contradictions(logs, said);
  const atEnd = (training: Training) => training.filter(({ epoch }) => epoch <= predicate.epoch).slice(-1);
  const shown: Shown[] = [
    ...table
      .filter((row) => figureOf(row.accuracy ?? "") > 0 && !isEpoch(row))
      .slice(-MOST)
      .map((row) => ({ accuracy: figureOf(row.accuracy), words: Object.entries(row).flat().join(" ") })),
    ...logs.flatMap((training) =>
      atEnd(training).map((end) => ({ ...end, doubts: [...logDoubts(training, passage), ...doubts] })),
    ),
    ...[...histories(text), ...tables(table, passage)].slice(-MOST).flatMap(atEnd),
    ...ofLastEpoch(said, predicate.epoch).map(({ line, ...one }) => ({ ...one, words: line, doubts })),
    ...(logs.length > 0 || said.length > 0 ? [] : unlabelled(passage)),
    ...recordedAccuracies(passage, predicate.epoch).slice(-MOST),
  ];
  return shown.map((one) => candidate(one, predicate, passage));
}

function candidate(
  { accuracy, epoch, words, doubts }: Shown,
  predicate: Accuracy,
  passage: CellPassage,
): Candidate {
  const isLate = epoch !== undefined && epoch > predicate.epoch;
  const isEarly = epoch !== undefined && epoch < (predicate.earliest ?? 0);
  const met = accuracy > predicate.above && !isLate && !isEarly;
  const last = epoch! < predicate.epoch ? ", the last one trained" : "";
  const number = accuracy === 1 ? "(?:1\\.0+|100)" : `(?:${digits(accuracy)}|${digits(100 * accuracy)})`;
  return {
    met,
    points: accuracy,
    found: words ?? `accuracy ${accuracy} at epoch ${epoch}${last}`,
    parts: [
      { text: "the accuracy of a training is shown", met: true },
      { text: `above ${predicate.above}${isLate || isEarly ? ` at epoch ${predicate.epoch}` : ""}`, met },
    ],
    passages: [passage],
    doubts,
    epoch: words === undefined ? undefined : epoch,
    figure: accuracy === 1 ? undefined : accuracy,
    words: [new RegExp(`acc[^\\n]{0,200}(?<![\\d.])${number}(?!\\d)`, "i"), /Epoch \d+\/\d+/],
  };
}

/** Figures with three digits or more, or per cent with one. */
const PRECISE = /(?<![\w.,])(?:0?[.,]\d{3,}|\d{2}[.,]\d+(?:\s?[%％])?)(?![\w.,]*\d)/g;

/** A comma between the figures of a list without blanks, as `JSON.stringify` writes it. */
const BETWEEN = /(?<=\.\d+),(?=\d*\.\d)/g;

/** The precise figures of a text, with their lines. */
const preciseFigures = (text: string): { accuracy: number; line: string }[] =>
  text.split("\n").flatMap((line) =>
    (line.replaceAll(BETWEEN, ", ").match(PRECISE) ?? []).map((number) => ({
      accuracy: shareOf(number),
      line,
    })),
  );

/** In whatever words, the accuracies that trainings end with, or have at the asked epoch, if the notebook was run again. */
function recordedAccuracies({ text, source }: CellPassage, asked: number): Shown[] {
  const ends = (source.session?.trainings ?? []).flatMap(({ accuracies, final }) => [
    ...accuracies.slice(0, asked).slice(-1),
    // Without that of the samples that were left out.
    ...final.slice(0, 2),
  ]);
  return preciseFigures(ends.length > 0 ? text : "")
    .filter(({ accuracy }) => ends.some((end) => isNear(accuracy, end)))
    .map(({ accuracy, line }) => ({ accuracy, epoch: epochNamed(line), words: line.trim() }));
}

/** Code that may show an accuracy, but for the metrics of `compile`. */
const OF_TRAINING = /(?<![a-z])acc|\bevaluate\b|history\b(?!\s*=)/i;
const METRICS = /\bmetrics\s*[:=]\s*(?:\[[^\]]{0,200}\]|["'][^"'\n]{0,80}["'])/g;

/** The last figure of a cell without a word, where nothing is run again that would tell what it is. */
function unlabelled({ text, source, index }: CellPassage): Shown[] {
  const code = source.reading.withoutComments[index].replaceAll(METRICS, "");
  if (source.session || source.isRunAgain || !OF_TRAINING.test(code) || OTHER_DATA.test(code)) return [];
  return preciseFigures(text)
    .filter(({ accuracy }) => accuracy <= 1)
    .slice(-1)
    .map(({ accuracy, line }) => ({ accuracy, words: line.trim(), doubts: [UNLABELLED] }));
}

const UNLABELLED = "no word says that this is an accuracy";

/** A pattern for a figure as it may be spelled. */
const digits = (figure: number) =>
  `${String(Number(figure.toFixed(10)))
    .replace(/^0/, "0?")
    .replace(".", "[.,]")}0*`;

/** `history.history` printed: a dictionary of lists. */
const histories = (text: string): Training[] =>
  [...findLiterals(text)]
    .flatMap((literal) =>
      ["accuracy", "acc", "binary_accuracy"].flatMap((key) => entryOf(literal, key) ?? []),
    )
    .map(sharesOf)
    .filter(({ length }) => length > 0);

/** A list of shares as the accuracies of epochs; empty for anything else. */
function sharesOf(literal: PythonLiteral): Training {
  if (literal.type !== "list") return [];
  const figures = literal.items.map((item) => (item.type === "scalar" ? Number(item.value) : Number.NaN));
  return figures.every((figure) => figure >= 0 && figure <= 1)
    ? figures.map((accuracy, at) => ({ epoch: at + 1, accuracy }))
    : [];
}

/** True for a row of a history, which has an index or an epoch, and numbers; one with a word, such as an optimizer's, is a training. */
const isEpoch = (row: Record<string, string>) =>
  ("" in row || "epoch" in row) &&
  Object.values(row).every((cell) => !/^['"]?[a-z]\w*['"]?$/i.test(cell) || cell === "NaN");

/**
 * A history as a table, with a column of epochs or an index that counts them from 0; from 1 where it ends with the fit's number of
 * them.
 */
function tables(table: readonly Record<string, string>[], { source }: CellPassage): Training[] {
  const rows = table.filter((row) => "accuracy" in row && isEpoch(row));
  const last = Number(rows.at(-1)?.[""]);
  const from = source.reading.epochs.some((epochs) => epochs.includes(last)) ? 0 : 1;
  const hasEpochs = rows.every(({ epoch }) => Number(epoch) > 0);
  const training = rows.map((row) => ({
    epoch: hasEpochs ? Number(row.epoch) : Number(row[""]) + from,
    accuracy: figureOf(row.accuracy),
  }));
  return training.length > 0 &&
    training.every(({ epoch, accuracy }) => epoch > 0 && Number.isFinite(accuracy))
    ? [training]
    : [];
}

/** Of several sentences those of the asked epoch, or the last before it: an earlier one, or the best of all, is no answer. */
function ofLastEpoch(said: readonly Sentence[], asked: number): Sentence[] {
  const last = Math.max(...said.map(({ epoch = 0 }) => (epoch > asked ? 0 : epoch)));
  return said.filter(({ epoch, line }) =>
    epoch === undefined ? said.length === 1 || !BEST.test(line) : epoch >= last,
  );
}

function sentences({ text, source, index }: CellPassage): Sentence[] {
  const pattern = TIMES_A_HUNDRED.test(source.reading.withoutComments[index])
    ? SENTENCE_OF_A_HUNDRED
    : SENTENCE;
  const lines = text
    .split("\n")
    .map((line) => line.replaceAll(VALIDATION, ""))
    .filter(
      (line) =>
        line.length < 400 &&
        !OTHER_DATA.test(line) &&
        !REPORT.test(line) &&
        !/(?<!epoch )\b\d+\/\d+ (?:-|\[)|ms\/step/i.test(line),
    );
  return lines.flatMap((line) =>
    [...line.matchAll(pattern)].map(([, , after, before]) => ({
      accuracy: shareOf(after ?? before),
      epoch: epochNamed(line),
      line: line.trim(),
    })),
  );
}
