import { rgbOf } from "./contrast.ts";
import { PALETTE } from "./palette.ts";

/** Light theme. `paper` differs from plotly's own white, which is also the text colour on dark heat-map cells. */
export const LIGHT = {
  paper: "#fefefe",
  ink: "#24292f",
  axis: "#808892",
  grid: "#e2e6ea",
} as const;

/** Dark theme. Data keep their colours, which are readable on both. */
export const DARK: Record<keyof typeof LIGHT, string> = {
  paper: "#16181d",
  ink: "#e6e9ee",
  axis: "#818995",
  grid: "#343a44",
};

const axis = {
  gridcolor: LIGHT.grid,
  zerolinecolor: LIGHT.grid,
  linecolor: LIGHT.axis,
  tickcolor: LIGHT.axis,
  title: { standoff: 8 },
};

/** The plotly template of every figure. It sets a background, so that figures are readable on any page. */
export const TEMPLATE = {
  layout: {
    paper_bgcolor: LIGHT.paper,
    plot_bgcolor: LIGHT.paper,
    colorway: [...PALETTE],
    font: { color: LIGHT.ink, family: "Arial, Helvetica, sans-serif", size: 12 },
    title: { font: { size: 16 }, x: 0.5, xanchor: "center" },
    xaxis: axis,
    yaxis: axis,
    hoverlabel: { font: { family: "Arial, Helvetica, sans-serif" } },
  },
};

/**
 * CSS that switches a drawing to the dark theme if the reader's system or the surrounding page is dark. Viewers without
 * support for such rules show the light theme.
 */
export function darkStyle(scope: string): string {
  const rules = [`${scope}{background:${DARK.paper}!important}`, ...darkRules(scope)];
  return `@media (prefers-color-scheme:dark){${rules.join("")}}`;
}

/** One CSS rule per colour of the theme; it matches the style attributes that plotly writes. */
export function darkRules(scope: string): string[] {
  return (Object.keys(LIGHT) as (keyof typeof LIGHT)[]).flatMap((name) =>
    ["fill", "stroke"].map(
      (property) =>
        `${scope} [style*="${property}: ${rgb(LIGHT[name])}"]{${property}:${DARK[name]}!important}`,
    ),
  );
}

/** A colour as browsers serialize it: `rgb(36, 41, 47)`. */
function rgb(hex: string): string {
  return `rgb(${rgbOf(hex).join(", ")})`;
}
