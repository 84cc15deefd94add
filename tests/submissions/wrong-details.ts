import { goldenText } from "../golden/text.ts";
import {
  kerasImports,
  pyCompile,
  pyData,
  pyEx04,
  pyImports,
  pyLayers,
  pyNetwork,
  tsCompile,
  tsData,
  tsLayers,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

/** Wrong in a detail that a hasty reader passes over. */
export const wrongDetails: Submission[] = [
  {
    id: "a sigmoid below the summary",
    kind: "wrong",
    about: "3: all layers are made in a loop, and the printed activation of the last is a sigmoid",
    files: {
      "ex03.ipynb": python(
        code(`${pyImports}\nfrom tensorflow.keras import Input`),
        code(
          `model = Sequential([Input(shape=(5,))])
for units in (8, 4, 1):
    model.add(Dense(units, activation="sigmoid"))
model.summary()
print(model.layers[-1].activation.__name__)`,
          goldenText("text_keras_2.4.3/ex3.txt").replace(/None\n$/, "sigmoid\n"),
        ),
      ),
    },
    expected: {},
  },
  {
    id: "the class itself",
    kind: "wrong",
    about: "1: the class is printed, no object of it",
    files: {
      "ex01.ipynb": python(
        code(pyImports),
        code("print(Sequential)", "<class 'tensorflow.python.keras.engine.sequential.Sequential'>\n"),
      ),
    },
    expected: {},
  },
  {
    id: "four before eight",
    kind: "wrong",
    about: "3: the hidden layers in the other order",
    files: {
      "ex03.ipynb": typescript(
        code(kerasImports),
        code(
          `const model = new Sequential([
  new Dense(4, { inputShape: [5], activation: "sigmoid" }),
  new Dense(8, { activation: "sigmoid" }),
  new Dense(1, { activation: "linear" }),
]);
console.log(model.layers.map(({ units, activation }: any) => \`\${units} \${activation}\`).join("\\n"));`,
          "4 sigmoid\n8 sigmoid\n1 linear\n",
        ),
      ),
    },
    expected: {},
  },
  {
    id: "only later",
    kind: "wrong",
    about: "4b: at epoch 50 below 95 %, above it long after, at epoch 200",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        tsLayers(),
        code(
          `${tsCompile}\nawait model.fit(X, target, { epochs: 200, verbose: 2, batchSize: 569 });`,
          log({ epochs: 200, steps: 1, to: 0.9842 }),
        ),
      ),
    },
    expected: { "ex04-a": "met" },
  },
  {
    id: "only the test's",
    kind: "wrong",
    about: "4b: the validation is above 95 %, the training is not",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}`),
        pyLayers(),
        code(
          `${pyCompile}\nmodel.fit(X_scaled, y, epochs=50, batch_size=200, validation_split=0.1, verbose=2)`,
          log({ steps: 3, to: 0.9336, form: "Keras 2" }).replaceAll(
            /(accuracy: \S+)/g,
            "$1 - val_loss: 0.2214 - val_accuracy: 0.9649",
          ),
        ),
      ),
    },
    expected: { "ex04-a": "met" },
  },
  {
    id: "a loss of 0.96",
    kind: "wrong",
    about: "4b: no metric was asked for; the only number above 0.95 is a loss",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        tsLayers(),
        code(
          `model.compile({ optimizer: "sgd", loss: "binary_crossentropy" });\nawait model.fit(X, target, { epochs: 50, verbose: 2 });`,
          Array.from(
            { length: 50 },
            (_, i) => `Epoch ${i + 1}/50\n18/18 - loss: ${(0.99 - i * 0.0006).toFixed(4)}\n`,
          ).join(""),
        ),
      ),
    },
    expected: { "ex04-a": "met" },
  },
  {
    id: "written down, not shown",
    kind: "wrong",
    about: "The answers stand in Markdown and in comments; no cell shows one",
    files: {
      "ex04.ipynb": typescript(
        {
          cell_type: "markdown",
          metadata: {},
          source:
            "The accuracy at epoch 50 is 0.9859. `batch_input_shape` is (None, 30), units 10, 5 and 1, all sigmoid.",
        },
        code(`${kerasImports}\n// accuracy: 0.9859 at epoch 50`),
      ),
    },
    expected: {},
  },
  {
    id: "an import that failed quietly",
    kind: "wrong",
    about: "0b: the failure was caught and printed; 0a: Node is too old",
    files: {
      "ex00.ipynb": typescript(
        code(
          `console.log(\`Node \${process.version}\`, Number(process.versions.node.split(".")[0]) >= 20 ? "met" : "not met");`,
          "Node v16.20.2 not met\n",
        ),
        code(
          `for (const name of ["tslab", "@tensorflow/tfjs-node", "danfojs-node", "plotly.js-dist", "../lib/keras"]) {
  await import(name).then(() => console.log(name, "ok"), (error) => console.log(name, error.message));
}`,
          "tslab ok\n@tensorflow/tfjs-node ok\ndanfojs-node Cannot find module 'danfojs-node'\nplotly.js-dist ok\n../lib/keras ok\n",
        ),
      ),
    },
    expected: {},
  },
  ...Object.entries({
    "the part for testing, renamed": [
      /trained on the part for testing/,
      `from sklearn.model_selection import train_test_split
a, b, ya, yb = train_test_split(X_scaled, y)
h = model.fit(b, yb, epochs=50, verbose=0)
print('accuracy at epoch 50:', h.history['accuracy'][-1])`,
      "0.9860",
    ],
    "scikit-learn's score": [
      /which no network of Keras has/,
      `from sklearn.linear_model import LogisticRegression
clf = LogisticRegression().fit(X_scaled, y)
model.fit(X_scaled, y, epochs=50, verbose=0)
print('accuracy at epoch 50:', clf.score(X_scaled, y))`,
      "0.9877",
    ],
    "rounded up": [
      /more than such a training gives/,
      `import math
h = model.fit(X_scaled, y, epochs=50, verbose=0)
print('accuracy at epoch 50:', math.ceil(h.history['accuracy'][-1]))`,
      "1",
    ],
    "at least two digits": [
      /spells the figure 0\.97/,
      `h = model.fit(X_scaled, y, epochs=50, verbose=0)
print('accuracy at epoch 50:', max(h.history['accuracy'][-1], 0.97))`,
      "0.97",
    ],
    "a loop that trains nothing": [
      /the network is trained for 2 epochs/,
      `h = model.fit(X_scaled, y, epochs=2, verbose=0)
for e in range(50): print('accuracy at epoch', e + 1, ':', round(1 - 0.4 * 0.9 ** e, 4))`,
      "0.9977",
    ],
  }).map(
    ([id, [named, source, figure]]): Submission => ({
      id,
      kind: "wrong",
      about: "4b: the figure is not that of the training",
      files: pyEx04(code(`${pyCompile}\n${source}`, `accuracy at epoch 50: ${figure}\n`)),
      expected: { "ex04-a": "met", "ex04-b": "not confirmed" },
      named: named as RegExp,
    }),
  ),
  {
    id: "three wines",
    kind: "wrong",
    about: "4b: another dataset",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData.replaceAll("breast_cancer", "wine")}`),
        code(
          `${pyNetwork.replace("30", "13")}\n${pyCompile}\nmodel.fit(X_scaled, y == 0, epochs=50, verbose=2)`,
          log({ to: 0.9859 }),
        ),
      ),
    },
    expected: { "ex04-b": "not confirmed" },
    named: /run again/,
  },
  {
    id: "another network in the code",
    kind: "wrong",
    about: "4b: 9, 9 and 1 units, which no output shows",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}`),
        code(
          `model = Sequential([Dense(9, input_dim=30, activation='relu'), Dense(9, activation='relu'), Dense(1, activation='sigmoid')])
${pyCompile}
model.fit(X_scaled, y, epochs=50, verbose=2)`,
          log({ to: 0.9859 }),
        ),
      ),
    },
    expected: {},
    named: /a network of 10, 5, 1 units, not 9, 9, 1/,
  },
  {
    id: "samples of two axes",
    kind: "wrong",
    about: "2a: a second axis in front of the features, which Keras 3 does not show",
    files: {
      "ex02.ipynb": python(
        code(pyImports),
        code("Dense(8, input_shape=(0, 5), activation='sigmoid').get_config()", "", {
          value: "{'units': 8, 'activation': 'sigmoid', 'dtype': {'module': 'keras'}}",
        }),
      ),
    },
    expected: { "ex02-a": "not confirmed" },
    named: /no layer 5 inputs/,
  },
];
