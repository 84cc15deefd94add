// @ts-nocheck
// Puts plotly's own figure in the place of each drawing, in the colours of the reader's theme. Where this does not run,
// or a figure fails, the drawing stays.
(() => {
  // lib/plot/theme.ts has the same colours.
  const DARK = { "#fefefe": "#16181d", "#24292f": "#e6e9ee", "#808892": "#818995", "#e2e6ea": "#343a44" };
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const themed = (value) => {
    if (typeof value === "string") return (dark.matches && DARK[value.toLowerCase()]) || value;
    if (Array.isArray(value)) return value.map(themed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, themed(item)]));
  };

  for (const figure of document.querySelectorAll("figure.plotly")) {
    const { data, layout } = JSON.parse(figure.querySelector("script").textContent);
    const drawing = figure.querySelector("img");
    const graph = document.createElement("div");
    const draw = () => Plotly.react(graph, themed(data), themed(layout), { displaylogo: false });
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
