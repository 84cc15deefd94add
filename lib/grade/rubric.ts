import type { Question } from "./question";

/**
 * The nine questions of the day's audit, in our own words. Nothing else in the project knows them.
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
  },
  {
    id: "ex01",
    asked: "Does the printed model end as Keras 2 prints a Sequential?",
    notebook: "ex01_sequential",
    where: "output",
    predicate: {
      kind: "ending",
      pattern: "keras\\.engine\\.sequential\\.Sequential object at 0x[0-9a-fA-F]+>$",
    },
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
  },
  {
    id: "ex02-b",
    asked: "Does the second hidden layer have 4 sigmoid units?",
    notebook: "ex02_dense",
    where: "output",
    predicate: {
      kind: "literal",
      holds: "{'units': 4, 'activation': 'sigmoid'}",
      without: ["batch_input_shape"],
    },
  },
  {
    id: "ex02-c",
    asked: "Does the output layer have 1 sigmoid unit?",
    notebook: "ex02_dense",
    where: "output",
    predicate: {
      kind: "literal",
      holds: "{'units': 1, 'activation': 'sigmoid'}",
      without: ["batch_input_shape"],
    },
  },
  {
    id: "ex03",
    asked: "Is the network for regression Dense 8, Dense 4, Dense 1 linear, on 5 features?",
    notebook: "ex03_architecture",
    where: "model",
    predicate: {
      kind: "literal",
      holds:
        "{'input_shape': [None, 5], 'layers': [" +
        "{'class_name': 'Dense', 'units': 8}, " +
        "{'class_name': 'Dense', 'units': 4}, " +
        "{'class_name': 'Dense', 'units': 1, 'activation': 'linear'}]}",
    },
  },
  {
    id: "ex04-a",
    asked: "Are the configured layers the input of 30 features, then 10, 5 and 1 sigmoid units?",
    notebook: "ex04_optimize",
    where: "output",
    predicate: {
      kind: "literal",
      holds:
        "[{'class_name': 'InputLayer', 'config': {'batch_input_shape': (None, 30)}}, " +
        "{'class_name': 'Dense', 'config': {'batch_input_shape': (None, 30), 'units': 10, 'activation': 'sigmoid'}}, " +
        "{'class_name': 'Dense', 'config': {'units': 5, 'activation': 'sigmoid'}}, " +
        "{'class_name': 'Dense', 'config': {'units': 1, 'activation': 'sigmoid'}}]",
    },
  },
  {
    id: "ex04-b",
    asked: "On scaled data, is the accuracy at epoch 50 above 95 %?",
    notebook: "ex04_optimize",
    where: "output",
    predicate: { kind: "accuracy", epoch: 50, above: 0.95 },
  },
];
