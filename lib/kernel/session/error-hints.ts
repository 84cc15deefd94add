import { isDataFrame, separatorHint } from "../../table/data-frame-table.ts";
import { isOurs } from "../own-packages.ts";
import { formerMethod } from "../typescript/python/former-names.ts";

/** The counterparts in danfojs of methods of pandas. */
const instead: Record<string, string> = {
  info: "`ctypes` with the types of the columns, and `shape`",
  to_numpy: "`values`",
  isnull: "`isNa()`",
  isna: "`isNa()`",
  dropna: "`dropNa()`",
  fillna: "`fillNa(value)`",
  value_counts: "`valueCounts()`",
  nunique: "`nUnique()`",
  sort_values: "`sortValues(column)`",
  set_index: "`setIndex({ column })`",
  reset_index: "`resetIndex()`",
  drop_duplicates: "`dropDuplicates()` of a column",
  astype: "`asType(column, type)`",
  to_csv: '`toCSV(frame, { filePath: "a.csv" })`, a function',
  corr: "none; `scatterMatrix(frame)` from lib/plot draws each pair of columns",
  hist: "none; `histplot(values)` from lib/plot draws a histogram",
  tolist: "`values`",
  pop: "none; `drop({ columns: [column] })` gives the frame without the column",
  iterrows: "`values`, an array of rows for `for (const row of frame.values)`",
};

/** Remedies for errors whose messages give none. */
const remedies: [message: RegExp, remedy: string | ((...groups: string[]) => string | undefined)][] = [
  // Frames have columns as properties, so that TypeScript finds nothing wrong.
  [
    /\.(\w+) is not a function$/,
    (name) =>
      Object.hasOwn(instead, name)
        ? `\`${name}\` is a method of pandas. danfojs has ${instead[name]}.`
        : formerMethod(name),
  ],
  [
    /^Cannot calculate \w+, unexpected type of argument \(type: null/,
    "Values are missing: fill them in with `fillNa(value)`, or leave those rows out with `dropNa()`.",
  ],
  [
    /^(?:self|window|document) is not defined$/,
    'That is code for a page, and a cell has none. Figures of plotly: `import { Figure } from "../lib/plot";`, then `new Figure(traces, { width: 600, height: 400 }, "what it shows")`.',
  ],
  [
    /^Not supported in NodeJS$/,
    'Figures are in lib/plot: `import { histplot, scatterplot } from "../lib/plot";`, then `histplot(frame["Age"])`.',
  ],
  [
    /expected min_ndim=2, found ndim=1/,
    "Data, which comes before the targets, has a row for each sample, also for a single one: `[[0, 1]]`, with brackets around it.",
  ],
  [
    /^Expected 2D array, got 1D array/,
    "Of a list of numbers, `values.map((value) => [value])` makes rows with one feature each.",
  ],
  [
    /`target` and `output` must have the same shape\. Received: target\.shape=\(\d+,(?: 1)?\), output\.shape=\(\d+, (?!1\))\d+\)$/,
    'For class numbers as targets the loss is "sparse_categorical_crossentropy"; "categorical_crossentropy" takes the rows that `toCategorical(y)` makes of them.',
  ],
  [
    /Received: [xy]=a dictionary of \[.*'(?:epochs|batchSize|verbose|callbacks|validation)/,
    "The options come behind the targets: `fit(X, y, { epochs: 5 })`.",
  ],
  [
    /^This model has not yet been built\./,
    "For example with `new Dense(8, { inputShape: [2] })` as the first layer, for samples of two values.",
  ],
  [/You must call `compile\(\)`/, 'For example `model.compile({ optimizer: "adam", loss: "mse" });`.'],
  [
    // A browser's message for a part of the site: of Chromium and Firefox, and of Safari.
    /dynamically imported module|^Importing a module script failed/i,
    "Are you offline? Connect, and run the cell again. If that does not help, reload the page: the site may have changed. Notebooks and outputs stay.",
  ],
  [
    /^Failed to parse URL from (?!\w+:)(.*)/,
    (path) =>
      `\`fetch\` takes addresses that begin with https://. Of a file \`readFileSync("${path}", "utf8")\` gives the text, with \`import { readFileSync } from "node:fs";\`.`,
  ],
  [
    // Browsers' messages for `fetch`: of Chromium, Firefox and Safari.
    /^(?:Failed to fetch|NetworkError when attempting to fetch resource\.|Load failed)$/,
    "A page reads a file of another site only online, and only if that site allows it. Download the file, and drag it into the file browser beside the notebook.",
  ],
  [
    /must be a Tensor or TensorLike, but got '(?:Keras)?Variable'$/,
    "The values of a weight are `weight.read()`, a tensor.",
  ],
  [
    /^variableGrads\(\) expects at least one .* none of the 0 variables is trainable\.$/,
    "Outside of a `trainStep` write `optimizer.minimize(() => …, model.trainableWeights)`, with a function that computes the loss.",
  ],
  [
    /\bJSON\b.* at position \d+|^Unexpected end of JSON input$/,
    'In JSON, names and texts stand in double quotes, and no comma follows the last value: `{"units": 8, "activation": "relu"}`.',
  ],
  [
    // TypeScript finds nothing wrong with `require`.
    /^Cannot find (?:module|package) '([^']+)'/,
    (name) =>
      !isOurs(name)
        ? undefined
        : /^[kt]/.test(name)
          ? 'Keras is in lib/keras: `import * as keras from "../lib/keras";`'
          : 'scikit-learn is in lib/sklearn, by its modules: `import { StandardScaler } from "../lib/sklearn/preprocessing";`',
  ],
  [
    // The bundler puts `_` in front of the names of some classes.
    /^Class constructor _?([\w$]+) cannot be invoked without 'new'$/,
    (name) => `An object of a class is made with \`new\`: \`new ${name}(…)\`.`,
  ],
  [
    /^(?:ENOENT\b|Cannot find module '\.[^']*'\n)/,
    // A cell may have changed the folder.
    () => `Paths begin in the notebook's folder, ${process.cwd()}.`,
  ],
];

