import {
  configs,
  kerasImports,
  layers,
  pyCompile,
  pyImports,
  pyLayers,
  tsCompile,
  tsEx04,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

const [first3, second3, last3] = configs("3.15.1");

/** Honest work in everyday ways: written from the questions alone. */
export const honestEveryday: Submission[] = [
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
    // The file that it reads was not submitted.
    rerun: { "ex04-b": "not confirmed" },
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
    id: "a frame of optimizers",
    kind: "honest",
    about: "A helper builds the network for each optimizer; a pandas frame has a row for each",
    files: {
      "ex04.ipynb": python(
        code(`import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.datasets import load_breast_cancer
${pyImports}
X, y = load_breast_cancer(return_X_y=True)
X = StandardScaler().fit_transform(X)`),
        pyLayers(),
        code(
          `def entrenar(optimizador):
    red = Sequential.from_config(model.get_config())
    red.compile(optimizer=optimizador, loss="binary_crossentropy", metrics=["accuracy"])
    return red.fit(X, y, epochs=50, verbose=0).history

filas = []
for nombre in ("adam", "sgd"):
    h = entrenar(nombre)
    filas.append({"optimizer": nombre, "accuracy": h["accuracy"][-1], "loss": h["loss"][-1]})
pd.DataFrame(filas)`,
          "",
          {
            value:
              "  optimizer  accuracy      loss\n0      adam  0.984183  0.101234\n1       sgd  0.627417  0.651234",
          },
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "ten epochs at a time",
    kind: "honest",
    about: "fit is called five times and goes on where it was, by initialEpoch",
    files: tsEx04(
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
║            │ name              │ batch_input_sha…  │ units             │ activation        ║
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
    files: tsEx04(
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
