import type { PlotlyObject } from "./figure-json.ts";
import { PALETTE, SYMBOLS } from "./palette.ts";

/** Style of the `i`-th of several lines: its own colour, plus markers once the palette is used up. */
export function seriesLine(i: number, dash?: "dash"): PlotlyObject {
  const color = PALETTE[i % PALETTE.length];
  const line = dash === undefined ? { color } : { color, dash };
  const round = Math.floor(i / PALETTE.length);
  if (round === 0) return { mode: "lines", line };
  return { mode: "lines+markers", line, marker: { color, symbol: SYMBOLS[round % SYMBOLS.length], size: 7 } };
}
