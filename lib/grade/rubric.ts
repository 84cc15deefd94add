import type { Question } from "./question.ts";

/** The epoch whose accuracy is asked for, and the last one of the shortest training that may stop before. */
export const EPOCH = 50;
export const EARLIEST = 25;

type Layers = { units: number; activation?: string }[];

const REGRESSION: Layers = [
  { units: 8, activation: "sigmoid" },
  { units: 4, activation: "sigmoid" },
  { units: 1, activation: "linear" },
];
const ANY_HIDDEN: Layers = [{ units: 8 }, { units: 4 }, { units: 1, activation: "linear" }];
const CLASSIFICATION: Layers = [10, 5, 1].map((units) => ({ units, activation: "sigmoid" }));

const settings = ({ units, activation }: Layers[number]) =>
  `'units': ${units}${activation === undefined ? "" : `, 'activation': '${activation}'`}`;

/** A model as `builtModel` gives it. */
const builtModel = (features: number, layers: Layers) =>
  `{'input_shape': [None, ${features}], 'layers': [${layers.map((layer) => `{'class_name': 'Dense', ${settings(layer)}}`).join(", ")}]}`;

/** The layers of exercise 4 as `getConfig` lists them. */
const configuredLayers = (shape: string, first = "") =>
  `[{'class_name': 'InputLayer', 'config': {'${shape}': (None, 30)}}, ` +
  `${CLASSIFICATION.map((layer, at) => `{'class_name': 'Dense', 'config': {${at === 0 ? first : ""}${settings(layer)}}}`).join(", ")}]`;

/** The layers of exercise 4 as a loop over `model.layers` prints them, without the input. */
const layersOneByOne = (first: string, each = "") =>
  `[${CLASSIFICATION.map((layer, at) => `{${at === 0 ? first : ""}${settings(layer)}${each}}`).join(", ")}]`;

/** A question on a layer of exercise 2 behind the first one, which alone takes the features. */
const laterLayer = (id: string, asked: string, units: number): Question => ({
  ...{ id, asked, notebook: "ex02_dense", where: "output", points: 1 },
  predicate: {
    kind: "literal",
    holds: `{'units': ${units}, 'activation': 'sigmoid'}`,
    without: ["batch_input_shape"],
  },
  code: { kind: "layer", units, activation: "sigmoid" },
});

/**
 * The nine questions of the day's audit, in our own words. Nothing else in the project knows what they ask.
 *
 * The expected words are Keras 2.4.3's, with which the day was written.
 */
