/** Python, and its translation. */

/** Code and the line that is shown for it. */
export const lines: [code: string, line: string][] = [
  // Keyword arguments are the parameters and options of what is called.
  ['new Dense(8, activation="sigmoid")', 'new Dense(8, { activation: "sigmoid" });'],
  ["Dense(units=4, use_bias=False)", "new Dense(4, { useBias: false });"],
  ['new Dense(8, { inputDim: 2 }, activation="relu")', 'new Dense(8, { inputDim: 2, activation: "relu" });'],
  ["const history = await m.fit(X, y, epochs=5);", "const history = await m.fit(X, y, { epochs: 5 });"],
  ["m.fit(X, y, epochs=5, batch_size=1)", "await m.fit(X, y, { epochs: 5, batchSize: 1 });"],
  ["m.evaluate(x=X, y=y, verbose=0)", "await m.evaluate(X, y, { verbose: 0 });"],
  ['m.compile(optimizer="adam", loss="mse")', 'm.compile({ optimizer: "adam", loss: "mse" });'],
  [
    "model = Sequential([Dense(8, input_shape=(5,)), Dense(1)])",
    "const model = new Sequential([new Dense(8, { inputShape: [5] }), new Dense(1)]);",
  ],
  ["new Dense(8, { inputShape: (5,) });", "new Dense(8, { inputShape: [5] });"],
  ["train_test_split(X, y, test_size=0.2)", "trainTestSplit(X, y, { testSize: 0.2 });"],
  ["m.get_weights()", "m.getWeights();"],
  // Imports.
  ["import keras", 'import * as keras from "../lib/keras";'],
  ["import tensorflow as tf", 'import * as keras from "../lib/keras";'],
  ["from tensorflow import keras", 'import * as keras from "../lib/keras";'],
  ["from tensorflow import keras as K", 'import * as K from "../lib/keras";'],
  ["from keras.models import Sequential", 'import { Sequential } from "../lib/keras";'],
  ["from keras.layers import Dense, Dropout", 'import { Dense, Dropout } from "../lib/keras/layers";'],
  [
    "from sklearn.datasets import load_breast_cancer",
    'import { loadBreastCancer } from "../lib/sklearn/datasets";',
  ],
  [
    "from sklearn.preprocessing import StandardScaler as Scaler",
    'import { StandardScaler as Scaler } from "../lib/sklearn/preprocessing";',
  ],
  // Strings, lists and their parts.
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: code
  ['print(f"loss {loss:.3f}, {xs[0]}")', "console.log(`loss ${loss.toFixed(3)}, ${xs[0]}`);"],
  ['console.log(f"{loss:.1%} done")', "console.log(`${(loss * 100).toFixed(1)}% done`);"],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: code
  ["const big = [x * 2 for x in xs if x > 1];", "const big = xs.filter((x) => x > 1).map((x) => x * 2);"],
  ["[i * x for i, x in enumerate(xs)]", "xs.map((x, i) => i * x);"],
  ["[i ** 2 for i in range(4)]", "Array.from({ length: 4 }, (_, i) => i ** 2);"],
  ["[a + b for a in xs for b in y]", "xs.flatMap((a) => y.map((b) => a + b));"],
  ["{k: v for k, v in zip(xs, y)}", "Object.fromEntries(xs.map((a, i) => [a, y[i]]));"],
  ["xs[1:3]", "xs.slice(1, 3);"],
  ["let rest = xs[1:]   // all but the first", "let rest = xs.slice(1);"],
  ["xs[::-1]", "xs.toReversed();"],
  ["X[:, 0]", "X.map((row) => row[0]);"],
  ["frame.iloc[0]", "frame.iloc({ rows: [0] });"],
  ["frame.iloc[:, 1:3]", 'frame.iloc({ columns: ["1:3"] });'],
  ['frame.loc[0:5, ["a", "b"]]', 'frame.loc({ rows: ["0:5"], columns: ["a", "b"] });'],
  ["const both = (1, );", "const both = [1];"],
  ["low, high = 1, 2", "const [low, high] = [1, 2];"],
  // Words.
  ["done and not ready", "done && !ready;"],
  ["not done or ready", "!done || ready;"],
  ["if (done and xs is not None) { m.summary(); }", "if (done && xs !== null) { m.summary(); }"],
  ["const z = 5 if done else 6;", "const z = done ? 5 : 6;"],
  ["const next = lambda x: x + 1;", "const next = (x: number) => x + 1;"],
  ["4 not in xs", "!xs.includes(4);"],
  // Functions.
  ["print(1)", "console.log(1);"],
  ["len(xs)", "xs.length;"],
  ["xs.append(4)", "xs.push(4);"],
  ["String(m) == str(X)", "String(m) === String(X);"],
  ['int("5") + float("2")', 'Number.parseInt("5") + Number("2");'],
  ["sum(xs) / len(xs)", "xs.reduce((sum, x) => sum + x, 0) / xs.length;"],
  ["round(loss / float(2), 2)", "Number((loss / Number(2)).toFixed(2));"],
  ["len(xs + list(y))", "[...xs, ...[...y]].length;"],
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: code
  [
    'print(f"{loss:>8.2f}|{xs[0]:05d}|{12345:,}")',
    'console.log(`${loss.toFixed(2).padStart(8)}|${String(xs[0]).padStart(5, "0")}|${(12345).toLocaleString("en")}`);',
  ],
  ['print("%s: %.1f%%" % ("loss", loss * 100))', 'console.log(`${"loss"}: ${(loss * 100).toFixed(1)}%`);'],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: code
  ['print(xs[0], end=" ")', 'process.stdout.write(xs[0] + " ");'],
  ['print("a", "b", sep="-")', 'console.log(["a", "b"].join("-"));'],
  ["sorted(xs, reverse=True)", "xs.toSorted((a, b) => b - a);"],
  ['sorted(["b", "a"], key=len)', '["b", "a"].toSorted((a, b) => a.length - b.length);'],
  ['max(["b", "aa"], key=lambda w: len(w))', '["b", "aa"].reduce((a, b) => (b.length > a.length ? b : a));'],
  ["xs[3:0:-1]", "xs.slice(1, 4).toReversed();"],
  ['"abc"[::-1]', '[..."abc"].toReversed().join("");'],
  ["m.layers[-1].get_weights()", "m.layers.at(-1)!.getWeights();"],
  ["X.shape[0]", "X.length;"],
  ["y == 1", "y.map((value) => value === 1);"],
  ["(y == 1).sum()", "y.map((value) => value === 1).map(Number).reduce((sum, x) => sum + x, 0);"],
  ["X * 2", "X.map((row) => row.map((value) => value * 2));"],
  ["X[X[:, 0] == 1]", "X.filter((_, i) => X.map((row) => row[0]).map((value) => value === 1)[i]);"],
  [
    "labels = (m.predict(X) > 0.5).astype(int)",
    "const labels = [...(await m.predict(X)).values].map((value) => value > 0.5).map((value) => Number(value));",
  ],
  [
    "np.argmax(m.predict(X), axis=1)",
    "((await m.predict(X)).arraySync() as number[][]).map((row) => row.indexOf(Math.max(...row)));",
  ],
  ["np.linspace(0, 1, 5)", "Array.from({ length: 5 }, (_, i) => i * 1 / 4);"],
  ["np.sqrt(xs)", "xs.map((value) => Math.sqrt(value));"],
  ["if not xs:\n    print(1)", "if (xs.length === 0) {\n      console.log(1);\n    }"],
  ["flat = [v for row in X for v in row]", "const flat = X.flatMap((row) => row);"],
  ["counts = {}\nprint(counts)", "const counts: Record<string, any> = {};"],
  ["X = X[::-1]", "X = X.toReversed();"],
  ["xs = [1]", "const xs = [1];"],
  ["outputs = Dense(1)(X)", "const outputs = new Dense(1).apply(X);"],
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: code
  ['print(f"{loss / max(xs):.2f}")', "console.log(`${(loss / Math.max(...xs)).toFixed(2)}`);"],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: code
  ["const flag = True;", "const flag = true;"],
  ["let nothing = None", "let nothing = null;"],
  ["total = 0", "const total = 0;"],
  ["count = 0\ncount++", "let count = 0;"],
  ["assert len(xs) == 3", 'if (!(xs.length === 3)) throw new Error("assertion failed");'],
  ["type(m)", "m.constructor.name;"],
  ['{"a": 1}.items()', 'Object.entries({ "a": 1 });'],
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: code
  ['"{} of {:.2f}".format(1, loss)', "`${1} of ${loss.toFixed(2)}`;"],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: code
  // NumPy's functions, and what its arrays have.
  ["a = np.array([1, 2])", "const a = [1, 2];"],
  ["z = np.zeros((2, 3))", "const z = Array.from({ length: 2 }, () => Array(3).fill(0));"],
  ["best = np.argmax(xs)", "const best = xs.indexOf(Math.max(...xs));"],
  ["X.shape", "[X.length, X[0].length];"],
  ["xs.shape", "[xs.length];"],
  ["X.T", "X[0].map((_, i) => X.map((row) => row[i]));"],
  ["X.mean()", "X.flat().reduce((sum, x) => sum + x, 0) / X.flat().length;"],
  ["columns = xs.reshape(-1, 1)", "const columns = xs.map((x) => [x]);"],
  ["for i in range(3):\n    print(i)", "for (let i = 0; i < 3; i++) {\n      console.log(i);\n    }"],
  [
    "def half(x, by=2):\n    if x == 0:\n        return None\n    return x / by",
    "function half(x: number, by = 2) {\n      if (x === 0) {\n        return null;\n      }\n      return x / by;\n    }",
  ],
];

