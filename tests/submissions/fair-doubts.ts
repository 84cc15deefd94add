import {
  configs,
  doubtful,
  layers,
  printedModel,
  py,
  pyCompile,
  pyData,
  pyImports,
  pyLayers,
  ts,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, type MadeCell, type NotebookContent, python, type Submission } from "./submission.ts";

/**
 * Work that is easy to doubt without a reason, and trainings that are easy to take for the one that was asked for: written from the
 * questions alone.
 */

const setUp = code(`${pyImports}\n${pyData}`);
const ex04 = (...cells: MadeCell[]) => ({ "ex04.ipynb": python(setUp, pyLayers(), ...cells) });
const [first, second, last] = configs("2.4.3");

/** The same notebook with these execution counts. */
function counted(notebook: NotebookContent, ...counts: (number | null)[]): NotebookContent {
  const cells = notebook.cells.map((cell, at) => ({
    ...cell,
    execution_count: counts[at],
    outputs: (cell.outputs as Record<string, unknown>[]).map((output) =>
      output.output_type === "execute_result" ? { ...output, execution_count: counts[at] } : output,
    ),
  }));
  return { ...notebook, cells };
}

const silentFit = `${pyCompile}\nhistory = model.fit(X_scaled, y, epochs=50, verbose=0)`;

