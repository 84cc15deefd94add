import { isDrawing } from "./figures.ts";
import { NoTranslation } from "./syntax.ts";
import type { Typed } from "./tensors.ts";

/** The counterparts of Python's packages, and of what they export, by their names. */
const counterparts: Record<string, string> = {
  numpy: "In place of numpy there are arrays, `[1, 2]`, their methods, and `Math`.",
  pandas: 'In place of pandas there is danfojs: `import * as pd from "danfojs-node";`.',
  "matplotlib seaborn plotly.express":
    'Figures are in lib/plot: `import { histplot, learningCurves, scatterplot } from "../lib/plot";`. At the end of a cell `learningCurves(history)` shows the losses of a fit, `histplot(values)` a histogram, `scatterplot(x, y)` points.',
  plotly:
    'Figures of plotly: `import { Figure } from "../lib/plot";`, then `new Figure(traces, { width: 600, height: 400 }, "what it shows")` at the end of a cell.',
  random:
    "In place of random there is `Math.random()`, from 0 to 1, which has no seed; `utils.setRandomSeed(42)` is for Keras' draws.",
  math: "In place of math there is `Math`: `Math.sqrt(2)`, `Math.PI`.",
  time: "In place of time there is `performance.now()`, in milliseconds: the difference of two is what lies between them.",
  json: "In place of json there is `JSON`: `JSON.stringify(value)`, `JSON.parse(text)`.",
  "os pathlib shutil":
    'In place of os there are `import os from "node:os";`, `import fs from "node:fs";`, `import path from "node:path";`.',
  sys: "In place of sys there is `process`: `process.argv`, `process.env`, `process.version`.",
  re: 'In place of re there are regular expressions: `/a+/.test(text)`, `text.match(/a+/)`, `text.replace(/a+/g, "b")`.',
  "joblib pickle":
    'Models are saved with `await model.save("model.keras")`, and read with `await models.loadModel("model.keras")`, where `models` is of lib/keras.',
  collections:
    "In place of collections there are objects: `counts[x] = (counts[x] ?? 0) + 1` counts, `(groups[x] ??= []).push(value)` makes lists.",
  torch: 'In place of torch there is Keras: `import { Dense, Sequential } from "../lib/keras";`.',
  Tensor: 'TensorFlow.js has the type: `import type { Tensor } from "@tensorflow/tfjs";`.',
  read_csv: 'danfojs reads tables: `import { readCSV } from "danfojs-node";`, then `await readCSV(path)`.',
  "load_diabetes load_digits make_classification make_regression":
    "lib/sklearn/datasets has `loadBreastCancer`, `loadIris`, `loadWine`, `makeBlobs`, `makeCircles` and `makeMoons`; danfojs reads other data: `await pd.readCSV(path)`.",
  LogisticRegression:
    'Here it is a network of one neuron: `new Sequential([new Dense(1, { activation: "sigmoid" })])`.',
  LinearRegression: "Here it is a network of one neuron: `new Sequential([new Dense(1)])`.",
  "DecisionTreeClassifier KNeighborsClassifier RandomForestClassifier SVC":
    'Models here are networks: `new Sequential([new Dense(8, { activation: "relu" }), …])`.',
  "cross_val_score GridSearchCV KerasClassifier KerasRegressor":
    "Instead: a loop that fits a new model in each round, `for (const [train, test] of new KFold(5).split(X)) { … X.take(train) … }`, of lib/sklearn/model_selection.",
  "ColumnTransformer Pipeline make_pipeline":
    "Instead, one after the other: `scaler.fitTransform(XTrain)` for `fit`, and `scaler.transform(XTest)` for `evaluate` and `predict`.",
  "exit quit": "A cell ends by itself; the menu Kernel restarts or shuts down the kernel.",
};
const ofDanfojs = ["DataFrame", "OneHotEncoder", "Series"];
for (const name of ofDanfojs)
  counterparts[name] = `danfojs has one: \`import { ${name} } from "danfojs-node";\`.`;

/** The same, each name alone. */
const instead: Record<string, string> = Object.fromEntries(
  Object.entries(counterparts).flatMap(([names, text]) => names.split(" ").map((name) => [name, text])),
);

/** The names under which notebooks import packages. */
const shortNames: Record<string, string> = {
  np: "numpy",
  pd: "pandas",
  plt: "matplotlib",
  sns: "seaborn",
  px: "plotly.express",
  go: "plotly",
  Plotly: "plotly",
};

/** True for a name that only a package of Python goes by. */
const isShortName = (name: string): boolean => Object.hasOwn(shortNames, name);

