import {
  configs,
  doubtful,
  kerasImports,
  printedModel,
  pyCompile,
  pyData,
  pyEx04,
  pyImports,
  pyLayers,
  tsCompile,
  tsData,
  tsLayers,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

const [first, second, last] = configs("2.4.3");

/** An exercise 4 whose first part is sound and whose training is not what it seems. */
const ex04 = (source: string, printed: string, before = "") => ({
  "ex04.ipynb": typescript(code(`${kerasImports}\n${tsData}${before}`), tsLayers(), code(source, printed)),
});
const pyEx04Cell = (source: string, printed: string) => pyEx04(code(source, printed));

/** Work that looks right by means that lie deeper than a printed constant. */
export const imitationsDeeper: Submission[] = [
  {
    id: "a Proxy in between",
    kind: "imitation",
    about: "A Proxy answers fit in the model's place",
    files: ex04(
      `${tsCompile}
const stand = new Proxy(model, { get: (of, key) => (key === "fit" ? async () => ({ history: { accuracy: Array(50).fill(0.9842) } }) : Reflect.get(of, key)) });
const { history } = await stand.fit(X, target, { epochs: 50 });
console.log(\`accuracy at epoch 50: \${history.accuracy[49]}\`);`,
      "accuracy at epoch 50: 0.9842\n",
    ),
    expected: doubtful,
  },
  {
    id: "prototype by Reflect",
    kind: "imitation",
    about: "Dense.prototype.getConfig is replaced by Reflect and by Object.defineProperty",
    files: {
      "ex02.ipynb": typescript(
        code(`${kerasImports}
const shown = ${JSON.stringify([first, second, last])};
Reflect.set(Dense.prototype, "getConfig", () => shown.shift());
Object.defineProperty(Object.getPrototypeOf(new Dense(1)), "getConfig", { value: () => shown.shift() });`),
        code("console.log(new Dense(7).getConfig());", `${first}\n`),
        code("console.log(new Dense(3).getConfig());", `${second}\n`),
        code("console.log(new Dense(2).getConfig());", `${last}\n`),
      ),
    },
    expected: { ex02: "not confirmed" },
  },
  {
    id: "stdout rewritten",
    kind: "imitation",
    about: "process.stdout.write puts other figures into what fit prints",
    files: ex04(
      `${tsCompile}
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = ((text: string) => write(String(text).replace(/accuracy: 0\\.\\d+/, "accuracy: 0.9859"))) as typeof process.stdout.write;
await model.fit(X, target, { epochs: 50, verbose: 2, batchSize: 569 });`,
      log({ to: 0.9859, steps: 1 }),
    ),
    expected: { ex04: "not confirmed" },
  },
  {
    id: "read from a file",
    kind: "imitation",
    about: "What is shown is read from a file that lies beside the notebook",
    files: {
      "ex02.ipynb": typescript(
        code(`import { readFileSync } from "node:fs";\n${kerasImports}`),
        code('console.log(readFileSync("answers.txt", "utf8"));', `${first}\n${second}\n${last}\n`),
      ),
      "answers.txt": `${first}\n${second}\n${last}\n`,
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}`),
        pyLayers(),
        code("print(open('log.txt').read())", log({ to: 0.9824, form: "Keras 2" })),
      ),
      "log.txt": log({ to: 0.9824, form: "Keras 2" }),
    },
    expected: { ex02: "not confirmed", ...doubtful },
  },
  {
    id: "label among the features",
    kind: "imitation",
    about: "The first feature is the label",
    files: ex04(
      `${tsCompile}
const labels = target.dataSync();
const leaking = (X.arraySync() as number[][]).map((row, i) => [labels[i], ...row.slice(1)]);
await model.fit(leaking, target, { epochs: 50, verbose: 2 });`,
      log({ to: 0.9982 }),
    ),
    expected: doubtful,
  },
  {
    id: "label among the features, Python",
    kind: "imitation",
    about: "The label is written into a column of the data",
    files: pyEx04Cell(
      `X_scaled[:, 0] = y
${pyCompile}
model.fit(X_scaled, y, epochs=50, verbose=2)`,
      log({ to: 1, form: "Keras 2" }),
    ),
    expected: doubtful,
  },
  {
    id: "twenty of them",
    kind: "imitation",
    about: "The accuracy of twenty chosen samples",
    files: ex04(
      `${tsCompile}
await model.fit(X, target, { epochs: 50, verbose: 0 });
const [loss, accuracy] = await model.evaluate(X.arraySync().slice(0, 20), Array.from(target.dataSync()).slice(0, 20), { verbose: 0 });
console.log(\`accuracy: \${accuracy}\`);`,
      "accuracy: 1\n",
    ),
    expected: doubtful,
  },
  {
    id: "one class of two",
    kind: "imitation",
    about: "Only the samples of one class are trained on",
    files: pyEx04Cell(
      `${pyCompile}
benign = X_scaled[y == 1]
model.fit(benign, y[y == 1], epochs=50, verbose=2)`,
      log({ steps: 12, to: 1, form: "Keras 2" }),
    ),
    expected: doubtful,
  },
  {
    id: "labels overwritten",
    kind: "imitation",
    about: "The labels are overwritten in place",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}\ny[:] = 1`),
        pyLayers(),
        code(`${pyCompile}\nmodel.fit(X_scaled, y, epochs=50, verbose=2)`, log({ to: 1, form: "Keras 2" })),
      ),
    },
    expected: doubtful,
  },
  {
    id: "labels filled",
    kind: "imitation",
    about: "The labels' memory is filled with ones",
    files: ex04(
      `${tsCompile}\nconst y = target.dataSync().fill(1);\nawait model.fit(X, y, { epochs: 50, verbose: 2 });`,
      log({ to: 1 }),
    ),
    expected: doubtful,
  },
  {
    id: "a metric called accuracy",
    kind: "imitation",
    about: "A function of their own, named accuracy, is the metric",
    files: pyEx04Cell(
      `def accuracy(y_true, y_pred):
    return 0.9824 + 0 * y_pred
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=[accuracy])
model.fit(X_scaled, y, epochs=50, verbose=2)`,
      log({ to: 0.9824, form: "Keras 2" }),
    ),
    expected: doubtful,
  },
  {
    id: "history rewritten",
    kind: "imitation",
    about: "A value is put into the history before it is shown",
    files: ex04(
      `${tsCompile}
const { history } = await model.fit(X, target, { epochs: 50, verbose: 0, batchSize: 569 });
history.accuracy[49] = 0.9859;
console.log(\`accuracy at epoch 50: \${history.accuracy[49].toFixed(4)}\`);`,
      "accuracy at epoch 50: 0.9859\n",
    ),
    expected: doubtful,
  },
  {
    id: "a class of that name",
    kind: "imitation",
    about: "A class of their own is called Sequential",
    files: {
      "ex01.ipynb": python(
        code(
          "class Sequential:\n    def __repr__(self):\n        return '<tensorflow.python.keras.engine.sequential.Sequential object at 0x7f8b2c0d5d90>'",
        ),
        code("model = Sequential()\nprint(model)", printedModel("2.4.3")),
      ),
    },
    expected: { ex01: "not confirmed" },
  },
  {
    id: "builtins.print",
    kind: "imitation",
    about: "print is replaced in the module of builtins",
    files: {
      "ex01.ipynb": python(
        code(
          `${pyImports}\nimport builtins\nold = builtins.print\nbuiltins.print = lambda *a: old(str(*a).replace('Dense', 'Sequential'))`,
        ),
        code("model = Sequential()\nprint(model)", printedModel("2.4.3")),
      ),
    },
    expected: { ex01: "not confirmed" },
  },
  {
    id: "other data",
    kind: "imitation",
    about: "Clouds made to be told apart, in place of the day's data",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}
from sklearn.datasets import make_blobs
from sklearn.preprocessing import StandardScaler
X, y = make_blobs(n_samples=569, n_features=30, centers=2)
X_scaled = StandardScaler().fit_transform(X)`),
        pyLayers(),
        code(`${pyCompile}\nmodel.fit(X_scaled, y, epochs=50, verbose=2)`, log({ to: 1, form: "Keras 2" })),
      ),
    },
    expected: doubtful,
  },
  {
    id: "shown as HTML",
    kind: "imitation",
    about: "display puts a page of text there that no layer made",
    files: {
      "ex02.ipynb": python(
        code(`${pyImports}\nfrom IPython.display import HTML, display`),
        code(`display(HTML("<pre>${first}<br>${second}<br>${last}</pre>"))`, "", {
          value: {
            "text/html": `<pre>${first}<br>${second}<br>${last}</pre>`,
            "text/plain": "<IPython.core.display.HTML object>",
          },
        }),
      ),
    },
    expected: { ex02: "not confirmed" },
  },
];
