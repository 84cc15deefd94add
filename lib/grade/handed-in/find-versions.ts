import type { Versions } from "../question.ts";
import type { Candidate } from "./candidate.ts";
import { withoutComments } from "./doubts.ts";
import type { CellPassage } from "./passages.ts";

/** Each program's version as some cell shows it that asks for it. */
export function findVersions({ programs }: Versions, passages: readonly CellPassage[]): Candidate[] {
  const shown: { line: string; passage: CellPassage; asked: boolean }[] = [];
  const parts = programs.map(({ name, atLeast, pattern, code }) => {
    const matches = passages.flatMap((passage) => {
      const found = new RegExp(`(?:${pattern})(\\d+\\.\\d+(?:\\.\\d+)?)`, "im").exec(passage.text);
      if (!found) return [];
      const source = withoutComments(passage.source.cells[passage.index].source);
      return [
        { line: found[0].trim(), version: found[1], passage, asked: new RegExp(code, "i").test(source) },
      ];
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
      words: shown.map(({ line }) => new RegExp(`\\b${/[\d.]+/.exec(line)![0].replaceAll(".", "\\.")}\\b`)),
    },
  ];
}

function isAtLeast(version: string, least: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = least.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