/** True for a name that has no translation. */
export const isGone = (name: string): boolean =>
  isShortName(name) ? !hasCounterpart(name) : Object.hasOwn(instead, name) && !instead[name].includes(name);

/** The package that has the same functions as one of Python: pandas, and TensorFlow for tensors. */
export const counterpart = (name: string): string | undefined =>
  name === "pd" ? "danfojs-node" : name === "tf" ? "@tensorflow/tfjs" : undefined;

export const hasCounterpart = (name: string): boolean => counterpart(name) !== undefined;

/** The counterpart of a package, by its name or the one that notebooks give it. */
export function insteadOf(name: string): string | undefined {
  const full = isShortName(name) ? shortNames[name] : name;
  return Object.hasOwn(instead, full) ? instead[full] : undefined;
}

/** The same for the packages that a cell of Python imports, and for those that draw. */
export function insteadOfImported(source: string): string[] {
  const found = new Set<string>();
  for (const [, name] of source.matchAll(/\b(plt|sns|px|go)\.\w/g)) found.add(insteadOf(name)!);
  for (const [, list] of source.matchAll(/^[ \t]*(?:import|from)[ \t]+([\w., \t]+)/gm)) {
    const [, foreign] =
      /^(?!(?:collections import Counter$|dataclasses|keras|sklearn|tensorflow|tf|tqdm|typing|__future__)\b)(\w+)\b(?!.*\bfrom\b)/.exec(
        list,
      ) ?? [];
    const [name] = (list.match(/[\w.]+/g) ?? []).flatMap((word) =>
      [word, ...word.split(".")].flatMap((one) => insteadOf(one) ?? []),
    );
    if (name !== undefined) found.add(name);
    else if (foreign !== undefined)
      found.add(`\`${foreign}\` is a package of Python's, which cells in TypeScript cannot use.`);
  }
  return [...found];
}

/** Modules whose functions are translated, so that importing them needs no line of its own. */
export const isModule = (name: string): boolean =>
  /^(np|numpy|math|random|time|json|os|dataclasses)$/.test(name);

/** The module from which a cell imports a function that is translated: `from numpy import loadtxt`. */
export const moduleOf = (name: string, cell: string): string | undefined =>
  RegExp(`^[ \\t]*from (${modulesOfFunctions}) import (?!.* as ).*\\b${name}\\b`, "m").exec(cell)?.[1];

const modulesOfFunctions = "json|math|numpy|random|time";

/** `X, y = load_iris(return_X_y=True)` */
export function partsOfDataset([X, y, ...others]: string[], loaded: string): string | undefined {
  const [, call] = /^(await load\w+\()\{ returnXY: true \}\)$/.exec(loaded) ?? [];
  if (call === undefined || y === undefined || others.length > 0) return undefined;
  return `const { data: ${X}, target: ${y} } = ${call});`;
}

type ImportedName = [name: string, local: string];

/**
 * The lines for an import of Python's, and the names of the modules that it imports.
 *
 * @throws NoTranslation for a module without a counterpart
 */
export function importsIn(
  code: string,
  importLine: (module: string, names: ImportedName[]) => string | undefined,
): { lines: string[]; names: string[] } {
  const statement = code.replace(/[()\\\n]/g, " ");
  const [, from, what] = /^from\s+([\w.]+)\s+import\s+(.*)$/.exec(statement) ?? [];
  const listed = (from === undefined ? statement.replace(/^import\s+/, "") : what)
    .split(",")
    .map((one) => one.trim().split(/\s+as\s+/))
    .filter(([name]) => name !== "" && name !== "*")
    .map(([name, local = name]): ImportedName => [name, local]);
  if (/^(dataclasses|typing|__future__|tqdm(\.\w+)?)$/.test(from ?? "")) return { lines: [], names: [] };
  if (from === "collections" && listed.every(([name, local]) => name === "Counter" && local === name))
    return { lines: [], names: [] };
  if (listed.every(([name]) => moduleOf(name, code) !== undefined)) return { lines: [], names: [] };
  if (from !== undefined) return { lines: found(importLines(from, listed, importLine)), names: [] };
  const modules = listed
    .filter(([module]) => !isModule(module) && !isDrawing(module))
    .map(([module, local]) => [module, local.split(".")[0]]);
  const lines = modules.map(([module, local]) =>
    module === "pandas" ? `import * as ${local} from "danfojs-node";` : importLine(module, [["*", local]]),
  );
  return { lines: found(lines), names: modules.map(([, local]) => local) };
}