export const rubric: readonly Question[] = [
  {
    id: "ex00-a",
    asked: "Are Node.js, TypeScript and JupyterLab recent enough?",
    notebook: "ex00_environment",
    where: "output",
    predicate: {
      kind: "statements",
      subjects: ["Node.js 20.19 or newer", "TypeScript 5.0 or newer", "JupyterLab 4.0 or newer"],
      say: "met",
    },
    points: 1,
    code: { kind: "computed" },
    otherwise: [
      {
        predicate: {
          kind: "versions",
          programs: [
            {
              name: "Node.js",
              atLeast: "20.19",
              pattern: "node(?:\\.?js)?\\b[^\\d\\n]{0,20}|^[^\\S\\n]*'?v",
              code: "process|versions|node",
            },
            {
              name: "TypeScript",
              atLeast: "5.0",
              pattern: "typescript\\b[^\\d\\n]{0,20}|\\btsc?\\b[^\\d\\n]{0,20}",
              code: "version",
            },
            {
              name: "JupyterLab",
              atLeast: "4.0",
              pattern: "jupyter\\s?lab\\b[^\\d\\n]{0,20}",
              code: "version|exec|spawn",
            },
          ],
        },
      },
      {
        predicate: {
          kind: "statements",
          subjects: ["Node.js", "TypeScript", "JupyterLab"],
          say: "met",
          doubt: "the output does not say which versions are required, or found",
        },
      },
      {
        language: "python",
        asked: "Is Python 3.8 or newer?",
        predicate: {
          kind: "versions",
          programs: [
            {
              name: "Python",
              atLeast: "3.8",
              // Also behind words in another script than the name.
              pattern: "\\b(?:c?python|true)\\b[^\\d\\n]{0,30}|sys\\.version_info\\(|^[^A-Za-z\\d\\n]{0,60}",
              code: "sys\\.version|version_info|python_version|from sys import|python3? (?:-V|--version)",
            },
          ],
        },
      },
    ],
  },
  {
    id: "ex00-b",
    asked: "Do tslab, TensorFlow.js, danfojs, plotly.js and lib import without an error?",
    notebook: "ex00_environment",
    where: "output",
    predicate: {
      kind: "statements",
      subjects: [
        "import tslab",
        "import @tensorflow/tfjs",
        "import danfojs-node",
        "import plotly.js-dist",
        "import ../lib/",
      ],
      say: "ok",
    },
    points: 1,
    code: { kind: "computed" },
    otherwise: [
      {
        predicate: {
          kind: "imports",
          packages: [
            { name: "tslab", pattern: "^tslab$" },
            { name: "TensorFlow.js", pattern: "^@tensorflow/tfjs" },
            { name: "danfojs", pattern: "^danfojs" },
            { name: "plotly.js", pattern: "^plotly\\.js|^(?:\\.\\./)+lib/plot" },
            { name: "lib", pattern: "^(?:\\.\\./)+lib/" },
          ],
        },
      },
      {
        language: "python",
        asked: "Do jupyter, numpy, pandas and keras import without an error?",
        predicate: {
          kind: "imports",
          packages: [
            { name: "jupyter", pattern: "^(?:jupyter|jupyterlab|notebook|IPython|ipykernel)" },
            { name: "numpy", pattern: "^numpy" },
            { name: "pandas", pattern: "^pandas" },
            { name: "keras", pattern: "^(?:tensorflow\\.)?keras" },
          ],
        },
      },
    ],
  },
  {
    id: "ex01",
    asked: "Does the printed model end as Keras 2 prints a Sequential?",
    notebook: "ex01_sequential",
    where: "output",
    predicate: {
      kind: "ending",
      // Keras 2.13 to 2.15 insert `src`; IPython leaves out `object`.
      pattern: "keras\\.(?:src\\.)?engine\\.sequential\\.Sequential (?:object )?at 0x[0-9a-fA-F]+>$",
    },
    points: 1,
    code: { kind: "model" },
    otherwise: [
      {
        said: "met in Keras 3's wording",
        predicate: { kind: "ending", pattern: "<Sequential name=\\w+, built=(?:True|False)>$" },
      },
    ],
  },
  {
    id: "ex02-a",
    asked: "Does the first hidden layer take 5 features and have 8 sigmoid units?",
    notebook: "ex02_dense",
    where: "output",
    predicate: {
      kind: "literal",
      holds: "{'batch_input_shape': (None, 5), 'units': 8, 'activation': 'sigmoid'}",
    },
    points: 1,
    code: { kind: "layer", units: 8, activation: "sigmoid", input: 5 },
    otherwise: [
      {
        // In Keras 3, a layer's configuration lacks the input shape, so the code has to show it.
        said: "met in Keras 3's wording",
        predicate: {
          kind: "literal",
          holds: "{'units': 8, 'activation': 'sigmoid', 'dtype': {'module': 'keras'}}",
        },
      },
    ],
  },
  laterLayer("ex02-b", "Does the second hidden layer have 4 sigmoid units?", 4),
  laterLayer("ex02-c", "Does the output layer have 1 sigmoid unit?", 1),
  {
    id: "ex03",
    asked: "Is the network Dense 8 and 4 with sigmoid, then Dense 1 for a regression, on 5 features?",
    notebook: "ex03_architecture",
    where: "model",
    predicate: { kind: "literal", holds: builtModel(5, REGRESSION) },
    points: 2,
    code: { kind: "model", input: 5, layers: REGRESSION },
    otherwise: [
      {
        // The day's audit: "The first two layers could use another activation function that sigmoid (eg: relu)".
        predicate: {
          kind: "literal",
          holds: builtModel(5, ANY_HIDDEN),
          without: ["{'units': 8, 'activation': 'linear'}", "{'units': 4, 'activation': 'linear'}"],
        },
        code: { kind: "model", input: 5, layers: ANY_HIDDEN },
      },
    ],
  },
  {
    id: "ex04-a",
    asked: "Are the configured layers the input of 30 features, then 10, 5 and 1 sigmoid units?",
    notebook: "ex04_optimize",
    where: "output",
    predicate: {
      kind: "literal",
      holds: configuredLayers("batch_input_shape", "'batch_input_shape': (None, 30), "),
    },
    points: 2,
    code: { kind: "model", input: 30, layers: CLASSIFICATION },
    otherwise: [
      // With an Input of its own, the Dense after it does not repeat the shape.
      { predicate: { kind: "literal", holds: configuredLayers("batch_input_shape") } },
      {
        said: "met in Keras 3's wording",
        predicate: { kind: "literal", holds: configuredLayers("batch_shape") },
      },
      { predicate: { kind: "literal", holds: layersOneByOne("'batch_input_shape': (None, 30), ") } },
      {
        // As in exercise 2, the code has to show the input shape.
        said: "met in Keras 3's wording",
        predicate: { kind: "literal", holds: layersOneByOne("", ", 'dtype': {'module': 'keras'}") },
      },
    ],
  },
  {
    id: "ex04-b",
    asked: "On scaled data, is the accuracy at epoch 50 above 95 %?",
    notebook: "ex04_optimize",
    where: "output",
    predicate: { kind: "accuracy", epoch: EPOCH, earliest: EARLIEST, above: 0.95 },
    points: 2,
    // One tumour of 569.
    tolerance: 0.002,
    code: { kind: "fit", units: [10, 5, 1] },
  },
];
