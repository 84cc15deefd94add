/** The counterparts of Python's packages, by their names. */
const instead: Record<string, string> = {
  numpy: "In place of numpy there are arrays, `[1, 2]`, their methods, and `Math`.",
  pandas: 'In place of pandas there is danfojs: `import * as pd from "danfojs-node";`.',
  matplotlib:
    'Figures are in lib/plot: `import { histplot, learningCurves, scatterplot } from "../lib/plot";`. At the end of a cell `learningCurves(history)` shows the losses of a fit, `histplot(values)` a histogram, `scatterplot(x, y)` points.',
  plotly:
    'Figures of plotly: `import { Figure } from "../lib/plot";`, then `new Figure(traces, { width: 600, height: 400 }, "what it shows")` at the end of a cell.',
  random:
    "In place of random there is `Math.random()`, from 0 to 1, which has no seed; `utils.setRandomSeed(42)` is for Keras' draws.",
  math: "In place of math there is `Math`: `Math.sqrt(2)`, `Math.PI`.",
  time: "In place of time there is `performance.now()`, in milliseconds: the difference of two is what lies between them.",
  json: "In place of json there is `JSON`: `JSON.stringify(value)`, `JSON.parse(text)`.",
  os: 'In place of os there are `import os from "node:os";`, `import fs from "node:fs";`, `import path from "node:path";`.',
  sys: "In place of sys there is `process`: `process.argv`, `process.env`, `process.version`.",
  re: 'In place of re there are regular expressions: `/a+/.test(text)`, `text.match(/a+/)`, `text.replace(/a+/g, "b")`.',
};
for (const name of ["DataFrame", "LabelEncoder", "MinMaxScaler", "OneHotEncoder", "Series"])
  instead[name] = `danfojs has one: \`import { ${name} } from "danfojs-node";\`.`;
instead.Tensor = 'TensorFlow.js has the type: `import type { Tensor } from "@tensorflow/tfjs";`.';
for (const name of ["load_diabetes", "load_digits"])
  instead[name] =
    "lib/sklearn/datasets has `loadBreastCancer`, `loadIris`, `loadWine`, `makeBlobs`, `makeCircles` and `makeMoons`; danfojs reads other data: `await pd.readCSV(path)`.";
for (const name of ["seaborn", "plotly.express"]) instead[name] = instead.matplotlib;
for (const [name, units] of [
  ["LogisticRegression", ', { activation: "sigmoid" }'],
  ["LinearRegression", ""],
])
  instead[name] = `Here it is a network of one neuron: \`new Sequential([new Dense(1${units})])\`.`;
for (const name of ["pathlib", "shutil"]) instead[name] = instead.os;

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
export const isShortName = (name: string): boolean => Object.hasOwn(shortNames, name);

/** The package that has the same functions as one of Python: pandas, and TensorFlow for tensors. */
export const counterpart = (name: string): string | undefined =>
  ({ pd: "danfojs-node", tf: "@tensorflow/tfjs" })[name];

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
    const [name] = (list.match(/[\w.]+/g) ?? []).flatMap((word) =>
      [word, ...word.split(".")].flatMap((one) => insteadOf(one) ?? []),
    );
    if (name !== undefined) found.add(name);
  }
  return [...found];
}

/** Modules whose functions are translated, so that importing them needs no line of its own. */
export const isModule = (name: string): boolean => /^(np|numpy|math|random|time|json|os)$/.test(name);

/** `X, y = load_iris(return_X_y=True)` */
export function partsOfDataset([X, y, ...others]: string[], loaded: string): string | undefined {
  const [, call] = /^(await load\w+\()\{ returnXY: true \}\)$/.exec(loaded) ?? [];
  if (call === undefined || y === undefined || others.length > 0) return undefined;
  return `const { data: ${X}, target: ${y} } = ${call});`;
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