function found(lines: (string | undefined)[]): string[] {
  if (lines.includes(undefined)) throw new NoTranslation("an unknown module");
  return lines as string[];
}

/** The statements for `from module import names`; `undefined` for a module of which there is none. */
function importLines(
  module: string,
  names: ImportedName[],
  importLine: (module: string, names: ImportedName[]) => string | undefined,
): (string | undefined)[] {
  const [of, others] = [true, false].map((is) => names.filter(([name]) => ofDanfojs.includes(name) === is));
  if (module !== "sklearn.preprocessing" || of.length === 0) return importsOfKnown(module, names, importLine);
  const list = of.map(([name, local]) => (name === local ? name : `${name} as ${local}`)).join(", ");
  const lines = others.length === 0 ? [] : [importLine(module, others)];
  return [...lines, `import { ${list} } from "danfojs-node";`];
}

/** The import of the names that `lib` has, above a comment with the others. */
function importsOfKnown(
  module: string,
  names: ImportedName[],
  importLine: (module: string, names: ImportedName[]) => string | undefined,
): (string | undefined)[] {
  const isKnown = (name: ImportedName) => importLine(module, [name]) !== undefined;
  const [known, others] = [names.filter(isKnown), names.filter((name) => !isKnown(name))];
  if (known.length === 0 || others.length === 0) return [importLine(module, names)];
  return [importLine(module, known), `// from ${module} import ${others.map(([name]) => name).join(", ")}`];
}

/** danfojs' methods for the operators by which pandas compares columns. */
export const columnComparisons: Record<string, string> = {
  "==": "eq",
  "===": "eq",
  "!=": "ne",
  "!==": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};

/** The same, and those for arithmetic. */
export const columnMethods: Record<string, string> = {
  ...columnComparisons,
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "mod",
  "**": "pow",
};

/** True for code such as `frame["a"]` and `frame.a`. */
export const isColumn = (code: string): boolean =>
  /^[\w.]+(\["[^"]*"\]|\['[^']*'\]|\.(?!(index|values|columns|shape)$)[A-Za-z_]\w*)$/.test(code);

/** A column, or a list of them, as danfojs' options have them. */
const columnList = (columns: string) => (/^["'`]/.test(columns) ? `[${columns}]` : columns);

/** True for a method of frames that computes by row in danfojs where pandas does by column. */
export const isByRow = (name: string): boolean => /^(max|mean|median|min|std|sum|var)$/.test(name);

/** The frame without columns. */
export const withoutColumns = (frame: string, columns: string, options = ""): string =>
  `${frame}.drop({ columns: ${columnList(columns)}${options} })`;

/** `frame["a"] = values`: danfojs sets columns that there are already, and adds others by a method. */
export const withColumn = (frame: string, column: string, { text, type }: Typed): string =>
  `${frame}.addColumn(${column}, ${type === "NDArray" ? `[...${text}.values]` : text}, { inplace: true })`;

/** A method of pandas' frames whose name or arguments differ in danfojs by more than their spelling; `undefined` for others. */
export function frameMethod(
  frame: string,
  name: string,
  [value, ...more]: string[],
  named: [string, string][],
): string | undefined {
  if (more.length > 0) return undefined;
  if (value === undefined && named.length === 0 && isByRow(name)) return `${frame}.${name}({ axis: 0 })`;
  if (name === "drop" && value !== undefined && named.join() === "axis,1")
    return withoutColumns(frame, value);
  if (name === "groupby" && value !== undefined && named.length === 0)
    return `${frame}.groupby(${columnList(value)})`;
  if (name === "rename" && value === undefined && named[0]?.[0] === "columns")
    return `${frame}.rename(${named[0][1]}${named[1]?.join() === "inplace,true" ? ", { inplace: true }" : ""})`;
  if (name === "dropna" && value === undefined)
    return `${frame}.dropNa(${named.join() === "inplace,true" ? "{ axis: 1, inplace: true }" : ""})`;
  if (name === "map" && value !== undefined && named.length === 0) return `${frame}.applyMap(${value})`;
  if (name === "to_numpy" && value === undefined && named.length === 0) return `${frame}.values`;
  if (name === "iterrows" && value === undefined) return `(${frame}.toJSON() as any[]).entries()`;
  if (name === "to_csv" && value !== undefined) return `${frame}.toCSV({ filePath: ${value} })`;
  return undefined;
}

/** `pd.concat(frames, axis=1)` */
export const concatenated = (frames: string, [[, axis] = ["axis", "0"]]: [string, string][]): string =>
  `pd.concat({ dfList: ${frames}, axis: ${axis} })`;
