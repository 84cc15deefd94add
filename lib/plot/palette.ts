/**
 * Colours that stay apart for colour-blind readers, on light and on dark paper (Okabe & Ito, "Color Universal Design",
 * 2008), strongest contrast first.
 */
export const PALETTE = ["#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"] as const;
