import { NoTranslation } from "./syntax.ts";

/** True for a module that only draws, by its name or the one that notebooks give it. */
export const isDrawing = (name: string): boolean =>
  /^(plt|sns|px|go|matplotlib(\.pyplot)?|seaborn|plotly\.(express|graph_objects))$/.test(name);

/** True for a statement about a figure that has no counterpart: figures show themselves, and have a title and labels. */
export const isAboutFigure = (code: string): boolean =>
  /^([\w, ()]+ = plt\.subplots|plt\.(figure|grid|legend|show|subplot|suptitle|tight_layout|title|xlabel|xlim|ylabel|ylim)|sns\.(set|set_style|set_theme))\(/.test(
    code,
  );

/** `plt.xlabel(…)` for `ax.set_xlabel(…)`, of what `plt.subplots()` has made; other code as it is. */
export function onPyplot(code: string, cell: string): string {
  const [receiver = "", name] = /^(\w+)(?:\[[^\]]*\])*\.(?:set_)?(?=\w)/.exec(code) ?? [];
  const isMade = name !== undefined && RegExp(`\\b${name}\\b[\\w, ()]* = plt\\.subplots\\(`).test(cell);
  return isMade ? `plt.${code.slice(receiver.length)}` : code;
}

/**
 * A call of matplotlib, seaborn or plotly as one of lib/plot.
 *
 * @param path such as `plt.hist`
 * @throws NoTranslation for calls and arguments without a counterpart
 */
export function figureCall(path: string, values: string[], named: [string, string][]): string {
  const options = Object.fromEntries(named);
  const [module, name] = path.split(".");
  if (module === "go") return graphObject(name, values, options);
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
      const label = options.label === undefined ? "" : `, name: ${options.label}`;
      return `new Figure([{ type: "${type}", ${trace}${label} }], { width: 600, height: 400 }, "a ${name === "bar" ? "bar chart" : "curve"}")`;
    }
    default:
      throw new NoTranslation(path);
  }
}

/** `go.Scatter(…)` and the like as objects of plotly, `go.Figure(…)` as a figure of them. */
function graphObject(name: string, values: string[], named: Record<string, string>): string {
  const [first = "[]", second = "{}", ...others] = values;
  const isPart = name !== "Figure";
  if (others.length > 0 || (isPart && values.length > 0)) throw new NoTranslation(`go.${name}`);
  if (name === "Layout") return plotlyObject(named);
  if (isPart) return plotlyObject({ type: JSON.stringify(name.toLowerCase()), ...named });
  const { data = first, layout = second, ...rest } = named;
  if (Object.keys(rest).length > 0) throw new NoTranslation("go.Figure");
  const entries = layout.startsWith("{") ? layout.slice(1, -1).trim() : `...${layout}`;
  const size = /\bwidth\b.*: /.test(entries) ? "" : "width: 600, height: 400";
  const whole = [size, titled(entries)].filter((one) => one !== "").join(", ");
  return `new Figure(${data.startsWith("{") ? `[${data}]` : data}, { ${whole} }, "a figure")`;
}

/** A method that changes a figure of plotly; `undefined` for others. */
export function figureMethod(
  figure: string,
  name: string,
  values: string[],
  named: [string, string][],
): string | undefined {
  const options = Object.fromEntries(named);
  const [, trace] = /^add_(\w+)$/.exec(name) ?? [];
  if (name === "show") return `display(${figure})`;
  if (name === "add_trace" && values.length === 1 && named.length === 0)
    return `${figure}.data.push(${values[0]})`;
  if (/^(scatter|bar|histogram|heatmap|box)$/.test(trace ?? "") && values.length === 0)
    return `${figure}.data.push(${plotlyObject({ type: JSON.stringify(trace), ...options })})`;
  if (name === "update_layout" && values.length === 0)
    return `Object.assign(${figure}.layout, ${plotlyObject(options)})`;
  return undefined;
}

/** Plotly's options, in which `xaxis_title="epoch"` is the title of the x axis. */
function plotlyObject(options: Record<string, string>): string {
  const groups = new Map<string, Record<string, string>>();
  for (const [name, value] of Object.entries(options)) {
    const [, head, rest = ""] = /^([^_]+)(?:_(.+))?$/.exec(name) ?? [];
    if (head === undefined) throw new NoTranslation(name);
    groups.set(head, { ...groups.get(head), [rest]: value });
  }
  const entries = [...groups].map(
    ([name, { "": value, ...parts }]) => `${name}: ${value ?? plotlyObject(parts)}`,
  );
  return entries.length === 0 ? "{}" : titled(`{ ${entries.join(", ")} }`);
}

/** Titles that are texts as plotly.js takes them. */
const titled = (code: string) => code.replace(/(\btitle["']?): (["'`][^"'`]*["'`])/g, "$1: { text: $2 }");

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
