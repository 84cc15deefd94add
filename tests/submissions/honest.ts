import { goldenText } from "../golden/text.ts";
import {
  configs,
  joined,
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
  whole,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, text, typescript } from "./submission.ts";

const ALL = { ex00: "met", ex01: "met", ex02: "met", ex03: "met", ex04: "met" } as const;
const KERAS3 = "met in Keras 3's wording";
const ALL_KERAS3 = { ...ALL, ex01: KERAS3, "ex02-a": KERAS3, "ex04-a": KERAS3 } as const;

const [first2, second2, last2] = configs("2.4.3");
const [first3, second3, last3] = configs("3.15.1");

/** A dictionary of Python's, a key on each line, as `pprint` breaks it. */
const broken = (dictionary: string) => `${dictionary.replaceAll(/, '(?=\w+': )/g, ",\n '")}\n`;

export const honest: Submission[] = [
  {
    id: "ts-plain",
    kind: "honest",
    about: "TypeScript, five notebooks, Keras 2's wording",
    files: whole({ ex00: ts.ex00(), ex01: ts.ex01(), ex02: ts.ex02(), ex03: ts.ex03(), ex04: ts.ex04() }),
    expected: ALL,
  },
  {
    id: "ts-keras-3",
    kind: "honest",
    about: "TypeScript with Keras 3's dialect; the input is told by a layer of its own",
    files: {
      "ex01.ipynb": typescript(
        code(
          'import { Sequential, config } from "../lib/keras";\nconfig.setDialect("3");\nconst model = new Sequential();\nconsole.log(model);',
          printedModel("3.15.1"),
        ),
      ),
      "ex02.ipynb": typescript(
        code('import { Dense, config } from "../lib/keras";\nconfig.setDialect("3");'),
        code(
          'console.log(new Dense(8, { inputShape: [5], activation: "sigmoid" }).getConfig());',
          `${first3}\n`,
        ),
        code('console.log(new Dense(4, { activation: "sigmoid" }).getConfig());', `${second3}\n`),
        code('console.log(new Dense(1, { activation: "sigmoid" }).getConfig());', `${last3}\n`),
      ),
      "ex03.ipynb": typescript(
        code(
          `import { Dense, Input, Sequential, config } from "../lib/keras";
config.setDialect("3");
const net = new Sequential([Input({ shape: [5] }), new Dense(8, { activation: "sigmoid" }), new Dense(4, { activation: "sigmoid" }), new Dense(1)]);
net.summary();`,
          goldenText("text_keras_3.15.1/ex3.txt").replace(/None\n$/, ""),
        ),
      ),
      "ex04.ipynb": typescript(
        code(
          `import { Dense, Input, Sequential, config } from "../lib/keras";\nconfig.setDialect("3");\n${tsData}`,
        ),
        code(
          `const net = new Sequential();
net.add(Input({ shape: [30] }));
net.add(new Dense(10, { activation: "sigmoid" }));
net.add(new Dense(5, { activation: "sigmoid" }));
net.add(new Dense(1, { activation: "sigmoid" }));
net.getConfig().layers`,
          "",
          { value: layers("3.15.1").trim() },
        ),
        code(
          `net.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
const history = await net.fit(X, target, { epochs: 50 });`,
          log({ to: 0.9842, form: "Keras 3 bar" }),
        ),
      ),
    },
    expected: {
      ex01: KERAS3,
      "ex02-a": KERAS3,
      "ex02-b": "met",
      "ex02-c": "met",
      ex03: "met",
      "ex04-a": KERAS3,
      "ex04-b": "met",
    },
  },
  {
    id: "py-keras-2",
    kind: "honest",
    about: "Python with Keras 2.4.3, five notebooks, bars with backspaces",
    files: whole({
      ex00: py.ex00(),
      ex01: py.ex01("2.4.3"),
      ex02: py.ex02("2.4.3"),
      ex03: py.ex03("2.4.3"),
      ex04: py.ex04("2.4.3"),
    }),
    expected: ALL,
  },
  {
    id: "py-keras-3 one notebook",
    kind: "honest",
    about: "Python with Keras 3, everything in one notebook under headings, a file name with a space",
    files: {
      "Keras day.ipynb": joined([
        ["Exercise 0: environment", py.ex00()],
        ["Exercise 1", py.ex01("3.15.1")],
        ["Exercise 2: Dense", py.ex02("3.15.1")],
        ["Exercise 3", py.ex03("3.15.1")],
        ["Exercise 4: optimize", py.ex04("3.15.1")],
      ]),
    },
    expected: ALL_KERAS3,
  },
  {
    id: "ts-lines",
    kind: "honest",
    about: "Dictionaries over several lines: as JSON with an indent, and as pprint breaks them",
    files: {
      "ex02_dense.ipynb": typescript(
        code(
          `${kerasImports}
const layer1 = new Dense(8, { inputShape: [5], activation: "sigmoid" });
console.log(JSON.stringify(layer1.getConfig(), null, 2));`,
          `{
  "name": "dense",
  "trainable": true,
  "batch_input_shape": [
    null,
    5
  ],
  "dtype": "float32",
  "units": 8,
  "activation": "sigmoid",
  "use_bias": true
}
`,
        ),
        code(
          'const layer2 = new Dense(4, { activation: "sigmoid" });\nconsole.log(layer2.getConfig());',
          broken(second2),
        ),
        code(
          'const layer3 = new Dense(1, { activation: "sigmoid" });\nconsole.log(layer3.getConfig());',
          broken(last2),
        ),
      ),
    },
    expected: { ex02: "met" },
  },
  {
    id: "tables",
    kind: "honest",
    about: "The configurations as tables: a DataFrame in Python, key by key",
    files: {
      "ex02.ipynb": python(
        code(
          `${pyImports}\nimport pandas as pd
layers = [Dense(8, input_shape=(5,), activation='sigmoid'), Dense(4, activation='sigmoid'), Dense(1, activation='sigmoid')]
table = pd.DataFrame([layer.get_config() for layer in layers])
print(table[['batch_input_shape', 'units', 'activation']])`,
          `  batch_input_shape  units activation
0         (None, 5)      8    sigmoid
1               NaN      4    sigmoid
2               NaN      1    sigmoid
`,
        ),
      ),
    },
    expected: { ex02: "met" },
    // Keras 3 has no `batch_input_shape`.
    rerun: { ex02: "not confirmed" },
  },
  {
    id: "sentence",
    kind: "honest",
    about: "A silent fit, and the accuracy as a number in a sentence",
    files: {
      "exercise_4.ipynb": python(
        code(`${pyImports}\n${pyData}`),
        code(`${pyNetwork}\nprint(model.get_config()['layers'])`, layers("2.4.3")),
        code(
          `${pyCompile}
history = model.fit(X_scaled, y, epochs=50, verbose=0)
print(f"After 50 epochs the accuracy is {history.history['accuracy'][-1]:.4f}.")`,
          "After 50 epochs the accuracy is 0.9842.\n",
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "49 epochs",
    kind: "honest",
    about: "The subject says fewer than 50 epochs: 49",
    files: {
      "ex04_optimize.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(`${tsNetwork}\n${tsCompile}\nconsole.log(model.getConfig()["layers"]);`, layers("2.4.3")),
        code(
          "await model.fit(X, target, { epochs: 49, batchSize: 32, verbose: 2 });",
          log({ epochs: 49, to: 0.9824 }),
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "other order",
    kind: "honest",
    about:
      "The parts of exercise 2 from last to first, with gaps in the execution counts, in a notebook of another name",
    files: {
      "dense layers.ipynb": typescript(
        text("## Exercise 2"),
        code(kerasImports, "", { count: 2 }),
        code('new Dense(1, { activation: "sigmoid" }).getConfig()', "", { value: last2, count: 5 }),
        code('new Dense(4, { activation: "sigmoid" }).getConfig()', "", { value: second2, count: 6 }),
        code('new Dense(8, { activation: "sigmoid", inputShape: [5] }).getConfig()', "", {
          value: first2,
          count: 9,
        }),
      ),
    },
    expected: { ex02: "met" },
  },
  {
    id: "split cells, own names",
    kind: "honest",
    about: "One thing a cell, numbers and words in variables, a function that builds the network",
    files: {
      "ex03.ipynb": typescript(
        code('import { Dense as Layer, Sequential as Stack } from "../lib/keras";'),
        code('const features = 5;\nconst act = "sigmoid";'),
        code("const regressor = new Stack();"),
        code("regressor.add(new Layer(8, { inputShape: [features], activation: act }));"),
        code("regressor.add(new Layer(4, { activation: act }));"),
        code("regressor.add(new Layer(1));"),
        code("regressor.summary();", goldenText("text_keras_2.4.3/ex3.txt").replace(/None\n$/, "")),
      ),
      "ex04.ipynb": typescript(
        code('import { Dense, Sequential } from "../lib/keras";'),
        code(tsData),
        code(`function buildNet(inputs: number) {
  const net = new Sequential();
  net.add(new Dense(10, { inputShape: [inputs], activation: "sigmoid" }));
  net.add(new Dense(5, { activation: "sigmoid" }));
  net.add(new Dense(1, { activation: "sigmoid" }));
  return net;
}`),
        code("const classifier = buildNet(30);"),
        code("console.log(classifier.getConfig().layers);", layers("2.4.3")),
        code(
          'classifier.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });',
        ),
        code("const epochs = 50;"),
        code("const run = await classifier.fit(X, target, { epochs, verbose: 2 });", log({ to: 0.9859 })),
      ),
    },
    expected: { ex03: "met", ex04: "met" },
  },
];
