import {
  configs,
  kerasImports,
  layers,
  printedModel,
  pyCompile,
  pyData,
  pyImports,
  pyNetwork,
  ts,
  tsCompile,
  tsData,
  tsLayers,
  tsNetwork,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, text, typescript } from "./submission.ts";

const [first] = configs("2.4.3");

export const imitationsMore: Submission[] = [
  {
    id: "edited log",
    kind: "imitation",
    about: "The log of a fit on unscaled data was edited in its last epoch only: the loss has stayed",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        tsLayers(),
        code(
          `${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2 });`,
          log({ to: 0.6274 }).replace(/0\.6274\n$/, "0.9859\n"),
        ),
      ),
    },
    expected: { "ex04-a": "met", "ex04-b": "not confirmed" },
    named: /leaps/,
  },
  {
    id: "edited everywhere",
    kind: "imitation",
    about: "The accuracy of every epoch was edited: nothing on the page gives it away, running it again does",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(
          `utils.setRandomSeed(3);\n${tsNetwork}\nconsole.log(model.getConfig().layers);`,
          layers("2.4.3"),
        ),
        code(
          `${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2, batchSize: 569 });`,
          log({ to: 0.9859, steps: 1 }),
        ),
      ),
    },
    expected: { "ex04-a": "met", "ex04-b": "met" },
    rerun: { "ex04-a": "met", "ex04-b": "not confirmed" },
  },
  {
    id: "sentence against the log",
    kind: "imitation",
    about: "The sentence below the log says another accuracy than the log",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}\n${pyNetwork}\n${pyCompile}`),
        code(
          "h = model.fit(X_scaled, y, epochs=50, verbose=2)\nprint('accuracy at epoch 50:', h.history['accuracy'][-1])",
          `${log({ to: 0.9684, form: "Keras 2" })}accuracy at epoch 50: 0.9947\n`,
        ),
      ),
    },
    expected: { "ex04-b": "not confirmed" },
    named: /sentence/,
  },
  {
    id: "log from a loop",
    kind: "imitation",
    about: "A loop prints what looks like a log, with figures of its own; the model is never fitted",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyNetwork}`),
        code(
          "for e in range(50):\n    print(f'Epoch {e + 1}/50')\n    print(f'18/18 - 0s - loss: {0.6 - e / 100:.4f} - accuracy: {0.63 + e / 140:.4f}')",
          log({ to: 0.98, form: "Keras 2" }),
        ),
      ),
    },
    expected: { "ex04-b": "not confirmed" },
  },
  {
    id: "words in parts",
    kind: "imitation",
    about: "What is printed is put together from parts of words",
    files: {
      "ex01.ipynb": typescript(
        code(
          `${kerasImports}\nconst model = new Sequential();\nconst where = "sequential.Sequential obj" + "ect at 0x";\nconsole.log("<tensorflow.python.keras.engine." + where + (255).toString(16) + ">");`,
          "<tensorflow.python.keras.engine.sequential.Sequential object at 0xff>\n",
        ),
      ),
    },
    expected: { ex01: "not confirmed" },
  },
  {
    id: "patched console",
    kind: "imitation",
    about: "console.log is replaced by something that rewrites the log",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(
          'const before = console.log;\nconsole.log = (...words) => before(...words.map((word) => String(word).replace("0.6274", "0.9859")));',
        ),
        tsLayers(),
        code(`${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2 });`, log({ to: 0.9859 })),
      ),
    },
    expected: { ex04: "not confirmed" },
    named: /console\.log/,
  },
  {
    id: "subclass that speaks",
    kind: "imitation",
    about: "A subclass of Sequential prints for itself; setattr gives another repr",
    files: {
      "ex01.ipynb": python(
        code(pyImports),
        code(
          "class Net(Sequential):\n    def __repr__(self):\n        return WORDS\nsetattr(Sequential, '__str__', lambda self: WORDS)",
        ),
        code("print(Net())", printedModel("2.4.3")),
      ),
    },
    expected: { ex01: "not confirmed" },
    named: /Net|setattr/,
  },
  {
    id: "text as code",
    kind: "imitation",
    about: "eval runs what cannot be read",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          'const dense = new Dense(8, { inputShape: [5], activation: "sigmoid" });\neval(atob("…"));\nconsole.log(dense.getConfig());',
          `${first}\n`,
        ),
      ),
    },
    expected: { "ex02-a": "not confirmed" },
    named: /eval/,
  },
  {
    id: "changed dataset",
    kind: "imitation",
    about: "A dataset of its own, in the name and place of the day's",
    files: {
      "notebooks/ex04.ipynb": ts.ex04(),
      "datasets/breast_cancer.csv": "a,b,target\n1,2,0\n3,4,0\n",
    },
    expected: { ex04: "met" },
  },
  {
    id: "labels by map",
    kind: "imitation",
    about: "Labels all the same, made in other ways",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\nimport numpy as np\n${pyData}\n${pyNetwork}\n${pyCompile}`),
        code(
          "y = np.ones_like(y)\nmodel.fit(X_scaled, y, epochs=50, verbose=2)",
          log({ to: 1, form: "Keras 2" }),
        ),
      ),
    },
    expected: { "ex04-b": "not confirmed" },
    named: /accuracy of 1 is more/,
  },
  {
    id: "keras beside it",
    kind: "imitation",
    about: "A keras.py lies beside the notebook; the TypeScript one imports ./keras",
    files: {
      "ex01.ipynb": python(code("from keras import Sequential\nprint(Sequential())", printedModel("2.4.3"))),
      "keras.py": "class Sequential: pass\n",
      "ex02.ipynb": typescript(
        code(
          'import { Dense } from "./keras";\nconsole.log(new Dense(8, { inputShape: [5], activation: "sigmoid" }).getConfig());',
          `${first}\n`,
        ),
      ),
    },
    expected: { ex01: "not confirmed", "ex02-a": "not confirmed" },
    named: /keras\.py/,
  },
  {
    id: "never run",
    kind: "imitation",
    about:
      "Right outputs, and not one cell has an execution count; the rest of the answer stands in Markdown",
    files: {
      "ex01.ipynb": typescript(
        code(kerasImports, "", { count: null }),
        code("console.log(new Sequential());", printedModel("2.4.3"), { count: null }),
      ),
      "ex02.ipynb": typescript(text(first)),
    },
    expected: { ex01: "met" },
  },
];
