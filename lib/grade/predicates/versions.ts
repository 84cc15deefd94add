import { type CellPassage, isBefore } from "../outputs/passages.ts";
import type { Versions } from "../question.ts";
import type { Candidate } from "./candidate.ts";

/** Each program's version as some cell shows it that asks for it. */
export function findVersions({ programs }: Versions, passages: readonly CellPassage[]): Candidate[] {
  const shown: { line: string; version: string; passage: CellPassage; asked: boolean }[] = [];
  // A number that no word says to be a version is one only where the code asks for it.
  const parts = programs.map(({ name, atLeast, pattern, code }) => {
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
    return {
      text: `${name} ${atLeast} or newer`,
      met: best !== undefined && isAtLeast(best.version, atLeast),
    };
  });
  if (shown.length === 0) return [];
  return [
    {
      met: parts.every(({ met }) => met),
      points: parts.filter(({ met }) => met).length,
      found: shown.map(({ line }) => line).join("\n"),
      parts,
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
