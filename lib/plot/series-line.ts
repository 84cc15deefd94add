import type { PlotlyObject } from "./figure.ts";
import { PALETTE, SYMBOLS } from "./palette.ts";

/** How the `i`-th of several lines is drawn: in a colour of its own, and once these are used up with markers too. */
export function seriesLine(i: number, dash?: "dash"): PlotlyObject {
  const color = PALETTE[i % PALETTE.length];
  const line = dash === undefined ? { color } : { color, dash };
  const round = Math.floor(i / PALETTE.length);
  if (round === 0) return { mode: "lines", line };
  return { mode: "lines+markers", line, marker: { color, symbol: SYMBOLS[round % SYMBOLS.length], size: 7 } };
}
