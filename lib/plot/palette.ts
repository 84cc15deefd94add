/**
 * Colours that colour-blind readers can tell apart, with a contrast of at least 3 on light and dark backgrounds: four of
 * Okabe & Ito ("Color Universal Design", 2008), the blue a shade lighter. Their others are too pale on white.
 */
export const PALETTE = ["#D55E00", "#0F7BBD", "#009E73", "#CC79A7"] as const;

/** Each class also has its own symbol, so that colour is not the only difference. */
export const SYMBOLS = [
  "circle",
  "diamond",
  "square",
  "triangle-up",
  "cross",
  "star",
  "hexagon",
  "x",
] as const;

/** Style of the `i`-th of several lines: its own colour, plus markers once the palette is used up. */
export function seriesLine(i: number, dash?: "dash"): Record<string, unknown> {
  const color = PALETTE[i % PALETTE.length];
  const line = dash === undefined ? { color } : { color, dash };
  const round = Math.floor(i / PALETTE.length);
  if (round === 0) return { mode: "lines", line };
  return { mode: "lines+markers", line, marker: { color, symbol: SYMBOLS[round % SYMBOLS.length], size: 7 } };
}
