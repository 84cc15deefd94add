import type { Diagnostic } from "typescript";
import { isWhole } from "./missing-sign.ts";

/** Quotes and signs of word processors, and what code has in their place. */
const ascii: Record<string, string> = Object.fromEntries(
  Object.entries({
    '"': "“”„‟«»〝〞",
    "'": "‘’‚‛",
    "-": "–—−‐",
    "*": "×",
    "/": "÷",
    "...": "…",
    ".": "。",
    ",": "、",
    "<=": "≤",
    ">=": "≥",
    "!=": "≠",
  }).flatMap(([sign, others]) => [...others].map((other) => [other, sign])),
);

/** "Invalid character." */
const invalidCharacter = 1127;

/** The source with ASCII's signs in place of those at which TypeScript stumbles; `undefined` if it does not, or at others. */
export function withAsciiSigns(source: string, diagnostics: readonly Diagnostic[]): string | undefined {
  const isMeant = diagnostics.some(
    ({ code, file, start }) =>
      code === invalidCharacter && plainSign(file?.text[start ?? 0] ?? "") !== undefined,
  );
  if (!isMeant) return undefined;
  const withQuotes = outsideStrings(source, (sign) =>
    /["']/.test(plainSign(sign) ?? "") ? plainSign(sign) : sign,
  );
  return outsideStrings(withQuotes, plainSign);
}

/** A text in single quotes with an apostrophe: `'it's fine'`. */
const withApostrophe = /(?<!\w)'([^'"\n]*\w'\w(?:[^'"\n]|(?<=\w)'(?=\w))*)'(?!\w)/g;

/** The source with double quotes around such texts, if that is all that it lacks. */
export function withDoubleQuotes(source: string): string | undefined {
  const quoted = source.replace(withApostrophe, '"$1"');
  return quoted !== source && !isWhole(source) && isWhole(quoted) ? quoted : undefined;
}

/** Replaces the signs outside of strings and comments. */
function outsideStrings(source: string, replacement: (sign: string) => string | undefined): string {
  const parts = source.split(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|(?:\/\/|#).*)/);
  const replaced = (part: string) => part.replace(/[^\0-\x7f]/g, (sign) => replacement(sign) ?? sign);
  return parts.map((part, index) => (index % 2 === 1 ? part : replaced(part))).join("");
}

/** Full-width forms follow ASCII's order. */
function plainSign(sign: string): string | undefined {
  const code = sign.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return Object.hasOwn(ascii, sign) ? ascii[sign] : undefined;
}

/** The lines of a text that another one does not have in the same place. */
export function changedLines(source: string, changed: string): string[] {
  const lines = source.split("\n");
  return changed.split("\n").filter((line, index) => line !== lines[index]);
}