/**
 * A sentence on what to write, for the message of an error that a cell has thrown.
 *
 * @param variable gives the value of a variable
 * @param line of the cell that threw it
 */
export function errorHint(
  message: string,
  variable: (name: string) => unknown,
  line = "",
  column = 1,
): string | undefined {
  for (const [pattern, remedy] of remedies) {
    const found = pattern.exec(message);
    if (found === null) continue;
    const text = typeof remedy === "string" ? remedy : remedy(...found.slice(1));
    if (text !== undefined) return text;
  }
  return (
    listMember(message, variable) ??
    missingValue(message, line, column, variable) ??
    targetAmongInputs(message, line, variable)
  );
}

/**
 * The expression whose member was read, in the line where it was `undefined` or `null`; of a frame, also which columns there are,
 * and of a list, how many elements.
 */
function missingValue(
  message: string,
  line: string,
  column: number,
  variable: (name: string) => unknown,
): string | undefined {
  const [, value, member] =
    /^Cannot read properties of (undefined|null) \(reading '(.+)'\)$/.exec(message) ?? [];
  const at = line[column - 1] === "." ? column : column - 1;
  const isIndex = line[at] === "[";
  const isHere = member !== undefined && (isIndex || line.startsWith(member, at));
  const before = line.slice(0, isIndex ? at : at - 1);
  const [, expression] = /([\w$]+(?:\.[\w$]+|\[[^[\]]*\]|\([^()]*\))*)[!?]?$/.exec(before) ?? [];
  if (!isHere || expression === undefined) return undefined;
  const [, name = ""] = /^([\w$]+)(?:\.[\w$]+|\[[^[\]]*\])$/.exec(expression) ?? [];
  const frame = variable(name);
  const text = `\`${expression}\` is ${value}.`;
  if (Array.isArray(frame)) return `${text} \`${name}\` has ${frame.length} elements, counted from 0.`;
  return isDataFrame(frame) ? `${text} ${separatorHint(frame) ?? columnNames(name, frame)}` : text;
}

/** A list that was called like one of its elements: `loss.toFixed(3)` for the result of `evaluate`. */
function listMember(message: string, variable: (name: string) => unknown): string | undefined {
  const [, name, member] = /^([\w$]+)\.([\w$]+) is not a function$/.exec(message) ?? [];
  const list = name === undefined ? undefined : variable(name);
  if (!Array.isArray(list) || typeof list[0]?.[member] !== "function") return undefined;
  return `\`${name}\` is a list of ${list.length} values: \`${name}[0].${member}(…)\` is of the first.`;
}

/** `frame["no such"]` as the last expression of a cell. */
export function missingColumn(source: string, variable: (name: string) => unknown): string | undefined {
  const [, name, column, text = column] =
    /(?:^|[\n;])\s*([\w$]+)(?:\[["'`]([^"'`]*)["'`]\]|\.(\w+));?\s*$/.exec(source) ?? [];
  const frame = name === undefined ? undefined : variable(name);
  if (!isDataFrame(frame) || frame.columns.includes(text)) return undefined;
  return `\`${name}\` has no column ${JSON.stringify(text)}. ${separatorHint(frame) ?? columnNames(name, frame)}`;
}

/** `model.fit(frame, y)` and `model.predict(frame)`, where the frame has the targets, too. */
function targetAmongInputs(
  message: string,
  line: string,
  variable: (name: string) => unknown,
): string | undefined {
  const [, wanted, received] =
    /to have value (\d+), but received input with shape \(None, (\d+)\)$/.exec(message) ?? [];
  const [, name = ""] = /\.(?:fit|evaluate|predict)\(([\w$]+)\b(?!.*\b\1\b)/.exec(line) ?? [];
  const frame = variable(name);
  return Number(received) === Number(wanted) + 1 && isDataFrame(frame) && frame.columns.includes("target")
    ? `\`${name}\` has the targets among the inputs: \`${name}.drop({ columns: ["target"] })\` leaves them out.`
    : undefined;
}

function columnNames(name: string, { columns }: { readonly columns: readonly string[] }): string {
  const names = columns.slice(0, 20).map((column) => JSON.stringify(column));
  return `The columns of \`${name}\` are ${names.join(", ")}${columns.length > 20 ? ", …" : ""}.`;
}
