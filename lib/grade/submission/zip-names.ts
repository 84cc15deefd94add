/** DOS' letters from 0x80 to 0xa5, which Windows writes into zip files in western countries. */
const DOS = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑ";

const dosText = (bytes: Buffer) =>
  [...bytes.toString("latin1")]
    .map((character) => DOS[character.charCodeAt(0) - 0x80] ?? (character === "\xe1" ? "ß" : character))
    .join("");
const decoder = (encoding: string) => (bytes: Buffer) =>
  new TextDecoder(encoding, { fatal: true }).decode(bytes);

/** The commonest Korean family names. Read as GBK, only the bytes of one of them (홍, 全) are a Chinese family name, a rare one. */
const KOREAN_NAME =
  /^[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하]\p{Script=Hangul}{1,3}$/u;

/** Encodings, what a word with other characters than ASCII's looks like if it is written in this one, and one word at least. */
const ENCODINGS: [decode: (bytes: Buffer) => string, word: RegExp, one?: RegExp][] = [
  [decoder("utf-8"), /^/],
  [decoder("ibm866"), /^\p{Script=Cyrillic}{2,}$/u],
  [decoder("shift_jis"), /^[a-z]*[\p{Script=Han}\p{Script=Hiragana}\u30a0-\u30ff]{2,}[a-z]*$/iu],
  [decoder("euc-kr"), /^[a-z]*\p{Script=Hangul}+[a-z]*$/iu, KOREAN_NAME],
  [decoder("gb18030"), /^\p{Script=Han}{2,}$/u],
  [dosText, /^(?=.*[a-z])(?=.*[^a-zß])[a-zß\u00c0-\u017f]+$/iu],
];

/**
 * A name in a zip file that was written without UTF-8's mark, and read as Latin-1: in the encoding of which all of its words are.
 *
 * @returns the name as it is if none fits
 *
 * @example zipName("M\x81ller") // "Müller"
 */
export function zipName(name: string): string {
  if (!/[\x80-\xff]/.test(name) || /[^\0-\xff]/.test(name)) return name;
  for (const [decode, word, one = word] of ENCODINGS) {
    try {
      const text = decode(Buffer.from(name, "latin1"));
      const words = text.match(/[a-z]*[^\0-\x7f]+(?:[a-z]+[^\0-\x7f]+)*[a-z]*/gi) ?? [];
      if (words.every((part) => word.test(part)) && words.some((part) => one.test(part))) return text;
    } catch {
      // It has bytes that the encoding does not.
    }
  }
  return name;
}