/** Cells and the lines that are shown for them. */
export const cells: [code: string, lines: string[]][] = [
  [
    "total = 0\nfor x in xs:\n    total += x\nprint(total)",
    ["let total = 0;", "for (const x of xs) {", "  total += x;", "}", "console.log(total);"],
  ],
  [
    "if done:\n    best = 1\nelse:\n    best = 2\nprint(best)",
    ["let best;", "if (done) {", "  best = 1;", "} else {", "  best = 2;", "}", "console.log(best);"],
  ],
  ["print 1, 'two'", ["console.log(1, 'two');"]],
  [
    "try:\n    print(xs)\nexcept (TypeError, IndexError) as e:\n    print(e)\nfinally:\n    print(1)",
    [
      "try {",
      "  console.log(xs);",
      "} catch (e) {",
      "  if (e instanceof TypeError || e instanceof RangeError) {",
      "    console.log(e);",
      "  } else throw e;",
      "} finally {",
      "  console.log(1);",
      "}",
    ],
  ],
  [
    "try:\n    print(1)\nexcept TypeError:\n    print(2)\nexcept Exception:\n    print(3)",
    [
      "try {",
      "  console.log(1);",
      "} catch (error) {",
      "  if (error instanceof TypeError) {",
      "    console.log(2);",
      "  } else {",
      "    console.log(3);",
      "  }",
      "}",
    ],
  ],
  [
    "def train():\n    m.fit(X, y, epochs=1, verbose=0)\n\ntrain()",
    ["async function train() {", "  await m.fit(X, y, { epochs: 1, verbose: 0 });", "}", "await train();"],
  ],
  ["p, q = 1, 2\np = p + 1\nprint(p)", ["let [p, q] = [1, 2];", "p = p + 1", "console.log(p);"]],
  ["a1 = b1 = 0", ["let b1 = 0;", "let a1 = b1;"]],
  [
    "grid = np.zeros((2, 3))\nprint(grid.shape)",
    [
      "const grid = Array.from({ length: 2 }, () => Array(3).fill(0));",
      "console.log([grid.length, grid[0].length]);",
    ],
  ],
  [
    "from sklearn.metrics import accuracy_score\naccuracy_score(y, y)",
    ['import { accuracyScore } from "../lib/sklearn/metrics";', "accuracyScore(y, y);"],
  ],
  [
    "class Counter:\n    def __init__(self, start=0):\n        self.n = start\n\n    def add(self, by=1):\n        self.n += by\n        return self.n",
    [
      "class Counter {",
      "  n;",
      "  constructor(start = 0) {",
      "    this.n = start;",
      "  }",
      "  add(by = 1) {",
      "    this.n += by;",
      "    return this.n;",
      "  }",
      "}",
    ],
  ],
  [
    'words = ["b", "a"]\nprint(words.nothing)\nprint(sorted(words))',
    ['const words = ["b", "a"];', "// print(words.nothing)", "console.log(words.toSorted());"],
  ],
];
