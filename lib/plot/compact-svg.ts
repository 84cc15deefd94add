/**
 * Shrinks an SVG drawn by plotly without changing what it looks like: each marker shape is defined once and referenced
 * with `<use>`, and adjacent bars or line segments of the same style are merged into one path.
 */
export function compactSvg(svg: string): string {
  return compactMarkers(mergedBars(mergedLines(svg)));
}

const MARKER =
  /<path class="point" transform="translate\(([-\d.]+),([-\d.]+)\)" ((?:d|style)="[^"]+" (?:d|style)="[^"]+")\/>/g;
const MARKERS = /<g class="points">((?:<path class="point" [^>]*\/>)+)<\/g>/g;

function compactMarkers(svg: string): string {
  // plotly's own id keeps ours unique when several drawings share a page.
  const prefix = /id="defs-([0-9a-f]+)"/.exec(svg)?.[1] ?? "";
  let shapes = 0;
  return svg.replace(MARKERS, (whole, inner: string) => {
    const markers = [...inner.matchAll(MARKER)];
    // A group whose markers have other attributes is left as it is.
    if (markers.map(([text]) => text).join("") !== inner || markers.length < 3) return whole;
    const positions = new Map<string, string[]>();
    for (const [, x, y, shape] of markers) {
      if (!positions.has(shape)) positions.set(shape, []);
      positions.get(shape)?.push(`x="${tenth(Number(x))}" y="${tenth(Number(y))}"`);
    }
    const groups = [...positions].map(([shape, at]) => {
      const id = `${prefix}m${shapes++}`;
      // Colours are set on the group and inherited: a page's CSS rules do not match inside `<use>`.
      const style = /style="([^"]+)"/.exec(shape)?.[1] ?? "";
      const opacity = /(?:^|; )opacity: [\d.]+/.exec(style)?.[0].replace("; ", "") ?? "";
      const d = / ?d="[^"]+"/.exec(shape)?.[0].trim();
      const uses = at.map((position) => `<use href="#${id}" ${position}/>`).join("");
      return `<defs><path id="${id}" ${d} style="${opacity}"/></defs><g style="${style.replace(/(^|; )opacity: [\d.]+;? ?/, "$1")}">${uses}</g>`;
    });
    return `<g class="points">${groups.join("")}</g>`;
  });
}

const BAR = /<g class="point"><path style="([^"]*)" d="([^"]*)"\/><\/g>/g;
const BARS = /(?:<g class="point"><path style="[^"]*" d="[^"]*"\/><\/g>)+/g;

function mergedBars(svg: string): string {
  return svg.replace(BARS, (whole) =>
    merged(
      [...whole.matchAll(BAR)].filter(([, , d]) => d !== "M0,0Z"),
      (style, d) => `<g class="point"><path style="${style}" d="${d}"/></g>`,
    ),
  );
}

const LINE = /<path class="js-line" style="([^"]*)" d="([^"]*)"\/>/g;
const LINES = /(?:<path class="js-line" style="[^"]*" d="[^"]*"\/>)+/g;

function mergedLines(svg: string): string {
  return svg.replace(LINES, (whole) =>
    merged([...whole.matchAll(LINE)], (style, d) => `<path class="js-line" style="${style}" d="${d}"/>`),
  );
}

/** Joins the paths of neighbours that share a style. */
function merged(elements: RegExpMatchArray[], write: (style: string, d: string) => string): string {
  const runs: { style: string; d: string }[] = [];
  for (const [, style, d] of elements) {
    const last = runs.at(-1);
    if (last?.style === style) last.d += d;
    else runs.push({ style, d });
  }
  return runs.map(({ style, d }) => write(style, d)).join("");
}

/** Rounds to tenths of a pixel. */
export const tenth = (value: number) => String(Math.round(value * 10) / 10);
