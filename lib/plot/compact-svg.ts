/**
 * A drawing of plotly's in fewer bytes, and the same to the eye: markers of one form and style are written once and then
 * named at each of their places, bars of one style and the pieces of a line with gaps are one path.
 */
export function compactSvg(svg: string): string {
  return compactMarkers(mergedBars(mergedLines(svg)));
}

const MARKER =
  /<path class="point" transform="translate\(([-\d.]+),([-\d.]+)\)" ((?:d|style)="[^"]+" (?:d|style)="[^"]+")\/>/g;
const MARKERS = /<g class="points">((?:<path class="point" [^>]*\/>)+)<\/g>/g;

function compactMarkers(svg: string): string {
  // plotly's own id of the drawing keeps ids apart where several drawings share a page.
  const prefix = /id="defs-([0-9a-f]+)"/.exec(svg)?.[1] ?? "";
  let forms = 0;
  return svg.replace(MARKERS, (whole, inner: string) => {
    const markers = [...inner.matchAll(MARKER)];
    // Some have attributes of their own: such a group stays as it is.
    if (markers.map(([text]) => text).join("") !== inner || markers.length < 3) return whole;
    const places = new Map<string, string[]>();
    for (const [, x, y, form] of markers) {
      if (!places.has(form)) places.set(form, []);
      places.get(form)?.push(`x="${tenth(x)}" y="${tenth(y)}"`);
    }
    const groups = [...places].map(([form, at]) => {
      const id = `${prefix}m${forms++}`;
      // Colours are the group's, which its markers take over: rules of a page do not reach into a `use`.
      const style = /style="([^"]+)"/.exec(form)?.[1] ?? "";
      const opacity = /(?:^|; )opacity: [\d.]+/.exec(style)?.[0].replace("; ", "") ?? "";
      const d = / ?d="[^"]+"/.exec(form)?.[0].trim();
      const uses = at.map((place) => `<use href="#${id}" ${place}/>`).join("");
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

/** Neighbours of one style as one. */
function merged(pieces: RegExpMatchArray[], write: (style: string, d: string) => string): string {
  const runs: { style: string; d: string }[] = [];
  for (const [, style, d] of pieces) {
    const last = runs.at(-1);
    if (last?.style === style) last.d += d;
    else runs.push({ style, d });
  }
  return runs.map(({ style, d }) => write(style, d)).join("");
}

function tenth(coordinate: string): string {
  return String(Math.round(Number(coordinate) * 10) / 10);
}
