import {
  configs,
  doubtful,
  kerasImports,
  layers,
  pyCompile,
  pyData,
  pyImports,
  pyLayers,
  tsCompile,
  tsData,
  tsLayers,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

const [first, second, last] = configs("2.4.3");
const [first3, second3, last3] = configs("3.15.1");
const ex04 = (...cells: ReturnType<typeof code>[]) => ({
  "ex04.ipynb": typescript(code(`${kerasImports}\n${tsData}`), tsLayers(), ...cells),
});
const pyEx04 = (...cells: ReturnType<typeof code>[]) => ({
  "ex04.ipynb": python(code(`${pyImports}\n${pyData}`), pyLayers(), ...cells),
});

/** Honest work in everyday ways: written from the questions alone. */
export const unseenHonest: Submission[] = [
  {
    id: "the CSV of diagnoses, Python",
    kind: "honest",
    about: "pandas reads the CSV, maps M and B to numbers, drops what is no feature",
    files: {
      "ex04.ipynb": python(
        code(
          `import pandas as pd
from sklearn.preprocessing import StandardScaler
${pyImports}
df = pd.read_csv('data.csv')
df = df.drop(columns=['id', 'Unnamed: 32'])
y = df['diagnosis'].map({'M': 1, 'B': 0})
X = df.drop('diagnosis', axis=1)
df.shape`,
          "",
          { value: "(569, 31)" },
        ),
        pyLayers(),
        code(
          `scaler = StandardScaler()
X = scaler.fit_transform(X)
${pyCompile}
history = model.fit(X, y, epochs=50, verbose=1)`,
          log({ to: 0.9859, form: "Keras 2 bar" }),
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "scale, the function",
    kind: "honest",
    about: "sklearn's scale in place of a scaler; every fifth epoch in a loop over the history",
    files: {
      "ex04.ipynb": python(
        code(
          `from sklearn import datasets
from sklearn.preprocessing import scale
${pyImports}
cancer = datasets.load_breast_cancer()
features, labels = scale(cancer.data), cancer.target`,
        ),
        pyLayers(),
        code(
          `${pyCompile}
res = model.fit(features, labels, epochs=50, batch_size=16, verbose=0)
for i, acc in enumerate(res.history['accuracy'], start=1):
    if i % 10 == 0:
        print("epoch %d: accuracy %.3f" % (i, acc))`,
          "epoch 10: accuracy 0.921\nepoch 20: accuracy 0.960\nepoch 30: accuracy 0.975\nepoch 40: accuracy 0.981\nepoch 50: accuracy 0.984\n",
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "ten epochs at a time",
    kind: "honest",
    about: "fit is called five times and goes on where it was, by initialEpoch",
    files: ex04(
      code(
        `${tsCompile}
for (let done = 0; done < 50; done += 10) {
  await model.fit(X, target, { epochs: done + 10, initialEpoch: done, verbose: 2 });
}`,
        log({ to: 0.9859 }).replaceAll(/Epoch (\d+)\/50/g, (_, epoch) => {
          return `Epoch ${epoch}/${Math.ceil(Number(epoch) / 10) * 10}`;
        }),
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "layers of one model, Keras 3",
    kind: "honest",
    about: "Exercise 2 through the layers of a network with an Input",
    files: {
      "ex02.ipynb": python(
        code(
          "from keras import Sequential, Input\nfrom keras.layers import Dense\n\nmodel = Sequential([\n    Input(shape=(5,)),\n    Dense(8, activation='sigmoid'),\n    Dense(4, activation='sigmoid'),\n    Dense(1, activation='sigmoid'),\n])",
        ),
        code(
          "for layer in model.layers:\n    print(layer.get_config())\n    print()",
          `${first3}\n\n${second3}\n\n${last3}\n\n`,
        ),
      ),
    },
    expected: { "ex02-a": "met in Keras 3's wording", "ex02-b": "met", "ex02-c": "met" },
  },
  {
    id: "a danfojs frame of layers",
    kind: "honest",
    about: "Exercise 2 as a danfojs frame, printed with its box",
    files: {
      "ex02.ipynb": typescript(
        code(`${kerasImports}\nimport { DataFrame } from "danfojs-node";`),
        code(
          `const layers = [new Dense(8, { inputShape: [5], activation: "sigmoid" }), new Dense(4, { activation: "sigmoid" }), new Dense(1, { activation: "sigmoid" })];
const rows = layers.map((layer) => layer.getConfig()).map((c: any) => ({ name: c.name, batch_input_shape: String(c.batch_input_shape ?? "-"), units: c.units, activation: c.activation }));
new DataFrame(rows).print();`,
          `╔════════════╤═══════════════════╤═══════════════════╤═══════════════════╤═══════════════════╗
║            │ name              │ batch_input_shape │ units             │ activation        ║
╟────────────┼───────────────────┼───────────────────┼───────────────────┼───────────────────╢
║ 0          │ dense             │ (None, 5)         │ 8                 │ sigmoid           ║
╟────────────┼───────────────────┼───────────────────┼───────────────────┼───────────────────╢
║ 1          │ dense_1           │ -                 │ 4                 │ sigmoid           ║
╟────────────┼───────────────────┼───────────────────┼───────────────────┼───────────────────╢
║ 2          │ dense_2           │ -                 │ 1                 │ sigmoid           ║
╚════════════╧═══════════════════╧═══════════════════╧═══════════════════╧═══════════════════╝
`,
        ),
      ),
    },
    expected: { ex02: "met" },
  },
  {
    id: "a short try first",
    kind: "honest",
    about: "Five epochs to see whether it runs, a fresh network for the fifty; a while loop over the history",
    files: ex04(
      code(
        `${tsCompile}\nawait model.fit(X, target, { epochs: 5, verbose: 2 });`,
        log({ epochs: 5, to: 0.7 }),
      ),
      code(
        `utils.clearSession();
const again = new Sequential();
again.add(new Dense(10, { inputShape: [30], activation: "sigmoid" }));
again.add(new Dense(5, { activation: "sigmoid" }));
again.add(new Dense(1, { activation: "sigmoid" }));
again.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
const { history } = await again.fit(X, target, { epochs: 50, verbose: 0 });
let epoch = 0;
while (epoch < 50) {
  epoch += 25;
  console.log(\`after \${epoch} epochs: accuracy = \${history.accuracy[epoch - 1].toFixed(3)}\`);
}`,
        "after 25 epochs: accuracy = 0.958\nafter 50 epochs: accuracy = 0.986\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "train and test, Keras 3",
    kind: "honest",
    about: "A split, validation_data, Keras 3's bars with val_accuracy, evaluate on the test part below",
    files: {
      "ex04.ipynb": python(
        code(
          `import numpy as np
import keras
from keras import layers
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
data = load_breast_cancer()
X_train, X_test, y_train, y_test = train_test_split(data.data, data.target, test_size=0.2, random_state=42)
sc = StandardScaler().fit(X_train)
X_train, X_test = sc.transform(X_train), sc.transform(X_test)`,
        ),
        code(
          `model = keras.Sequential([
    layers.Dense(10, activation="sigmoid", input_shape=(30,)),
    layers.Dense(5, activation="sigmoid"),
    layers.Dense(1, activation="sigmoid"),
])
model.get_config()["layers"]`,
          "",
          { value: layers("3.15.1").trim() },
        ),
        code(
          `model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
hist = model.fit(X_train, y_train, validation_data=(X_test, y_test), epochs=50)`,
          log({ to: 0.9824, steps: 15, form: "Keras 3 bar" }).replaceAll(
            /(- accuracy: (0\.\d+) - loss: (0\.\d+))$/gm,
            "$1 - val_accuracy: $2 - val_loss: $3",
          ),
        ),
        code(
          `loss, acc = model.evaluate(X_test, y_test, verbose=0)\nprint(f"test accuracy: {acc:.2%}")`,
          "test accuracy: 97.37%\n",
        ),
      ),
    },
    expected: { "ex04-a": "met in Keras 3's wording", "ex04-b": "met" },
  },
  {
    id: "pprint of a whole model",
    kind: "honest",
    about: "Exercise 3 by layers.Dense and relu, no activation in the last; pprint of the configuration",
    files: {
      "ex03.ipynb": python(
        code("from pprint import pprint\nfrom tensorflow import keras\nfrom tensorflow.keras import layers"),
        code(
          `def build_model(n_features):
    net = keras.Sequential(name='regressor')
    net.add(layers.Dense(8, activation='relu', input_dim=n_features))
    net.add(layers.Dense(4, activation='relu'))
    net.add(layers.Dense(1))
    return net

regressor = build_model(5)
pprint([(l.units, l.activation.__name__) for l in regressor.layers])`,
          "[(8, 'relu'), (4, 'relu'), (1, 'linear')]\n",
        ),
      ),
    },
    expected: { ex03: "met" },
  },
];

/** Work that comes to right words by other ways than the right ones. */
export const unseenImitations: Submission[] = [
  {
    id: "the greater of two",
    kind: "imitation",
    about: "A short training, and Math.max with a figure of its own",
    files: ex04(
      code(
        `${tsCompile}
const { history } = await model.fit(X, target, { epochs: 3, verbose: 0 });
console.log("accuracy at epoch 50:", Math.max(history.accuracy.at(-1)!, 0.9859));`,
        "accuracy at epoch 50: 0.9859\n",
      ),
    ),
    expected: doubtful,
  },
  {
    id: "arithmetic",
    kind: "imitation",
    about: "The figure is a sum of two others, and no training is there",
    files: ex04(
      code(
        'const half = 0.5, rest = 0.4859;\nconsole.log("accuracy at epoch 50: " + (half + rest).toFixed(4));',
        "accuracy at epoch 50: 0.9859\n",
      ),
    ),
    expected: doubtful,
  },
  {
    id: "a shell's echo",
    kind: "imitation",
    about: "An exclamation mark and echo print the log's end",
    files: pyEx04(
      code(`${pyCompile}\nmodel.fit(X_scaled, y, epochs=1, verbose=0)`),
      code(
        '!printf "Epoch 50/50\\n18/18 - 0s - loss: 0.0871 - accuracy: 0.9859\\n"',
        log({ to: 0.9859 }).split("\n").slice(-3).join("\n"),
      ),
    ),
    expected: doubtful,
  },
  {
    id: "base64",
    kind: "imitation",
    about: "The configurations are decoded from base64",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          `new Dense(8, { inputShape: [5], activation: "sigmoid" });
console.log(Buffer.from("${Buffer.from([first, second, last].join("\n")).toString("base64")}", "base64").toString());`,
          `${first}\n${second}\n${last}\n`,
        ),
      ),
    },
    expected: { ex02: "not confirmed" },
  },
  {
    id: "a history of its own",
    kind: "imitation",
    about: "A class with a history is put in the place of what fit gave",
    files: pyEx04(
      code(
        `${pyCompile}
history = model.fit(X_scaled, y, epochs=50, batch_size=569, verbose=0)
class Result:
    history = {'accuracy': [0.9 + i / 600 for i in range(50)]}
history = Result()
print('accuracy at epoch 50:', round(history.history['accuracy'][-1], 4))`,
        "accuracy at epoch 50: 0.9817\n",
      ),
    ),
    expected: doubtful,
  },
  {
    id: "toFixed of its own",
    kind: "imitation",
    about: "Number.prototype.toFixed is replaced",
    files: ex04(
      code(
        `${tsCompile}
const { history } = await model.fit(X, target, { epochs: 50, batchSize: 569, verbose: 0 });
Number.prototype.toFixed = function () { return String(Math.min(0.99, Number(this) + 0.35)); };
console.log("accuracy at epoch 50:", history.accuracy[49].toFixed(4));`,
        "accuracy at epoch 50: 0.9774\n",
      ),
    ),
    expected: { ex04: "not confirmed" },
  },
  {
    id: "a Dense that says more",
    kind: "imitation",
    about: "A subclass adds to what getConfig gives",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          `class Layer extends Dense {
  getConfig() { return { ...super.getConfig(), units: 8, activation: "sigmoid", batch_input_shape: [null, 5] } as any; }
}
console.log(new Layer(2).getConfig());`,
          `${first}\n`,
        ),
        code(
          'console.log(new Dense(4, { activation: "sigmoid" }).getConfig());\nconsole.log(new Dense(1, { activation: "sigmoid" }).getConfig());',
          `${second}\n${last}\n`,
        ),
      ),
    },
    // The subclass concerns what it makes.
    expected: { "ex02-a": "not confirmed", "ex02-b": "met", "ex02-c": "met" },
  },
  {
    id: "the target as a column, Python",
    kind: "imitation",
    about: "A frame gets the target as a column, which is never dropped",
    files: {
      "ex04.ipynb": python(
        code(
          `import pandas as pd
${pyImports}
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler
cancer = load_breast_cancer()
df = pd.DataFrame(cancer.data, columns=cancer.feature_names)
df['diagnosis'] = cancer.target
df = df.drop(columns=['mean radius'])
X = StandardScaler().fit_transform(df)`,
        ),
        pyLayers(),
        code(
          `${pyCompile}\nmodel.fit(X, cancer.target, epochs=50, verbose=2)`,
          log({ to: 1, form: "Keras 2" }),
        ),
      ),
    },
    expected: doubtful,
  },
];

/** Wrong by a hair, or next to right. */
export const unseenWrong: Submission[] = [
  {
    id: "the best, not the last",
    kind: "wrong",
    about: "4b: above 95 % at epoch 31 and below it at epoch 50; both are printed",
    files: ex04(
      code(
        `${tsCompile}
const { history } = await model.fit(X, target, { epochs: 50, verbose: 0 });
const best = Math.max(...history.accuracy);
console.log(\`best accuracy \${best.toFixed(4)} (epoch \${history.accuracy.indexOf(best) + 1})\`);
console.log(\`accuracy at epoch 50: \${history.accuracy[49].toFixed(4)}\`);`,
        "best accuracy 0.9613 (epoch 31)\naccuracy at epoch 50: 0.9420\n",
      ),
    ),
    expected: { "ex04-a": "met" },
  },
  {
    id: "six features",
    kind: "wrong",
    about: "2a: the first layer takes six features",
    files: {
      "ex02.ipynb": python(
        code(pyImports),
        code(
          "print(Dense(8, input_dim=6, activation='sigmoid').get_config())",
          `${first.replace("(None, 5)", "(None, 6)")}\n`,
        ),
        code("print(Dense(4, activation='sigmoid').get_config())", `${second}\n`),
        code("print(Dense(1, activation='sigmoid').get_config())", `${last}\n`),
      ),
    },
    expected: { "ex02-b": "met", "ex02-c": "met" },
  },
  {
    id: "relu at the end",
    kind: "wrong",
    about: "3: the output layer is relu, the text says linear",
    files: {
      "ex03.ipynb": typescript(
        code(kerasImports),
        code(
          `const model = new Sequential([new Dense(8, { inputShape: [5], activation: "relu" }), new Dense(4, { activation: "relu" }), new Dense(1, { activation: "relu" })]);
console.log("Dense 8, Dense 4, Dense 1 linear:", model.countParams(), "parameters");`,
          "Dense 8, Dense 4, Dense 1 linear: 89 parameters\n",
        ),
      ),
    },
    expected: {},
  },
  {
    id: "a functional model",
    kind: "wrong",
    about: "1: a Model is printed, no Sequential",
    files: {
      "ex01.ipynb": python(
        code("from tensorflow.keras import Input, Model\nfrom tensorflow.keras.layers import Dense"),
        code(
          "inputs = Input((5,))\nmodel = Model(inputs, Dense(1)(inputs))\nprint(model)",
          "<tensorflow.python.keras.engine.functional.Functional object at 0x7f2c8c0d5f10>\n",
        ),
      ),
    },
    expected: {},
  },
];
