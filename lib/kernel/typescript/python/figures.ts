import { NoTranslation } from "./syntax.ts";

/** True for a module that only draws, by its name or the one that notebooks give it. */
export const isDrawing = (name: string): boolean =>
  /^(plt|sns|px|matplotlib(\.pyplot)?|seaborn|plotly\.express)$/.test(name);

/** True for a statement about a figure that has no counterpart: figures show themselves, and have a title and labels. */
export const isAboutFigure = (code: string): boolean =>
  /^(plt\.(figure|grid|legend|show|tight_layout|title|xlabel|xlim|ylabel|ylim)|sns\.(set|set_style|set_theme))\(/.test(
    code,
  );

/**
 * A call of matplotlib, seaborn or plotly.express as one of lib/plot.
 *
 * @param path such as `plt.hist`
 * @throws NoTranslation for calls and arguments without a counterpart
 */
export function figureCall(path: string, values: string[], named: [string, string][]): string {
  const options = Object.fromEntries(named);
  const [module, name] = path.split(".");
  // Of these the first argument is the frame, and columns are told by their names.
  const { data = module === "px" ? values[0] : undefined } = options;
  const [first, second] = module === "px" ? [] : values;
  const { x = first, y = second, hue = options.c ?? options.color } = options;
  switch (name) {
    case "hist":
    case "histogram":
    case "histplot":
      return histogram(x, options.bins ?? options.nbins, data);
    case "scatter":
    case "scatterplot":
      return points(x, y, hue, data);
    case "bar":
    case "plot": {
      const [, history] = /^(.+)\.history(?:\.\w+|\[[^\]]*\])$/.exec(y ?? x ?? "") ?? [];
      if (history !== undefined) return `learningCurves(${history})`;
      const trace = y === undefined ? `y: ${x}` : `x: ${x}, y: ${y}`;
      const isCurve =
        values.length > 0 &&
        values.slice(2).every((one) => /^["']/.test(one)) &&
        data === undefined &&
        !/^["']/.test(y ?? "");
      if (!isCurve) throw new NoTranslation(path);
      const type = name === "bar" ? "bar" : "scatter";
      return `new Figure([{ type: "${type}", ${trace} }], { width: 600, height: 400 }, "a ${name === "bar" ? "bar chart" : "curve"}")`;
    }
    default:
      throw new NoTranslation(path);
  }
}

/** `histplot(values, { bins })`. */
export function histogram(values?: string, bins?: string, frame?: string): string {
  if (values === undefined) throw new NoTranslation("a histogram");
  return `histplot(${columnOf(frame, values)}${bins === undefined ? "" : `, { bins: ${bins} }`})`;
}

/** `scatterplot(x, y, { hue })`, with the names of columns as labels. */
export function points(x?: string, y?: string, hue?: string, frame?: string): string {
  if (x === undefined || y === undefined) throw new NoTranslation("a scatter plot");
  const options = [
    ...(hue === undefined || (frame === undefined && /^["']/.test(hue))
      ? []
      : [`hue: ${columnOf(frame, hue)}`]),
    ...(frame === undefined ? [] : [`xLabel: ${x}`, `yLabel: ${y}`]),
  ];
  const last = options.length === 0 ? "" : `, { ${options.join(", ")} }`;
  return `scatterplot(${columnOf(frame, x)}, ${columnOf(frame, y)}${last})`;
}

const columnOf = (frame: string | undefined, value: string) =>
  frame === undefined || !/^["']/.test(value) ? value : `${frame}[${value}]`;
