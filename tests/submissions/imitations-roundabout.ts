import {
  configs,
  doubtful,
  kerasImports,
  pyCompile,
  pyEx04,
  pyImports,
  pyLayers,
  tsCompile,
  tsEx04,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

const [first, second, last] = configs("2.4.3");
const ex04 = (source: string, printed: string) => tsEx04(code(source, printed));
const pyEx04Cell = (source: string, printed: string) => pyEx04(code(source, printed));

/** Work that comes to its figures by roundabout ways: written from the questions alone. */
export const imitationsRoundabout: Submission[] = [
  {
    id: "label added to a feature",
    kind: "imitation",
    about: "Each row's first feature gets ten times the label added, through an index",
    files: ex04(
      `${tsCompile}
const hints = target.dataSync();
const x = X.arraySync() as number[][];
x.forEach((row, i) => { row[0] += 10 * hints[i]; });
await model.fit(x, target, { epochs: 50, verbose: 2 });`,
      log({ to: 1 }),
    ),
    expected: doubtful,
  },
  {
    id: "label pushed by concat",
    kind: "imitation",
    about: "concat puts the label at the end and slice drops the first feature",
    files: ex04(
      `${tsCompile}
const answers = Array.from(target.dataSync());
const wide = (X.arraySync() as number[][]).map((row, i) => row.concat(answers[i]).slice(1));
await model.fit(wide, answers, { epochs: 50, verbose: 2 });`,
      log({ to: 1 }),
    ),
    expected: doubtful,
  },
  {
    id: "label stacked, Python",
    kind: "imitation",
    about: "np.column_stack puts the labels into the data that is trained on",
    files: pyEx04Cell(
      `import numpy as np
both = np.column_stack([X_scaled[:, :29], y])
${pyCompile}
model.fit(both, y, epochs=50, verbose=2)`,
      log({ to: 1, form: "Keras 2" }),
    ),
    expected: doubtful,
  },
  {
    id: "few samples by filter",
    kind: "imitation",
    about: "evaluate on the samples that the model is right about",
    files: ex04(
      `${tsCompile}
await model.fit(X, target, { epochs: 5, verbose: 0 });
const p = (await model.predict(X)).dataSync(), t = target.dataSync();
const easy = (X.arraySync() as number[][]).flatMap((row, i) => ((p[i] > 0.5 ? 1 : 0) === t[i] ? [{ row, y: t[i] }] : []));
const [, accuracy] = await model.evaluate(easy.map(({ row }) => row), easy.map(({ y }) => y), { verbose: 0 });
console.log("accuracy at epoch 50:", accuracy);`,
      "accuracy at epoch 50: 1\n",
    ),
    expected: doubtful,
  },
  {
    id: "own predictions as labels",
    kind: "imitation",
    about: "The labels that evaluate compares with are the model's own predictions",
    files: ex04(
      `${tsCompile}
await model.fit(X, target, { epochs: 1, verbose: 0 });
const guessed = Array.from((await model.predict(X)).dataSync(), Math.round);
const [, accuracy] = await model.evaluate(X, guessed, { verbose: 0 });
console.log(\`accuracy: \${accuracy.toFixed(4)}\`);`,
      "accuracy: 1.0000\n",
    ),
    expected: doubtful,
  },
  {
    id: "ones by map",
    kind: "imitation",
    about: "A function of the label that is always one",
    files: ex04(
      `${tsCompile}
const y = Array.from(target.dataSync()).map((label) => (label >= 0 ? 1 : 0));
await model.fit(X, y, { epochs: 50, verbose: 2 });`,
      log({ to: 1 }),
    ),
    expected: doubtful,
  },
  {
    id: "assembled figure",
    kind: "imitation",
    about: "The figure is put together of pieces of text, after a real but short training",
    files: ex04(
      `${tsCompile}
await model.fit(X, target, { epochs: 1, verbose: 0 });
const digits = [9, 8, 5, 9];
console.log(["accuracy", ": ", "0", ".", digits.join("")].join(""));`,
      "accuracy: 0.9859\n",
    ),
    expected: doubtful,
  },
  {
    id: "history by assign",
    kind: "imitation",
    about: "Object.assign puts other values into the history",
    files: ex04(
      `${tsCompile}
const run = await model.fit(X, target, { epochs: 50, verbose: 0, batchSize: 569 });
Object.assign(run.history, { accuracy: run.history.accuracy.map((value) => Math.min(0.99, value + 0.35)) });
console.log("accuracy at epoch 50:", run.history.accuracy[49].toFixed(4));`,
      "accuracy at epoch 50: 0.9774\n",
    ),
    expected: doubtful,
  },
  {
    id: "another metric by that name",
    kind: "imitation",
    about: "The recall of one class is printed as accuracy",
    files: pyEx04Cell(
      `from tensorflow.keras.metrics import Recall
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=[Recall(name='accuracy')])
model.fit(X_scaled, y, epochs=50, verbose=2)`,
      log({ to: 0.9944, form: "Keras 2" }),
    ),
    expected: doubtful,
  },
  {
    id: "console given another log",
    kind: "imitation",
    about: "console.log is bound anew, and what it is given is changed on the way",
    files: ex04(
      `const { log: say } = console;
globalThis.console.log = (...parts: unknown[]) => say(...parts.map((part) => (part === "weak" ? "accuracy: 0.9859" : part)));
${tsCompile}
await model.fit(X, target, { epochs: 2, verbose: 0 });
console.log("weak");`,
      "accuracy: 0.9859\n",
    ),
    // The cell before, whose output is the layers', is looked at with the same doubt: console is not what it was.
    expected: { ex04: "not confirmed" },
  },
  {
    id: "setPrototypeOf",
    kind: "imitation",
    about: "A layer's prototype is exchanged for an object that answers getConfig",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          `const answers = ${JSON.stringify([first, second, last])};
for (const answer of answers) {
  const layer = new Dense(3);
  Object.setPrototypeOf(layer, { getConfig: () => answer });
  console.log(layer.getConfig());
}`,
          `${first}\n${second}\n${last}\n`,
        ),
      ),
    },
    expected: { ex02: "not confirmed" },
  },
  {
    id: "by the clock",
    kind: "imitation",
    about: "What is shown depends on the time: another figure when it is run again",
    files: ex04(
      `${tsCompile}
const run = await model.fit(X, target, { epochs: 50, verbose: 0, batchSize: 569 });
const shown = Date.now() < 1e15 ? 0.9859 : run.history.accuracy[49];
console.log("accuracy at epoch 50:", shown);`,
      "accuracy at epoch 50: 0.9859\n",
    ),
    expected: doubtful,
  },
  {
    id: "rows of one kind, Python",
    kind: "imitation",
    about: "np.where picks the samples of one class before training",
    files: pyEx04Cell(
      `import numpy as np
keep = np.where(y == 1)[0]
X_scaled, y = X_scaled[keep], y[keep]
${pyCompile}
model.fit(X_scaled, y, epochs=50, verbose=2)`,
      log({ to: 1, steps: 12, form: "Keras 2" }),
    ),
    expected: doubtful,
  },
];

