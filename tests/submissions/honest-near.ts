import { goldenText } from "../golden/text.ts";
import {
  kerasImports,
  py,
  pyCompile,
  pyData,
  pyEx04,
  pyImports,
  pyLayers,
  pyNetwork,
  ts,
  tsCompile,
  tsEx04,
  tsNetwork,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

const shown = log({ to: 0.9859 });
const evaluated = "18/18 [==============================] - 0s 1ms/step - loss: 0.0712 - accuracy: 0.9789\n";
const [programs, imports] = ts.ex00().cells.map(({ outputs }) => (outputs as { text: string }[])[0].text);

/** Honest work with something in it that imitations have as well: written from the questions alone. */
export const honestNear: Submission[] = [
  {
    id: "weights of the start",
    kind: "honest",
    about: "The same first weights for two trainings, kept and put back",
    files: tsEx04(
      code(
        `${tsCompile}
const start = model.getWeights();
await model.fit(X, target, { epochs: 5, verbose: 0 });
model.setWeights(start);
await model.fit(X, target, { epochs: 50, verbose: 2 });`,
        shown,
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "the best weights",
    kind: "honest",
    about: "A checkpoint is loaded after the training, sample weights beside a plain accuracy",
    files: pyEx04(
      code(
        `import os
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'
from sklearn.utils.class_weight import compute_sample_weight
from tensorflow.keras.callbacks import ModelCheckpoint
${pyCompile}
keep = ModelCheckpoint('best.h5', save_weights_only=True)
model.fit(X_scaled, y, epochs=50, verbose=2, callbacks=[keep], sample_weight=compute_sample_weight('balanced', y))
model.load_weights('best.h5')`,
        log({ to: 0.9842, form: "Keras 2" }),
      ),
    ),
    expected: { ex04: "met" },
    // Keras 3 wants another ending of the file.
    rerun: { "ex04-b": "not confirmed" },
  },
  {
    id: "words after an import",
    kind: "honest",
    about: "ok stands below an import, met below a condition that throws",
    files: {
      "ex00.ipynb": typescript(
        code(
          `import { installedVersions, isAtLeast } from "../lib/notebook";
const found = await installedVersions();
for (const [name, oldest] of Object.entries({ "Node.js": "20.19", TypeScript: "5.0", JupyterLab: "4.0" })) {
  if (!isAtLeast(found[name], oldest)) throw new Error(\`\${name} is too old\`);
  console.log(\`\${name} \${oldest} or newer: met\`);
}`,
          programs,
        ),
        code(
          `const names = new Set(["tslab", "@tensorflow/tfjs-node", "danfojs-node", "plotly.js-dist", "../lib/keras"]);
for (const name of names) {
  await import(name);
  console.log(\`import \${name}: ok\`);
}`,
          imports,
        ),
      ),
    },
    expected: { ex00: "met" },
    // plotly.js-dist needs a page.
    rerun: { "ex00-b": "not confirmed" },
  },
  {
    id: "lines below their imports",
    kind: "honest",
    about: "Some imports are tried in a loop, the others stand above lines of their own that say so",
    files: {
      "ex00.ipynb": typescript(
        code(
          `import * as tslab from "tslab";
import { loadPlotly } from "../lib/plot";
console.log("import tslab: ok");
for (const name of ["@tensorflow/tfjs-node", "danfojs-node"]) {
  try {
    await import(name);
    console.log("import", name + ": ok");
  } catch (error) {
    console.log("import", name, "failed");
  }
}
await loadPlotly();
console.log("import plotly.js-dist: ok");
await import("../lib/keras");
console.log("import ../lib/keras: ok");`,
          imports,
        ),
      ),
    },
    expected: { "ex00-b": "met" },
  },
  {
    id: "a hundred epochs, the fiftieth shown",
    kind: "honest",
    about:
      "Trained for longer; the history's 50th entry is shown, and a loop that ends early tells its own epoch",
    files: tsEx04(
      code(
        `${tsCompile}
const { history } = await model.fit(X, target, { epochs: 100, verbose: 0 });
console.log(\`accuracy at epoch 50: \${history.accuracy[49].toFixed(4)}\`);`,
        "accuracy at epoch 50: 0.9842\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "stops when it is good",
    kind: "honest",
    about: "One epoch after the other, at most fifty; the loop says at which it ended",
    files: tsEx04(
      code(
        `${tsCompile}
let accuracy = 0;
let epoch = 0;
while (accuracy < 0.98 && epoch < 50) {
  const { history } = await model.fit(X, target, { epochs: 1, verbose: 0 });
  accuracy = history.accuracy[0];
  epoch++;
}
console.log(\`accuracy at epoch \${epoch}: \${accuracy.toFixed(4)}\`);`,
        "accuracy at epoch 43: 0.9807\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "a module for pictures",
    kind: "honest",
    about:
      "plots.py draws the curves in the last cell; settings of pandas and matplotlib; a cell of HTML and one of bash",
    files: {
      "plots.py":
        "import matplotlib.pyplot as plt\n\ndef draw(history):\n    plt.plot(history['accuracy'])\n",
      "ex04.ipynb": python(
        code(`%%html\n<style>.output { max-width: 60em; } /* wide */ </style>\n<p>it's (not) "code"`, "", {
          value: {
            "text/html": "<style>.output { max-width: 60em; }</style>",
            "text/plain": "<IPython.core.display.HTML object>",
          },
        }),
        code('%%bash\npip list | grep -i keras && echo "done: $(date +%F)"', "keras 2.4.3\n"),
        code(
          `import sys
sys.path.append('..')
import matplotlib.pyplot as plt
import pandas as pd
plt.rcParams['figure.figsize'] = (8, 4)
pd.options.display.max_columns = 40
from plots import draw
${pyImports}
${pyData}`,
        ),
        pyLayers(),
        code(
          `${pyCompile}\nhistory = model.fit(X_scaled, y, epochs=50, verbose=2)`,
          log({ to: 0.9842, form: "Keras 2" }),
        ),
        code("draw(history.history)"),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "more samples of one class",
    kind: "honest",
    about: "The training data get copies of the smaller class, so an epoch has more batches",
    files: pyEx04(
      code(
        `import numpy as np
from sklearn.utils import resample
few = y == 0
more, labels = resample(X_scaled[few], y[few], n_samples=145, random_state=1)
X_all = np.concatenate([X_scaled, more])
y_all = np.concatenate([y, labels])
${pyCompile}
model.fit(X_all, y_all, epochs=50, verbose=2)`,
        log({ to: 0.9832, steps: 23, form: "Keras 2" }),
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "a line of its own for an epoch",
    kind: "honest",
    about: "A silent fit, and a callback that says each epoch and its accuracy on one line",
    files: pyEx04(
      code(
        `from tensorflow.keras.callbacks import LambdaCallback
${pyCompile}
say = LambdaCallback(on_epoch_end=lambda epoch, logs: print(f"Epoch {epoch + 1}/50 - accuracy: {logs['accuracy']:.4f}"))
model.fit(X_scaled, y, epochs=50, verbose=0, callbacks=[say])`,
        Array.from(
          { length: 50 },
          (_, i) => `Epoch ${i + 1}/50 - accuracy: ${(0.62 + 0.0073 * i).toFixed(4)}\n`,
        ).join(""),
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "right ones counted",
    kind: "honest",
    about:
      "Predictions against a half, false negatives counted, the history kept as a file, a random number of its own",
    files: tsEx04(
      code(
        `import { copyFileSync, writeFileSync } from "node:fs";
let state = 7;
Math.random = () => (state = (state * 16807) % 2147483647) / 2147483647;
${tsCompile}
const { history } = await model.fit(X, target, { epochs: 50, verbose: 0 });
const scores = Array.from((await model.predict(X)).dataSync());
const labels = Array.from(target.dataSync());
const predicted = scores.map((score) => (score > 0.5 ? 1 : 0));
const missed = predicted.filter((value, i) => value < labels[i]).length;
writeFileSync("history.json", JSON.stringify(history));
copyFileSync("../datasets/breast_cancer.csv", "copy.csv");
console.log(\`accuracy at epoch 50: \${history.accuracy[49].toFixed(4)}\`);
console.log("missed:", missed);`,
        "accuracy at epoch 50: 0.9859\nmissed: 2\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "labels in the last column",
    kind: "honest",
    about: "One array of the CSV; the labels are what stands in its last column, as numbers above a half",
    files: {
      "ex04.ipynb": python(
        code(
          `import numpy as np
${pyImports}
from sklearn.preprocessing import StandardScaler
table = np.loadtxt('breast_cancer.csv', delimiter=',', skiprows=1)
y = (table[:, 30] > 0.5).astype(int)
X_scaled = StandardScaler().fit_transform(table[:, :30])`,
        ),
        pyLayers(),
        code(
          `${pyNetwork}\n${pyCompile}\nmodel.fit(X_scaled, y, epochs=50, verbose=2)\ny_pred = (model.predict(X_scaled) > 0.5).astype(int)`,
          log({ to: 0.9842, form: "Keras 2" }),
        ),
      ),
      "ex01.ipynb": py.ex01("2.4.3"),
      "ex04 again.ipynb": typescript(code(kerasImports), code(tsNetwork)),
    },
    expected: { ex01: "met", ex04: "met" },
    // The file that it reads was not submitted.
    rerun: { "ex04-b": "not confirmed" },
  },
  ...Object.entries({
    "época 50: 97,9 %": [
      `h = model.fit(X_scaled, y, epochs=50, verbose=0).history["accuracy"]
for e in (10, 25, 50): print(f"época {e}: {h[e - 1]:.1%}".replace(".", ","))`,
      "época 10: 94,2%\népoca 25: 97,5%\népoca 50: 97,9%\n",
    ],
    正解率: [
      `h = model.fit(X_scaled, y, epochs=50, verbose=0).history["accuracy"]\nprint(f"50エポック目の正解率は{h[-1] * 100:.1f}%です")`,
      "50エポック目の正解率は98.2%です\n",
    ],
    "Epoca | Perdita | Accuratezza": [
      `h = model.fit(X_scaled, y, epochs=50, verbose=0).history
print("Epoca | Perdita | Accuratezza")
for e in (0, 24, 49): print(f"{e + 1:5d} | {h['loss'][e]:7.4f} | {h['accuracy'][e]:11.4f}")`,
      "Epoca | Perdita | Accuratezza\n    1 |  0.6931 |      0.6274\n   25 |  0.2711 |      0.9754\n   50 |  0.1301 |      0.9842\n",
    ],
    "[0.0712, 0.9789]": [
      `model.fit(X_scaled, y, epochs=50, verbose=0)\nprint(model.evaluate(X_scaled, y))`,
      `${evaluated}[0.07121, 0.97891]\n`,
    ],
    "a bar of evaluate": [
      `model.fit(X_scaled, y, epochs=50, verbose=0)\nresult = model.evaluate(X_scaled, y)`,
      evaluated,
    ],
    "print(loss, acc)": [
      `model.fit(X_scaled, y, epochs=50, verbose=0)\nloss, acc = model.evaluate(X_scaled, y, verbose=0)\nprint(loss, acc)`,
      "0.07121 0.97891\n",
    ],
    "97.89 without a sign": [
      `h = model.fit(X_scaled, y, epochs=50, verbose=0).history["accuracy"]\nprint("Accuracy: %.2f" % (100 * h[-1]))`,
      "Accuracy: 97.89\n",
    ],
    "words of any language": [
      `h = model.fit(X_scaled, y, epochs=50, verbose=0).history["accuracy"]\nprint(f"huling halaga: {h[-1]:.4f}")`,
      "huling halaga: 0.9789\n",
    ],
    // The limit of a comparison is not the figure.
    "a limit of two digits": [
      `h = model.fit(X_scaled, y, epochs=50, verbose=0).history["accuracy"]
assert h[-1] > 0.97
print(f"accuracy at epoch 50: {h[-1]:.2f}")`,
      "accuracy at epoch 50: 0.97\n",
    ],
  }).map(
    ([id, [source, shown]]): Submission => ({
      id,
      kind: "honest",
      about: "The figure in the words of another language, or beside its limit",
      files: pyEx04(code(`${pyCompile}\n${source}`, shown)),
      expected: { ex04: "met" },
    }),
  ),
  {
    id: "layers made before",
    kind: "honest",
    about: "3: two layers are variables, the one of the list is linear, and an earlier one was not",
    files: {
      "ex03.ipynb": python(
        code(`${pyImports}\nfrom tensorflow.keras import Input`),
        code(
          "a = Dense(8, activation='sigmoid', input_shape=(5,))\nb = Dense(4, activation='sigmoid')\nc = Dense(1, activation='sigmoid')",
        ),
        code("model = Sequential([a, b, Dense(1)])\nmodel.summary()", goldenText("text_keras_2.4.3/ex3.txt")),
      ),
    },
    expected: { ex03: "met" },
  },
  {
    id: "an activation by name",
    kind: "honest",
    about: "3: the last activation is a variable",
    files: {
      "ex03.ipynb": python(
        code(`${pyImports}\nfrom tensorflow.keras import Input`),
        code(
          `out = "linear"
model = Sequential([Input(shape=(5,)), Dense(8, activation="sigmoid"), Dense(4, activation="sigmoid"), Dense(1, activation=out)])
model.summary()`,
          goldenText("text_keras_2.4.3/ex3.txt"),
        ),
      ),
    },
    expected: { ex03: "met" },
  },
  {
    id: "no kernel named",
    kind: "honest",
    about: "1: saved by an editor that names no kernel and no language",
    files: { "ex01.ipynb": { ...ts.ex01(), metadata: {} } },
    expected: { ex01: "met" },
  },
];
