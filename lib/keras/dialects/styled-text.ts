/** Text in several styles, and how Python's `rich` breaks it into lines. */
import type { Span, Style } from "./types.ts";

/** The text without its styles. */
function plain(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join("");
}

/** The characters `from … to` with their styles. */
function part(spans: readonly Span[], from: number, to: number): Span[] {
  const parts: Span[] = [];
  let at = 0;
  for (const { text, style } of spans) {
    const taken = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (taken !== "") parts.push(style === undefined ? { text: taken } : { text: taken, style });
    at += text.length;
  }
  return parts;
}

/**
 * Lines of at most `width` characters, broken between words.
 *
 * @param longWords a word that is longer than a line is continued on the next (`fold`) or ends in an ellipsis
 */
export function wrap(spans: readonly Span[], width: number, longWords: "fold" | "ellipsis"): Span[][] {
  const text = plain(spans);
  const starts = [0];
  let filled = 0;
  for (const { index, 0: word } of text.matchAll(/\s*\S+\s*/g)) {
    const length = word.trimEnd().length;
    if (width - filled >= length) {
      filled += word.length;
    } else if (length <= width) {
      if (filled > 0 && index > 0) starts.push(index);
      filled = word.length;
    } else if (longWords === "ellipsis") {
      if (index > 0) starts.push(index);
      filled = word.length;
    } else {
      for (let from = 0; from < word.length; from += width) {
        if (index + from > 0) starts.push(index + from);
        filled = Math.min(width, word.length - from);
      }
    }
  }
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? text.length;
    // Trailing spaces that do not fit are dropped.
    const visible = Math.max(start + width, start + text.slice(start, end).trimEnd().length);
    return cut(part(spans, start, Math.min(end, visible)), width);
  });
}

/** The first `width` characters; what is cut off is shown by an ellipsis. */
function cut(spans: readonly Span[], width: number): Span[] {
  if (plain(spans).length <= width) return [...spans];
  const [replaced] = part(spans, width - 1, width);
  return joined([...part(spans, 0, width - 1), { ...replaced, text: "…" }]);
}

/** The line with spaces up to the width. */
export function justified(
  line: readonly Span[],
  width: number,
  side: "left" | "right" | "center",
  style?: Style,
): Span[] {
  const spans = side === "left" ? line : trimmed(line);
  const missing = width - plain(spans).length;
  const before = side === "left" ? 0 : side === "right" ? missing : Math.floor(missing / 2);
  const space = (count: number): Span[] =>
    count <= 0 ? [] : [{ text: " ".repeat(count), ...(style && { style }) }];
  return joined([...space(before), ...spans, ...space(missing - before)]);
}

function trimmed(spans: readonly Span[]): Span[] {
  return part(spans, 0, plain(spans).trimEnd().length);
}

/** Joins neighbours of the same style. */
function joined(spans: readonly Span[]): Span[] {
  const parts: Span[] = [];
  for (const span of spans) {
    const last = parts.at(-1);
    if (last !== undefined && last.style === span.style)
      parts[parts.length - 1] = { ...last, text: last.text + span.text };
    else parts.push(span);
  }
  return parts;
}
