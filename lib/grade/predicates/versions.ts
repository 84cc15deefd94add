import { type CellPassage, isBefore } from "../outputs/passages.ts";
import type { Versions } from "../question.ts";
import { type Candidate, escaped, ofParts } from "./candidate.ts";

/** Each program's version, or a verdict on it. */
export const findVersions = (predicate: Versions, passages: readonly CellPassage[]): Candidate[] => [
  ...shownVersions(predicate, passages),
  ...comparedVersions(predicate, passages),
];

/** Code that compares versions by the day's own function. */
const COMPARES = /\bisAtLeast\s*\(/;
/** Verdicts that say no, in some languages, by a word or a sign. */
const NO =
  /(?<!\p{L})(?:not?|none|false|fail\w*|missing|older|non|nicht|nein|n[aã]o|niet|nie|nej|нет|не|否|いいえ|不)(?!\p{L})|[✗✘❌×]/iu;

/**
 * A line for each program with the same verdict in any words, where the code compares with the versions that are asked for and decides
 * on a word of the verdict.
 */
function comparedVersions({ programs }: Versions, passages: readonly CellPassage[]): Candidate[] {
  return [...new Set(passages.map(({ source }) => source))].flatMap((source) => {
    const { withoutComments, texts } = source.reading;
    const asks = programs.every(({ atLeast }) => texts.some(({ text }) => spelling(atLeast).test(text)));
    const code = withoutComments.join("\n");
    if (!asks || !COMPARES.test(code)) return [];
    const lines = passages
      .filter((passage) => passage.source === source)
      .flatMap((passage) => passage.text.split("\n").map((line) => ({ line: line.trim(), passage })));
    const shown = programs.flatMap(({ name }) => lines.findLast(({ line }) => line.includes(name)) ?? []);
    const verdicts = shown.map(({ line }, at) => line.replace(programs[at].name, "").replaceAll(BESIDE, ""));
    const isSame = shown.length === programs.length && new Set(verdicts).size === 1;
    if (!isSame || NO.test(shown[0].line)) return [];
    const words = shown[0].line.replace(programs[0].name, "").match(/[\p{L}\p{S}]+/gu) ?? [];
    const isDecided = (word: string) =>
      word === "true"
        ? !/\btrue\b/.test(code)
        : new RegExp(`\\?\\s*["'\`]\\s*${escaped(word)}`).test(code) ||
          texts.some(({ text, sure }) => text === word && !sure);
    if (!words.some(isDecided)) return [];
    return [
      {
        ...ofParts(programs.map((program) => ({ text: partOf(program), met: true }))),
        found: shown.map(({ line }) => line).join("\n"),
        passages: [...new Set(shown.map(({ passage }) => passage))],
        words: shown.map(({ line }) => new RegExp(escaped(line))),
        say: /\p{L}+$/u.exec(shown[0].line)?.[0],
      },
    ];
  });
}

const partOf = ({ name, atLeast }: Versions["programs"][number]) => `${name} ${atLeast} or newer`;

/** Numbers, comparisons, lines of tables, quotes and blanks, beside a verdict. */
const BESIDE = /[\s\d.'"|│()≥>=+:,]+|or newer/g;

/** Each program's version as some cell shows it that asks for it. */
function shownVersions({ programs }: Versions, passages: readonly CellPassage[]): Candidate[] {
  const shown: { line: string; version: string; passage: CellPassage; asked: boolean }[] = [];
  // A number that no word says to be a version is one only where the code asks for it.
  const parts = programs.map((program) => {
    const { atLeast, pattern, code } = program;
    const matches = passages.flatMap((passage) => {
      const isAsked = new RegExp(code, "i").test(passage.source.reading.withoutComments[passage.index]);
      const text = dotted(passage.text.replaceAll(TIME, " "));
      return [text.replaceAll(REFUSED, ""), text.replaceAll(REQUIRED, "")]
        .flatMap((text) => versionsIn(text, pattern))
        .map(({ line, version }) => {
          return { line, version, passage, asked: isAsked && !spells(passage, version) };
        })
        .filter(({ line, asked }) => asked || /[A-Za-z]/.test(line));
    });
    const best = matches.find(({ version, asked }) => asked && isAtLeast(version, atLeast)) ?? matches[0];
    if (best) shown.push(best);
    return { text: partOf(program), met: best !== undefined && isAtLeast(best.version, atLeast) };
  });
  if (shown.length === 0) return [];
  return [
    {
      ...ofParts(parts),
      found: shown.map(({ line }) => line).join("\n"),
      passages: [...new Set(shown.map(({ passage }) => passage))],
      doubts: shown.some(({ asked }) => !asked)
        ? ["the code does not ask for the version that the output shows"]
        : [],
      words: shown.map(({ version }) => spelling(version)),
    },
  ];
}

/** Numbers behind a program's name: what there is may stand beside what was asked for, with no word between. */
function versionsIn(text: string, pattern: string): { line: string; version: string }[] {
  return [...text.matchAll(new RegExp(`(?:${pattern})(?=[\\d.])([^A-Za-z\\n]*)`, "gim"))].flatMap(
    ([line, numbers]) => [...numbers.matchAll(VERSION)].map(([version]) => ({ line: line.trim(), version })),
  );
}

/** A date, a time of day, or both, as logs begin their lines. */
const TIME =
  /(?<![\d.])\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d{1,2}:\d\d(?::\d\d)?)?(?:[.,]\d+)?|(?<![\d.:])\d{1,2}:\d\d:\d\d(?:[.,]\d+)?/g;
/** A version that is asked for, with the one that there is perhaps behind it: `Node.js >= 20.19: met (22.1.0)`. */
const REQUIRED =
  /(?:[<>]=?|[≥≤])\s*v?\d[\d.]*|(?<![\d.])\d[\d.]*(?:\+|\s+or\s+(?:newer|later|above|higher)\b)/gi;
/** A version that is asked for and not met, so that it is none that there is. */
const REFUSED =
  /(?<![\d.])\d[\d.]*(?:\+|\s+or\s+(?:newer|later|above|higher)\b)(?=[^\n\d]{0,10}\bnot met\b)/gi;
const VERSION = /(?<![\d.])\d+\.\d+(?:\.\d+)?/g;
const spelling = (version: string) => new RegExp(`(?<![\\d.])${version.replaceAll(".", "\\.")}(?![\\d.])`);

/** True if the code up to this cell has the version as text. */
function spells({ source, index }: CellPassage, version: string): boolean {
  return source.reading.texts.some(
    ({ cell, text }) => isBefore(source, cell, index) && spelling(version).test(text),
  );
}

/** A version that is shown by its parts, as one: `sys.version_info(major=3, minor=11, micro=7, …)`, `(3, 11, 7)`. */
function dotted(text: string): string {
  return text
    .replaceAll(/\bmajor=(\d+), minor=(\d+), micro=(\d+)/g, "$1.$2.$3")
    .replaceAll(
      /\((\d), (\d{1,2})(?:, (\d{1,2}))?\)/g,
      (_, ...parts: string[]) => `(${parts.slice(0, 3).filter(Boolean).join(".")})`,
    );
}

function isAtLeast(version: string, least: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = least.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
