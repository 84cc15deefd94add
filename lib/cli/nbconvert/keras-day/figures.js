// Replaces each drawing by plotly's interactive figure, in the colours of the reader's theme. If this does not run, or a figure
// fails, the drawing stays.

/**
 * The parts of a browser's page that are used here, because the project's types are Node's.
 *
 * @typedef {{ textContent: string, hidden: boolean, querySelector(selector: string): PageElement | null, prepend(child:
 *   PageElement): void, remove(): void, }} PageElement
 * @typedef {{ document: { querySelectorAll(selector: string): Iterable<PageElement>, createElement(tag: string): PageElement },
 *   matchMedia(query: string): { matches: boolean, addEventListener(type: "change", listener: () => void): void }, Plotly: {
 *   react(place: PageElement, data: unknown, layout: unknown, config: object): Promise<unknown> }, }} Page
 */

(() => {
  const page = /** @type {Page} */ (/** @type {unknown} */ (globalThis));
  // lib/plot/theme.ts has the same colours.
  /** @type {Record<string, string>} */
  const DARK = { "#fefefe": "#16181d", "#24292f": "#e6e9ee", "#808892": "#818995", "#e2e6ea": "#343a44" };
  const dark = page.matchMedia("(prefers-color-scheme: dark)");

  /** @type {(value: unknown) => unknown} */
  const themed = (value) => {
    if (typeof value === "string") return (dark.matches && DARK[value.toLowerCase()]) || value;
    if (Array.isArray(value)) return value.map(themed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, themed(item)]));
  };

  for (const figure of page.document.querySelectorAll("figure.plotly")) {
    const { data, layout } = JSON.parse(figure.querySelector("script")?.textContent ?? "{}");
    const drawing = figure.querySelector("img");
    const graph = page.document.createElement("div");
    const draw = () => page.Plotly.react(graph, themed(data), themed(layout), { displaylogo: false });
    figure.prepend(graph);
    draw().then(
      () => {
        if (drawing) drawing.hidden = true;
        dark.addEventListener("change", draw);
      },
      () => graph.remove(),
    );
  }
})();
