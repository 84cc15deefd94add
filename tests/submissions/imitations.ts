import {
  configs,
  kerasImports,
  layers,
  printedModel,
  py,
  pyImports,
  ts,
  tsCompile,
  tsData,
  tsNetwork,
  whole,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

const [first, second, last] = configs("2.4.3");

/** Outputs that look right and that the code does not bear out. */
export const imitations: Submission[] = [
  {
    id: "printed accuracy",
    kind: "imitation",
    about: "console.log in place of a training",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3")),
        code(
          'console.log("Epoch 50/50");\nconsole.log("18/18 - loss: 0.1361 - accuracy: 0.98");',
          "Epoch 50/50\n18/18 - loss: 0.1361 - accuracy: 0.98\n",
        ),
      ),
    },
    expected: { "ex04-a": "met", "ex04-b": "not confirmed" },
    named: /fit/,
  },
  {
    id: "outputs without code",
    kind: "imitation",
    about: "The cells hold the right outputs and no code that makes them",
    files: {
      "ex01.ipynb": typescript(code("// see below", printedModel("2.4.3"))),
      "ex02.ipynb": typescript(
        code(kerasImports),
        code("", `${first}\n`),
        code("const x = 1;", `${second}\n`),
        code("x", `${last}\n`),
      ),
      "ex04.ipynb": typescript(code("1 + 1", layers("2.4.3")), code("const done = true;", log({ to: 0.98 }))),
    },
    expected: { ex01: "not confirmed", ex02: "not confirmed", ex04: "not confirmed" },
  },
  {
    id: "pasted dictionary",
    kind: "imitation",
    about: "The configurations are written into the code as text",
    files: {
      "ex02.ipynb": python(
        code(pyImports),
        code(
          "print(\"\"\"{'batch_input_shape': (None, 5), 'units': 8, 'activation': 'sigmoid'}\"\"\")",
          "{'batch_input_shape': (None, 5), 'units': 8, 'activation': 'sigmoid'}\n",
        ),
        code("print({'units': 4, 'activation': 'sigmoid'})", "{'units': 4, 'activation': 'sigmoid'}\n"),
        code("print(Dense(1, activation='sigmoid').get_config())", `${last}\n`),
      ),
    },
    expected: { "ex02-a": "not confirmed", "ex02-b": "not confirmed", "ex02-c": "met" },
  },
  {
    id: "edited units",
    kind: "imitation",
    about: "The output says 8 units, the code 7; the log says 50 epochs, the code 5",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          'console.log(new Dense(7, { inputShape: [5], activation: "sigmoid" }).getConfig());',
          `${first}\n`,
        ),
      ),
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(`${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3")),
        code(`${tsCompile}\nawait model.fit(X, target, { epochs: 5, verbose: 2 });`, log({ to: 0.9859 })),
      ),
    },
    expected: { "ex02-a": "not confirmed", "ex04-a": "met", "ex04-b": "not confirmed" },
  },
  {
    id: "counts out of order",
    kind: "imitation",
    about: "The cell with the imports was run again after the model was printed",
    files: {
      "ex01.ipynb": typescript(
        code(kerasImports, "", { count: 7 }),
        code("const model = new Sequential();\nconsole.log(model);", printedModel("2.4.3"), { count: 3 }),
      ),
      "ex02.ipynb": ts.ex02(),
    },
    expected: { ex01: "met", ex02: "met" },
  },
  {
    id: "skipped cells",
    kind: "imitation",
    about: "The cell that builds the network was not run, the fit below it shows a log",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(`${tsNetwork}\n${tsCompile}`, "", { count: null }),
        code(
          "console.log(model.getConfig().layers);\nawait model.fit(X, target, { epochs: 50, verbose: 2 });",
          layers("2.4.3") + log({ to: 0.9859 }),
          { count: 2 },
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "patched Sequential",
    kind: "imitation",
    about: "fit and the printed form are replaced by the cell's own",
    files: {
      ...whole({ ex00: ts.ex00(), ex01: ts.ex01(), ex02: ts.ex02(), ex03: ts.ex03(), ex04: ts.ex04() }),
      "ex01_sequential.ipynb": python(
        code(`class Sequential:
    def __repr__(self):
        return "<tensorflow.python.keras.engine." + "sequential.Sequential object at 0x7f>"`),
        code(
          "print(Sequential())",
          "<tensorflow.python.keras.engine.sequential.Sequential object at 0x7f>\n",
        ),
      ),
      "ex04_optimize.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(
          "(Sequential.prototype as any).fit = async function () { for (const line of lines(50)) console.log(line); };",
        ),
        code(`${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3")),
        code(`${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2 });`, log({ to: 0.9859 })),
      ),
    },
    expected: { ex00: "met", ex01: "not confirmed", ex02: "met", ex03: "met", ex04: "not confirmed" },
    named: /Sequential/,
  },
  {
    id: "changed lib",
    kind: "imitation",
    about: "A lib of its own lies beside the notebooks",
    files: {
      "notebooks/ex01_sequential.ipynb": ts.ex01(),
      "lib/keras/index.ts":
        'export class Sequential { toString() { return "<keras.engine.sequential.Sequential object at 0x0>"; } }\n',
    },
    expected: { ex01: "met" },
  },
  {
    id: "constant labels",
    kind: "imitation",
    about: "Every label is 1, so any network is right",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(`${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3")),
        code(
          `${tsCompile}\nconst y = new Array(569).fill(1);\nawait model.fit(X, y, { epochs: 50, verbose: 2 });`,
          log({ to: 1 }),
        ),
      ),
      "ex01.ipynb": py.ex01("2.4.3"),
    },
    expected: { ex01: "met", "ex04-a": "met", "ex04-b": "not confirmed" },
    named: /accuracy of 1 is more/,
  },
];
