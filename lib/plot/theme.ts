import { rgbOf } from "./contrast.ts";
import { PALETTE } from "./palette.ts";

/** The colours of a figure that are not data, on light paper. None is plotly's own white, which it writes on dark cells. */
export const LIGHT = {
  paper: "#fefefe",
  ink: "#24292f",
  axis: "#808892",
  grid: "#e2e6ea",
} as const;

/** The same on dark paper. Data keep their colours: the palette is readable on both. */
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

/** Plotly's template of every figure: its own paper, so that it can be read on a page of any colour. */
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
 * CSS that turns a drawing dark where its reader's system is, or the page that it is part of. A viewer that does not know
 * such rules shows the light drawing, whole.
 */
export function darkStyle(scope: string): string {
  const rules = [`${scope}{background:${DARK.paper}!important}`, ...darkRules(scope)];
  return `@media (prefers-color-scheme:dark){${rules.join("")}}`;
}

/** CSS for each colour of the theme, found in the style attributes that plotly draws with. */
export function darkRules(scope: string): string[] {
  return (Object.keys(LIGHT) as (keyof typeof LIGHT)[]).flatMap((name) =>
    ["fill", "stroke"].map(
      (property) =>
        `${scope} [style*="${property}: ${rgb(LIGHT[name])}"]{${property}:${DARK[name]}!important}`,
    ),
  );
}

/** As a browser writes a colour: `rgb(36, 41, 47)`. */
function rgb(hex: string): string {
  return `rgb(${rgbOf(hex).join(", ")})`;
}
