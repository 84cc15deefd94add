import {
  configs,
  kerasImports,
  layers,
  pyCompile,
  pyData,
  pyImports,
  pyNetwork,
  tsCompile,
  tsData,
  tsNetwork,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, text, typescript } from "./submission.ts";

const [first15, second15] = configs("2.15.0");

/** Ways of honest work that the first half of the cases does not have. */
export const honestMore: Submission[] = [
  {
    id: "py-keras-2.15",
    kind: "honest",
    about: "Keras 2.15, a helper that prints, and parts of the configuration only",
    files: {
      "ex02.ipynb": python(
        code("import tensorflow as tf\nfrom tensorflow import keras"),
        code("def show(layer):\n    config = layer.get_config()\n    print(config)"),
        code(
          "show(keras.layers.Dense(8, activation='sigmoid', input_shape=(5,)))\nshow(keras.layers.Dense(4, activation='sigmoid'))",
          `${first15}\n${second15}\n`,
        ),
        code(
          "c = keras.layers.Dense(1, activation='sigmoid').get_config()\n{key: c[key] for key in ('units', 'activation')}",
          "",
          { value: "{'units': 1, 'activation': 'sigmoid'}" },
        ),
      ),
    },
    expected: { ex02: "met" },
  },
  {
    id: "console.table",
    kind: "honest",
    about: "console.table in TypeScript, a row a layer, an empty cell where there is no shape",
    files: {
      "Übung 2 – Dense.ipynb": typescript(
        text("# Exercise 2"),
        code(
          `${kerasImports}
const all = [new Dense(8, { inputShape: [5], activation: "sigmoid" }), new Dense(4, { activation: "sigmoid" }), new Dense(1, { activation: "sigmoid" })];
console.table(all.map((layer) => layer.getConfig()), ["batch_input_shape", "units", "activation"]);`,
          `┌─────────┬───────────────────┬───────┬────────────┐
│ (index) │ batch_input_shape │ units │ activation │
├─────────┼───────────────────┼───────┼────────────┤
│    0    │    [ null, 5 ]    │   8   │ 'sigmoid'  │
│    1    │                   │   4   │ 'sigmoid'  │
│    2    │                   │   1   │ 'sigmoid'  │
└─────────┴───────────────────┴───────┴────────────┘
`,
        ),
      ),
    },
    expected: { ex02: "met" },
  },
  {
    id: "key by key",
    kind: "honest",
    about: "Keys and values beside each other, as a pandas Series and as sentences show them",
    files: {
      "ex02.ipynb": python(
        code(
          `${pyImports}\nimport pandas as pd\na = Dense(8, input_shape=(5,), activation='sigmoid')\npd.Series(a.get_config())`,
          "",
          {
            value: `name                      dense
trainable                  True
batch_input_shape     (None, 5)
dtype                   float32
units                         8
activation              sigmoid
use_bias                   True
dtype: object`,
          },
        ),
        code(
          "b = Dense(4, activation='sigmoid').get_config()\nprint('units:', b['units'], 'activation:', b['activation'])",
          "units: 4 activation: sigmoid\n",
        ),
        code(
          "c = Dense(1, activation='sigmoid').get_config()\nprint(f\"units = {c['units']}\\nactivation = {c['activation']}\")",
          "units = 1\nactivation = sigmoid\n",
        ),
      ),
    },
    expected: { ex02: "met" },
    // Keras 3 has no `batch_input_shape`.
    rerun: { "ex02-a": "not confirmed" },
  },
  {
    id: "history printed",
    kind: "honest",
    about: "Scaled by hand, split off a validation set, and the history printed as a dictionary",
    files: {
      "ex04.ipynb": python(
        code(
          `${pyImports}\nfrom sklearn.datasets import load_breast_cancer\ndata = load_breast_cancer()\nX = data.data\nX = (X - X.mean(axis=0)) / X.std(axis=0)`,
        ),
        code(
          `${pyNetwork}\nfor entry in model.get_config()['layers']:\n    print(entry)`,
          layers("2.4.3").trim().slice(1, -1).replaceAll("}}, {", "}}\n{").concat("\n"),
        ),
        code(
          `${pyCompile}\nh = model.fit(X, data.target, epochs=50, verbose=0, validation_split=0.2)\nprint({k: [round(v, 4) for v in vs] for k, vs in h.history.items()})`,
          `{'loss': [${Array(50).fill(0.2).join(", ")}], 'accuracy': [${[...Array(49).fill(0.95), 0.9824].join(", ")}], 'val_loss': [0.2], 'val_accuracy': [0.91]}\n`,
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "validation in the log",
    kind: "honest",
    about: "A train and a test part, the test's accuracy beside, layers in a loop",
    files: {
      "ex04.ipynb": python(
        code(
          `${pyImports}\n${pyData}\nfrom sklearn.model_selection import train_test_split\nX_train, X_test, y_train, y_test = train_test_split(X_scaled, y, random_state=1)`,
        ),
        code(
          "net = Sequential()\nnet.add(Dense(10, input_dim=30, activation='sigmoid'))\nfor n in [5, 1]:\n    net.add(Dense(n, activation='sigmoid'))\nprint(net.get_config()['layers'])",
          layers("2.15.0"),
        ),
        code(
          "net.compile('adam', 'binary_crossentropy', metrics=['acc'])\nnet.fit(X_train, y_train, epochs=50, verbose=2, validation_data=(X_test, y_test))",
          log({ to: 0.9789, steps: 14, form: "Keras 2" }).replaceAll(
            /accuracy: (\S+)/g,
            "acc: $1 - val_loss: 0.2 - val_acc: 0.91",
          ),
        ),
        code("print('test accuracy', net.evaluate(X_test, y_test, verbose=0)[1])", "test accuracy 0.9301\n"),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "percent",
    kind: "honest",
    about: "The last accuracy in percent, and a history as a table in another cell",
    files: {
      "04 optimize.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(
          `${tsNetwork}\n${tsCompile}\nconst run = await model.fit(X, target, { epochs: 50, verbose: 0 });\nmodel.getConfig().layers`,
          "",
          { value: layers("2.4.3").trim() },
        ),
        code(
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a cell's code
          "const last = run.history.accuracy.at(-1)!;\nconsole.log(`With scaled data the accuracy reached ${(100 * last).toFixed(1)} % after epoch 50`);",
          "With scaled data the accuracy reached 98.6 % after epoch 50\n",
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "history as a table",
    kind: "honest",
    about: "The tail of the history as a DataFrame",
    files: {
      "ex04.ipynb": python(
        code(
          `${pyImports}\nimport pandas as pd\n${pyData}\n${pyNetwork}\n${pyCompile}\nhistory = model.fit(X_scaled, y, epochs=50, verbose=0)`,
        ),
        code("pd.DataFrame(history.history).tail(3)", "", {
          value:
            "        loss  accuracy\n47  0.140102  0.982425\n48  0.137712  0.982425\n49  0.135401  0.984183",
        }),
      ),
    },
    expected: { "ex04-b": "met" },
  },
  {
    id: "TensorFlow.js",
    kind: "honest",
    about: "Exercise 3 with TensorFlow.js' own layers, in JavaScript's words",
    files: {
      "ex03.ipynb": typescript(
        code('import * as tf from "@tensorflow/tfjs-node";'),
        code(
          `const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [5], activation: "relu" }));
model.add(tf.layers.dense({ units: 4, activation: "relu" }));
model.add(tf.layers.dense({ units: 1 }));
model.summary();`,
          "Total params: 89\n",
        ),
      ),
    },
    expected: { ex03: "met" },
  },
  {
    id: "versions",
    kind: "honest",
    about: "Exercise 0 by printed versions in TypeScript",
    files: {
      "ex00.ipynb": typescript(
        code(
          'import ts from "typescript";\nimport { execSync } from "node:child_process";\nconsole.log("Node", process.version);\nconsole.log("TypeScript", ts.version);\nconsole.log("JupyterLab", execSync("jupyter lab --version").toString());',
          "Node v22.11.0\nTypeScript 5.0.4\nJupyterLab 4.6.6\n\n",
        ),
        code(
          'import "tslab";\nimport "@tensorflow/tfjs-node";\nimport "danfojs-node";\nimport "../lib/plot";\nimport "../lib/keras";',
        ),
      ),
    },
    expected: { ex00: "met" },
  },
  {
    id: "looked twice",
    kind: "honest",
    about: "A wrong try first, then the right one; a cell that is there twice; a last cell that was not run",
    files: {
      "ex03.ipynb": python(
        code(pyImports),
        code("m = Sequential([Dense(8, input_shape=(5,)), Dense(4), Dense(1, activation='sigmoid')])"),
        code(
          "m = Sequential([Dense(8, input_shape=(5,), activation='relu'), Dense(4, activation='relu'), Dense(1)])",
        ),
        code(
          "m = Sequential([Dense(8, input_shape=(5,), activation='relu'), Dense(4, activation='relu'), Dense(1)])",
        ),
        code("m.summary()", "", { count: null }),
      ),
    },
    expected: { ex03: "met" },
  },
];

export const wrongMore: Submission[] = [
  {
    id: "95 exactly",
    kind: "wrong",
    about: "4b: 0.95 is not above 95 %, however good the validation is",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}\n${pyNetwork}\n${pyCompile}`),
        code(
          "model.fit(X_scaled, y, epochs=50, verbose=2, validation_split=0.1)",
          log({ to: 0.95, form: "Keras 2" }).replaceAll(
            /accuracy: (\S+)/g,
            "accuracy: $1 - val_accuracy: 0.9912",
          ),
        ),
      ),
    },
    expected: { "ex04-b": "not met" },
    // The figure was made up; the training gives a higher one.
    rerun: { "ex04-b": "not confirmed" },
  },
  {
    id: "one layer more",
    kind: "wrong",
    about: "3: a layer too many; 2a: the shape is not told",
    files: {
      "ex03.ipynb": typescript(
        code(
          `${kerasImports}\nconst m = new Sequential([new Dense(8, { inputShape: [5] }), new Dense(4), new Dense(4), new Dense(1)]);\nm.summary();`,
          "Total params: 109\n",
        ),
      ),
      "ex02.ipynb": typescript(
        code(
          `${kerasImports}\nconsole.log(new Dense(8, { activation: "sigmoid" }).getConfig());`,
          `${configs("2.4.3")[0].replace("'batch_input_shape': (None, 5), ", "")}\n`,
        ),
      ),
    },
    expected: {},
  },
  {
    id: "three features",
    kind: "wrong",
    about: "3: another input; 1: the words of a layer and of a model after each other",
    files: {
      "ex03.ipynb": python(
        code(
          `${pyImports}\nm = Sequential()\nm.add(Dense(8, input_shape=(3,)))\nm.add(Dense(4))\nm.add(Dense(1))`,
        ),
      ),
      "ex01.ipynb": python(
        code(
          `${pyImports}\nm = Sequential()\nprint(m)\nprint(Dense(1))`,
          "<keras.engine.sequential.Sequential object at 0x7fd568d36f40>\n<keras.layers.core.dense.Dense object at 0x7fd568d36f40>\n",
        ),
      ),
    },
    expected: {},
  },
];
