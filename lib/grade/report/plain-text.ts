import { readableName } from "../submission/file-names.ts";

/**
 * Control characters and invisible characters: Unicode's control and format characters, line and paragraph separators, lone
 * surrogates, default ignorable characters and the blank Braille pattern.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Untrusted text on one line, such as a file name. Invisible characters appear as `\u202e`. */
export const plainText = (text: string): string => readableName(text).replaceAll(INVISIBLE, escaped);

/** Like `plainText`, but keeps newlines and tabs. */
export const plainLines = (text: string): string =>
  readableName(text)
    .replaceAll("\r\n", "\n")
    .replaceAll(INVISIBLE, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));

/** JSON's escape sequence. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");

/** `1 cell`, `2 cells`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** A list that names the first of its items: `a, b and 3 more`. */
export const listed = (items: readonly string[], most = 5, separator = ", "): string =>
  items.slice(0, most).join(separator) + (items.length > most ? ` and ${items.length - most} more` : "");
