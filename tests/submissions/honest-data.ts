import {
  kerasImports,
  layers,
  pyCompile,
  pyData,
  pyEx04,
  pyImports,
  pyLayers,
  tsCompile,
  tsData,
  tsEx04,
  tsNetwork,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

/** Honest work whose data go another way to the fit than the day's own. */
export const honestData: Submission[] = [
  {
    id: "rows by hand",
    kind: "honest",
    about: "The CSV taken apart in a loop, features by slice, label beside them; scaled by hand",
    files: {
      "ex04.ipynb": typescript(
        code(`import { readFileSync } from "node:fs";\n${kerasImports}`),
        code(`const X: number[][] = [];
const y: number[] = [];
for (const line of readFileSync("../datasets/breast_cancer.csv", "utf8").trim().split("\\n").slice(1)) {
  const cells = line.split(",").map(Number);
  X.push(cells.slice(0, 30));
  y.push(cells[30]);
}
const columns = X[0].map((_, j) => X.map((row) => row[j]));
const means = columns.map((column) => column.reduce((a, b) => a + b) / column.length);
const sds = columns.map((column, j) => Math.sqrt(column.reduce((a, b) => a + (b - means[j]) ** 2, 0) / column.length));
const scaled = X.map((row) => row.map((value, j) => (value - means[j]) / sds[j]));`),
        code(`${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3")),
        code(`${tsCompile}\nawait model.fit(scaled, y, { epochs: 50, verbose: 2 });`, log({ to: 0.9859 })),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "one frame for all",
    kind: "honest",
    about: "Labels in the frame and dropped again, a split, a picture of one class, the first rows shown",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}
import pandas as pd
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler`),
        code(`cancer = load_breast_cancer()
df = pd.DataFrame(cancer.data, columns=cancer.feature_names)
df['target'] = cancer.target
malignant = df[df['target'] == 0]
df = df.sample(frac=1, random_state=0)
X = df.drop(columns='target')
y = df['target']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.1)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)`),
        pyLayers(),
        code(
          `${pyCompile}\nhistory = model.fit(X_train, y_train, epochs=50, verbose=2)`,
          log({ to: 0.9844, steps: 16, form: "Keras 2" }),
        ),
        code("pd.DataFrame(history.history).tail(3)", "", {
          value:
            "        loss  accuracy\n47  0.091432  0.984375\n48  0.090127  0.984375\n49  0.088850  0.984375",
        }),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "folds",
    kind: "honest",
    about: "Five folds, labels beside data in one array that is shuffled and cut again",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler`),
        code(`data = load_breast_cancer()
both = np.c_[data.data, data.target]
np.random.default_rng(0).shuffle(both)
X, y = both[:, :-1], both[:, -1]
X = StandardScaler().fit_transform(X)`),
        pyLayers(),
        code(
          `for train, test in StratifiedKFold(5).split(X, y):
    model = Sequential([Dense(10, input_shape=(30,), activation='sigmoid'), Dense(5, activation='sigmoid'), Dense(1, activation='sigmoid')])
    ${pyCompile}
    model.fit(X[train], y[train], epochs=50, verbose=2)`,
          log({ to: 0.9824, steps: 15, form: "Keras 2" }).repeat(5),
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "lots drawn",
    kind: "honest",
    about:
      "Samples shuffled by random numbers, a little noise on the training data, a random mask for the split",
    files: {
      "ex04 ts.ipynb": typescript(
        code(`${kerasImports}\n${tsData}
const order = Array.from({ length: 569 }, (_, i) => i).sort(() => Math.random() - 0.5);
const rows = X.arraySync();
const labels = Array.from(target.dataSync());
const mixed = order.map((i) => rows[i]);
const y = order.map((i) => labels[i]);`),
        code(`${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3")),
        code(`${tsCompile}\nawait model.fit(mixed, y, { epochs: 50, verbose: 2 });`, log({ to: 0.9859 })),
      ),
    },
    expected: { ex04: "met" },
    // The made-up code ends in a type error.
    rerun: { ex04: "not confirmed" },
  },
  {
    id: "noise",
    kind: "honest",
    about: "A little noise on the training data, a random mask for the split",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\nimport numpy as np\n${pyData}
mask = np.random.rand(len(X_scaled)) < 0.9
X_train, y_train = X_scaled[mask], y[mask]
X_train = X_train + np.random.normal(0, 0.01, X_train.shape)`),
        pyLayers(),
        code(
          `${pyCompile}\nmodel.fit(X_train, y_train, epochs=50, verbose=2)`,
          log({ to: 0.9824, steps: 16, form: "Keras 2" }),
        ),
      ),
    },
    expected: { ex04: "met" },
    // Data with noise are not the day's.
    rerun: { "ex04-b": "not confirmed" },
  },
  {
    id: "split and held out",
    kind: "honest",
    about: "A stratified split, scaler fitted on the training part alone, both accuracies in a sentence",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}`),
        pyLayers(),
        code(
          `from sklearn.model_selection import train_test_split
raw, held, y_train, y_held = train_test_split(X, y, test_size=0.2, stratify=y, random_state=1)
scaler = StandardScaler().fit(raw)
${pyCompile}
run = model.fit(scaler.transform(raw), y_train, validation_data=(scaler.transform(held), y_held), epochs=50, verbose=0)
print("After epoch 50: accuracy {:.4f} in training, {:.4f} on held-out data".format(run.history['accuracy'][-1], run.history['val_accuracy'][-1]))`,
          "After epoch 50: accuracy 0.9846 in training, 0.9737 on held-out data\n",
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "a line written over",
    kind: "honest",
    about: "A bar of its own, drawn anew in the same line after each epoch",
    files: pyEx04(
      code(
        `${pyCompile}
import sys
from tensorflow.keras.callbacks import Callback
class Bar(Callback):
    def on_epoch_end(self, epoch, logs=None):
        sys.stdout.write(f"\\r[{'#' * (epoch // 10):<5}] epoch {epoch + 1}/50 loss {logs['loss']:.4f} accuracy {logs['accuracy']:.4f}")
model.fit(X_scaled, y, epochs=50, verbose=0, callbacks=[Bar()])
print()`,
        `${Array.from({ length: 50 }, (_, at) => `\r[#    ] epoch ${at + 1}/50 loss 0.${6990 - 120 * at} accuracy 0.${6274 + 73 * at}`).join("")}\n`,
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "words without signs",
    kind: "honest",
    about: "The loss in front of the accuracy, with nothing between words and figures",
    files: tsEx04(
      code(
        `${tsCompile}
const report = new callbacks.LambdaCallback({
  onEpochEnd: (epoch, logs) => epoch > 47 && console.log("epoch", epoch + 1, "loss", logs.loss.toFixed(3), "accuracy", logs.accuracy.toFixed(3)),
});
await model.fit(X, target, { epochs: 50, verbose: 0, callbacks: [report] });`,
        "epoch 49 loss 0.133 accuracy 0.984\nepoch 50 loss 0.131 accuracy 0.986\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "a log of one's own",
    kind: "honest",
    about: "Epochs in Keras' words and the figures behind them, in one line",
    files: pyEx04(
      code(
        `${pyCompile}
for epoch in range(50):
    logs = model.fit(X_scaled, y, epochs=epoch + 1, initial_epoch=epoch, verbose=0).history
    print(f"Epoch {epoch + 1}/50 - accuracy: {logs['accuracy'][0]:.4f} - loss: {logs['loss'][0]:.4f}")`,
        Array.from(
          { length: 50 },
          (_, at) => `Epoch ${at + 1}/50 - accuracy: 0.${6274 + 73 * at} - loss: 0.${6990 - 120 * at}\n`,
        ).join(""),
      ),
    ),
    expected: { ex04: "met" },
  },
];
