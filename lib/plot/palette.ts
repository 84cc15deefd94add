/**
 * Colours that stay apart for colour-blind readers and have a contrast of 3 and more with light and with dark paper:
 * four of Okabe & Ito ("Color Universal Design", 2008), the blue a shade lighter; their other ones fade on white.
 */
export const PALETTE = ["#D55E00", "#0F7BBD", "#009E73", "#CC79A7"] as const;

/** Beside its colour, a class is known by its symbol. */
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
