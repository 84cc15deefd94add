import { readableName } from "../submission/file-names.ts";

/**
 * Characters that a terminal or an editor obeys, and those that are not seen: control and format characters, line and
 * paragraph separators, lone surrogates, characters that are ignored or blank by definition.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Text of one line that anybody may have written, such as a file's name, with what is not seen as `\u202e`. */
export const plainText = (text: string): string => readableName(text).replaceAll(UNSEEN, escaped);

/** The same of text in several lines: line ends and tabs stay. */
export const plainLines = (text: string): string =>
  readableName(text)
    .replaceAll("\r\n", "\n")
    .replaceAll(UNSEEN, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));

/** As JSON has it. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");