export const honestDoubted: Submission[] = [
  {
    id: "run twice",
    kind: "honest",
    about: "Each answer cell of exercise 2 was run again, the first after all others",
    files: { "ex02.ipynb": counted(py.ex02("2.4.3"), 1, 9, 5, 4) },
    expected: { ex02: "met" },
  },
  {
    id: "independent cells out of order",
    kind: "honest",
    about: "Cells on which the answer does not depend ran later, or never",
    files: {
      "ex01.ipynb": python(
        code("import matplotlib.pyplot as plt", "", { count: 8 }),
        code("plt.plot([1, 2])", "", { count: null }),
        code(pyImports, "", { count: 2 }),
        code("model = Sequential()\nprint(model)", printedModel("2.4.3"), { count: 3 }),
        code("plt.show()", "", { count: 1 }),
      ),
    },
    expected: { ex01: "met" },
  },
  {
    id: "restarted kernel",
    kind: "honest",
    about: "The kernel was restarted between two parts, each with its own imports",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}`, "", { count: 4 }),
        code("X.shape", "", { count: 5, value: "(569, 30)" }),
        code(`${pyImports}\n${pyData}`, "", { count: 1 }),
        { ...pyLayers(), execution_count: 2 },
        code(`${pyCompile}\nmodel.fit(X_scaled, y, epochs=50)`, log({ to: 0.9824, form: "Keras 2 bar" }), {
          count: 3,
        }),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "one output without a number",
    kind: "honest",
    about: "A tool left out the number of one cell, whose output is there",
    files: { "ex02.ipynb": counted(py.ex02("2.15.0"), 1, 2, null, 4) },
    expected: { ex02: "met" },
  },
  {
    id: "ipython repr",
    kind: "honest",
    about: "The model as a cell's value: IPython writes no “object”",
    files: {
      "ex01.ipynb": python(
        code(
          "from keras.models import Sequential\nmodel = Sequential()\nmodel",
          "2023-03-01 09:12:55.123456: I tensorflow/core/platform/cpu_feature_guard.cc:193] rebuild TensorFlow\n",
          { value: "<keras.engine.sequential.Sequential at 0x7f3c8c0d5d90>" },
        ),
      ),
    },
    expected: { ex01: "met" },
  },
  {
    id: "figure in an f-string",
    kind: "honest",
    about: "An f-string with the name accuracy, and an accuracy of exactly 1",
    files: ex04(
      code(
        `${silentFit}\naccuracy = history.history['accuracy'][-1]\nprint(f"Accuracy (1 = all right): {accuracy}")`,
        "Accuracy (1 = all right): 1.0\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "threshold",
    kind: "honest",
    about: "The sentence speaks of a value and a threshold, in Spanish",
    files: ex04(
      code(
        `${silentFit}\nprint('Valor de exactitud en la época 50:', history.history['accuracy'][49], '(threshold 0.95)')`,
        "Valor de exactitud en la época 50: 0.9824253320693970 (threshold 0.95)\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "path with a star",
    kind: "honest",
    about:
      "A path in a string looks like a comment that hides the scaling; the history is printed by NumPy 2, of binary_accuracy",
    files: {
      "ex04.ipynb": python(
        code(
          `${pyImports}\nfrom glob import glob\nimport pandas as pd\ndata = pd.read_csv(glob("../datasets/*.csv")[0])\nX, y = data.values[:, :-1], data.values[:, -1]\nX_scaled = (X - X.mean(axis=0)) / X.std(axis=0)`,
        ),
        pyLayers(),
        code(
          `model.compile('adam', 'binary_crossentropy', metrics=['binary_accuracy'])\nhistory = model.fit(X_scaled, y, epochs=50, verbose=0)\nprint(history.history)`,
          `{'binary_accuracy': [${Array.from({ length: 50 }, (_, i) => `np.float64(${(0.6 + i * 0.0075).toFixed(4)})`).join(", ")}], 'loss': [0.1]}\n`,
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "html entities",
    kind: "honest",
    about: "2b: the configuration as HTML, whose quotes Python's escape writes as numbers",
    files: {
      "ex02.ipynb": python(
        code(pyImports),
        code(
          "from html import escape\nfrom IPython.display import HTML\nHTML('<pre>' + escape(str(Dense(4, activation='sigmoid').get_config())) + '</pre>')",
          "",
          {
            value: {
              "text/html": `<pre>${second.replaceAll("'", "&#x27;")} &constructor;</pre>`,
              "text/plain": "<IPython.core.display.HTML object>",
            },
          },
        ),
      ),
    },
    expected: { "ex02-b": "met" },
  },
  {
    id: "turkish",
    kind: "honest",
    about: "The sentence is Turkish",
    files: ex04(
      code(
        `${silentFit}\nprint(f"50. epoch sonunda doğruluk: {history.history['accuracy'][-1]:.4f}")`,
        "50. epoch sonunda doğruluk: 0.9824\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "bar on lines of its own",
    kind: "honest",
    about: "Every update of the progress bar is a line of its own",
    files: ex04(
      code(
        `${pyCompile}\nmodel.fit(X_scaled, y, epochs=50)`,
        log({ to: 0.9824, form: "Keras 2" }).replaceAll(
          /(Epoch \d+\/50\n)/g,
          "$1 1/18 [>.............................] - ETA: 0s - loss: 0.7001 - accuracy: 0.5312\n 9/18 [=====>........................] - ETA: 0s - loss: 0.6 - accuracy: 0.6\n",
        ),
      ),
    ),
    expected: { ex04: "met" },
  },
];

export const wrongTrainings: Submission[] = [
  {
    id: "ten epochs",
    kind: "wrong",
    about: "4b: small batches reach 97 % in ten epochs, which is not epoch 50",
    files: ex04(
      code(
        `${pyCompile}\nmodel.fit(X_scaled, y, epochs=10, batch_size=4)`,
        log({ epochs: 10, steps: 143, to: 0.975, form: "Keras 2 bar" }),
      ),
    ),
    expected: { "ex04-a": "met" },
  },
  {
    id: "only a classification report",
    kind: "wrong",
    about: "4b: the row of a classification_report is no training log",
    files: ex04(
      code(
        `${silentFit}\nfrom sklearn.metrics import classification_report\nprint(classification_report(y, model.predict(X_scaled) > 0.5))`,
        "              precision    recall  f1-score   support\n\n           0       0.98      0.97      0.97       212\n           1       0.98      0.99      0.98       357\n\n    accuracy                           0.98       569\n   macro avg       0.98      0.98      0.98       569\nweighted avg       0.98      0.98      0.98       569\n",
      ),
    ),
    expected: { "ex04-a": "met" },
  },
  {
    id: "predictions in a table",
    kind: "wrong",
    about:
      "4b: the first fifty predictions, beside a compile that names accuracy, are no accuracies of epochs",
    files: ex04(
      code(
        `${silentFit}\nfor i, p in enumerate(model.predict(X_scaled)[:50]): print(i + 1, p[0])`,
        Array.from({ length: 50 }, (_, i) => `${i + 1} ${i % 2 ? 0.9812 : 0.0213}\n`).join(""),
      ),
    ),
    expected: { "ex04-a": "met" },
  },
  {
    id: "validation accuracy alone",
    kind: "wrong",
    about: "4b: the last accuracy of a part that was held out is not the training's",
    files: ex04(
      code(
        `${pyCompile}\nh = model.fit(X_scaled, y, epochs=50, validation_split=0.2, verbose=0).history\nprint(h["val_loss"][-1], h["val_accuracy"][-1])`,
        "0.0712 0.9825\n",
      ),
    ),
    expected: { "ex04-a": "met" },
  },
  {
    id: "bar in the middle",
    kind: "wrong",
    about: "4b: 97 % after five batches of the last epoch, 93 % at its end",
    files: ex04(
      code(
        `${pyCompile}\nmodel.fit(X_scaled, y, epochs=50)`,
        `${log({ epochs: 49, to: 0.93, form: "Keras 2" }).replaceAll("/49\n", "/50\n")}Epoch 50/50\n 5/18 [=====>........................] - ETA: 0s - loss: 0.1001 - accuracy: 0.9712\n18/18 [==============================] - 0s 1ms/step - loss: 0.2001 - accuracy: 0.9312\n`,
      ),
    ),
    expected: { "ex04-a": "met" },
  },
  {
    id: "only the second layer",
    kind: "wrong",
    about: "2a, 2c: not there, and the layer of 2b is no part of them",
    files: {
      "ex02.ipynb": python(
        code(pyImports),
        code("print(Dense(4, activation='sigmoid').get_config())", `${second}\n`),
      ),
    },
    expected: { "ex02-b": "met" },
  },
  {
    id: "a time stamp is no version",
    kind: "wrong",
    about: "0a, 0b: TensorFlow's log begins with a date, and nothing else is shown",
    files: {
      "ex00.ipynb": python(
        code(
          "import sys\nimport tensorflow\nsys.version_info >= (3, 8)",
          "2024-01-05 10:22:33.123456: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.\n",
        ),
      ),
      "ex01.ipynb": ts.ex01(),
    },
    expected: { ex01: "met" },
  },
];

export const imitationsOfTraining: Submission[] = [
  {
    id: "another network",
    kind: "imitation",
    about: "4b: the network of 4a is shown, and 128, 64 and 1 units are trained",
    files: ex04(
      code(
        `model = Sequential([Dense(128, input_shape=(30,), activation='relu'), Dense(64, activation='relu'), Dense(1, activation='sigmoid')])
${pyCompile}
model.fit(X_scaled, y, epochs=50)`,
        log({ to: 0.9991, form: "Keras 2 bar" }),
      ),
    ),
    expected: doubtful,
    named: /accuracy of 0.9991 is more/,
  },
  {
    id: "200 silent epochs",
    kind: "imitation",
    about: "4b: 200 epochs before those that are shown",
    files: ex04(
      code(
        `${pyCompile}\nmodel.fit(X_scaled, y, epochs=200, verbose=0)\nmodel.fit(X_scaled, y, epochs=50)`,
        log({ to: 0.9991, form: "Keras 2 bar" }),
      ),
    ),
    expected: doubtful,
    named: /accuracy of 0.9991 is more/,
  },
  {
    id: "printed before it was built",
    kind: "imitation",
    about: "2a to 2c: the layers were printed when other cells had assigned them",
    files: {
      "ex02.ipynb": python(
        code(pyImports, "", { count: 1 }),
        code("hidden = Dense(8, input_shape=(5,), activation='sigmoid')", "", { count: 7 }),
        code("print(hidden.get_config())", `${first}\n`, { count: 3 }),
        code("out = Dense(1, activation='sigmoid')\nprint(out.get_config())", `${last}\n`, { count: 4 }),
        code(`print(${"hidden"}.get_config())`, `${first}\n`, { count: 5 }),
      ),
      "ex04.ipynb": python(code(pyImports), code("print('later')", layers("2.4.3"))),
    },
    expected: { "ex02-a": "met", "ex02-c": "met", "ex04-a": "not confirmed" },
  },
];
