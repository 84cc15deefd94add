import { goldenText } from "../golden/text.ts";
import {
  configs,
  kerasImports,
  layers,
  printedModel,
  py,
  pyCompile,
  pyData,
  pyImports,
  pyNetwork,
  ts,
  tsCompile,
  tsData,
  tsNetwork,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

const [first, second, last] = configs("2.4.3");

/** Honest work that is wrong in one question. */
export const wrong: Submission[] = [
  {
    id: "old Python",
    kind: "wrong",
    about: "0a: Python 3.6",
    files: {
      "ex00.ipynb": python(
        code("import sys\nprint(sys.version)", "3.6.9 (default, Jan 26 2021)\n"),
        code("import jupyter, numpy, pandas, keras"),
      ),
    },
    expected: { "ex00-a": "not met", "ex00-b": "met" },
    // The grader's Python is newer.
    rerun: { "ex00-a": "not confirmed" },
  },
  {
    id: "keras is not installed",
    kind: "wrong",
    about: "0b: one of the imports ends in an error",
    files: {
      "ex00.ipynb": python(
        code("!python --version", "Python 3.10.4\n"),
        code("import jupyter\nimport numpy\nimport pandas\nimport keras", "", {
          error: ["ModuleNotFoundError", "No module named 'keras'"],
        }),
      ),
    },
    expected: { "ex00-a": "met", "ex00-b": "not met" },
    // It is here.
    rerun: { "ex00-b": "not confirmed" },
  },
  {
    id: "prints a layer",
    kind: "wrong",
    about: "1: what is printed is a Dense",
    files: {
      "ex01.ipynb": python(
        code(pyImports),
        code(
          "model = Dense(8)\nprint(model)",
          "<tensorflow.python.keras.layers.core.Dense object at 0x7fd568d36f40>\n",
        ),
      ),
    },
    expected: { ex01: "not met" },
  },
  {
    id: "seven units",
    kind: "wrong",
    about: "2a: 7 units",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          'console.log(new Dense(7, { inputShape: [5], activation: "sigmoid" }).getConfig());',
          `${first.replace("'units': 8", "'units': 7")}\n`,
        ),
        code('console.log(new Dense(4, { activation: "sigmoid" }).getConfig());', `${second}\n`),
        code('console.log(new Dense(1, { activation: "sigmoid" }).getConfig());', `${last}\n`),
      ),
    },
    expected: { "ex02-a": "not met", "ex02-b": "met", "ex02-c": "met" },
  },
  {
    id: "relu in between",
    kind: "wrong",
    about: "2b: relu",
    files: {
      "ex02.ipynb": python(
        code(pyImports),
        code("print(Dense(8, input_shape=(5,), activation='sigmoid').get_config())", `${first}\n`),
        code("print(Dense(4, activation='relu').get_config())", `${second.replace("sigmoid", "relu")}\n`),
        code("print(Dense(1, activation='sigmoid').get_config())", `${last}\n`),
      ),
    },
    expected: { "ex02-a": "met", "ex02-b": "not met", "ex02-c": "met" },
  },
  {
    id: "two outputs",
    kind: "wrong",
    about: "2c: 2 units; exercise 4 has the right layer, but it does not answer this",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          'console.log(new Dense(8, { inputShape: [5], activation: "sigmoid" }).getConfig());',
          `${first}\n`,
        ),
        code('console.log(new Dense(4, { activation: "sigmoid" }).getConfig());', `${second}\n`),
        code(
          'console.log(new Dense(2, { activation: "sigmoid" }).getConfig());',
          `${last.replace("'units': 1", "'units': 2")}\n`,
        ),
      ),
      "ex04.ipynb": ts.ex04(),
    },
    expected: { "ex02-a": "met", "ex02-b": "met", "ex02-c": "not met", ex04: "met" },
  },
  {
    id: "sigmoid for a regression",
    kind: "wrong",
    about: "3: the output is a sigmoid; the summary does not show it",
    files: {
      "ex03.ipynb": typescript(
        code(kerasImports),
        code(
          `const model = new Sequential();
model.add(new Dense(8, { inputShape: [5], activation: "sigmoid" }));
model.add(new Dense(4, { activation: "sigmoid" }));
model.add(new Dense(1, { activation: "sigmoid" }));
model.summary();`,
          goldenText("text_keras_2.4.3/ex3.txt").replace(/None\n$/, ""),
        ),
      ),
    },
    expected: { ex03: "not met" },
  },
  {
    id: "six units in exercise 4",
    kind: "wrong",
    about: "4a: 6 units in place of 5; the accuracy is fine",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}`),
        code(
          `${pyNetwork.replace("Dense(5", "Dense(6")}\nprint(model.get_config()['layers'])`,
          layers("2.4.3").replace("'units': 5", "'units': 6"),
        ),
        code(
          `${pyCompile}\nmodel.fit(X_scaled, y, epochs=50, verbose=2)`,
          log({ to: 0.9824, form: "Keras 2" }),
        ),
      ),
    },
    expected: { "ex04-a": "not met", "ex04-b": "met" },
  },
  {
    id: "data as they are",
    kind: "wrong",
    about: "4b: trained without scaling, stuck at the share of the larger class",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(`${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3")),
        code(`${tsCompile}\nawait model.fit(data, target, { epochs: 50, verbose: 2 });`, log({ to: 0.6274 })),
      ),
    },
    expected: { "ex04-a": "met", "ex04-b": "not met" },
  },
  {
    id: "missing exercises",
    kind: "wrong",
    about: "Only the first two exercises were submitted",
    files: {
      "ex00.ipynb": py.ex00(),
      "ex01.ipynb": python(
        code(pyImports),
        code("Sequential()", "", { value: printedModel("2.15.0").trim() }),
      ),
    },
    expected: { ex00: "met", ex01: "met" },
  },
];
