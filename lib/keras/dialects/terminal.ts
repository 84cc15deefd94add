/** The terminal as Python's `rich` sees it: how wide it is, which colours and which characters it has. */
import type { Span, Style } from "./types.ts";

/** Escape sequences that start a style, in 256 colours and in 16. */
const CODES: Readonly<Record<Style, readonly [colours256: string, colours16: string]>> = {
  bold: ["1", "1"],
  number: ["38;5;34", "32"],
  none: ["38;5;45", "96"],
  symbol: ["38;5;33", "94"],
  yes: ["1;38;5;34", "1;32"],
  no: ["1;91", "1;91"],
};

/** Columns of the terminal: `COLUMNS`, or those of the standard output, or 80. */
export function columns(): number {
  const { COLUMNS } = process.env;
  if (COLUMNS !== undefined && /^[1-9]\d*$/.test(COLUMNS)) return Number(COLUMNS);
  return process.stdout.columns || 80;
}

/** 0 without colours, 16 or 256. */
export function colours(): 0 | 16 | 256 {
  const { FORCE_COLOR = "", NO_COLOR = "", TERM = "", COLORTERM = "" } = process.env;
  if (NO_COLOR !== "" || !(FORCE_COLOR !== "" || process.stdout.isTTY)) return 0;
  if (/^(?:truecolor|24bit)$/i.test(COLORTERM.trim())) return 256;
  if (/^(?:dumb|unknown)$/i.test(TERM.trim())) return 0;
  return /-256color$/.test(TERM.trim()) ? 256 : 16;
}

/** True if Python would write ASCII only: if asked to, or in the C locale with UTF-8 mode off. */
export function isAscii(): boolean {
  const { PYTHONIOENCODING = "", LC_ALL, LC_CTYPE, LANG, PYTHONUTF8, PYTHONCOERCECLOCALE } = process.env;
  if (PYTHONIOENCODING !== "") return /^(?:us-)?ascii\b/i.test(PYTHONIOENCODING);
  const language = LC_ALL || LC_CTYPE || LANG || "C";
  return /^(?:C|POSIX)$/.test(language) && PYTHONUTF8 === "0" && PYTHONCOERCECLOCALE === "0";
}

/** The text with the escape sequences of its styles. */
export function withEscapes(spans: readonly Span[], colours: 0 | 16 | 256): string {
  return spans
    .map(({ text, style }) => {
      if (colours === 0 || style === undefined || text === "") return text;
      return `\x1b[${CODES[style][colours === 256 ? 0 : 1]}m${text}\x1b[0m`;
    })
    .join("");
}