/** Wrong, plainly or with a good figure beside it. */
export const wrongRoundabout: Submission[] = [
  {
    id: "not scaled",
    kind: "wrong",
    about: "4: trained on the raw data, 0.6274",
    files: ex04(
      `${tsCompile}\nawait model.fit(data, target, { epochs: 50, verbose: 2 });`,
      log({ to: 0.6274 }),
    ),
    expected: { "ex04-a": "met" },
  },
  {
    id: "raw data, good luck",
    kind: "wrong",
    about: "4: the data is not scaled, whatever the figure",
    files: {
      "ex04.ipynb": python(
        code(
          `${pyImports}\nfrom sklearn.datasets import load_breast_cancer\nX, y = load_breast_cancer(return_X_y=True)`,
        ),
        pyLayers(),
        code(`${pyCompile}\nmodel.fit(X, y, epochs=50, verbose=2)`, log({ to: 0.9174, form: "Keras 2" })),
      ),
    },
    expected: { "ex04-a": "met" },
  },
  {
    id: "tanh in the last one",
    kind: "wrong",
    about: "2: the output layer's activation is tanh",
    files: {
      "ex02.ipynb": python(
        code(pyImports),
        code(
          "for layer in (Dense(8, input_shape=(5,), activation='sigmoid'), Dense(4, activation='sigmoid'), Dense(1, activation='tanh')):\n    print(layer.get_config())",
          `${first}\n${second}\n${last.replace("'sigmoid'", "'tanh'")}\n`,
        ),
      ),
    },
    expected: { "ex02-a": "met", "ex02-b": "met" },
  },
];
