/** Python in a cell, and the line of TypeScript that the kernel shows for it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { plain, resultText, TestKernel } from "./test-kernel.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await TestKernel.start();
  const { reply } = await kernel.execute(`
    import { Dense, Sequential } from "../lib/keras";
    const m = new Sequential([new Dense(1, { inputShape: [1] })]);
    m.compile({ loss: "mse" });
    import type { DataFrame } from "danfojs-node";
    const frame = {} as DataFrame;
    const X = [[1], [2]], y = [1, 2], xs = [3, 1, 2], loss = 0.25;
    const done = true, ready = false;`);
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
});
after(() => kernel.stop());

async function told(code: string): Promise<string[]> {
  const { content } = (await kernel.execute(code)).reply;
  assert.equal(content.ename, "TypeScriptError", code);
  return (content.traceback as string[]).map(plain);
}

const lines: [code: string, line: string][] = [
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
for (const [code, line] of lines) {
  test(`${code} – ${line}`, async () => {
    const text = (await told(code)).join("\n");
    assert.ok(text.includes(`\n    ${line}\n`), text);
  });
}

test("a whole cell of Python is shown in TypeScript, which runs", async () => {
  const lines = await told(
    `net = Sequential()
net.add(Dense(3, activation="relu", input_dim=1))
net.add(Dense(1))
net.compile(optimizer=Adam(learning_rate=0.01), loss="mse")
fitted = net.fit(X, y, epochs=2, verbose=0)
print(len(fitted.history["loss"]))`,
  );
  const text = lines.join("\n");
  const [, line] = /Import it: `(.*)`/.exec(text) ?? [];
  assert.equal(line, 'import { Adam } from "../lib/keras/optimizers";');
  const code = lines.filter((one) => /^ {4}(?! *\d* *\|)/.test(one)).map((one) => one.slice(4));
  assert.equal(code.length, 6, text);
  const { reply, published } = await kernel.execute([line, ...code].join("\n"));
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
  assert.ok(published.some(({ content }) => content.text === "2\n"));
});

const cells: [code: string, lines: string[]][] = [
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
for (const [code, expected] of cells) {
  test(`variables are declared once, where all can use them: ${code}`, async () => {
    const text = (await told(code)).join("\n");
    assert.ok(text.includes(`\n${expected.map((line) => `    ${line}\n`).join("")}`), text);
    assert.equal((await kernel.execute(expected.join("\n"))).reply.content.status, "ok");
  });
}

test("a function's parameters are its variables, and names outside are not", async () => {
  const text = (await told("def twice(x):\n    x = x * 2\n    loss = x\n    return loss")).join("\n");
  assert.match(text, /\n {6}x = x \* 2;\n {6}const loss = x;\n/);
});

const untranslated = [
  "for i in range(3):\n    pass\nprint(i)",
  "sorted(xs, 1)",
  "[x for i, x in enumerate(xs, 1)]",
  "zip(xs, y, xs)",
  "zip(xs, a)",
  'int("ff", 16)',
  "sum(xs, 10)",
  "isinstance(loss, (int, float))",
  "print(1, file=xs)",
  'float("inf")',
  "list(map(int, xs))",
  "np.linalg.norm(xs)",
  "m.mean()",
  '"{0} {name}".format(1, name=2)',
];
for (const code of untranslated) {
  test(`${code} has no translation that keeps its arguments`, async () => {
    assert.doesNotMatch((await told(code)).join("\n"), /In TypeScript:/);
  });
}

const unchanged = [
  "new foo(3)",
  'const d = new Dense(8, { activation: "rleu" });',
  'const big = Math.max("1", xs.length == 3)',
  "xs.lenght",
  'xs.length === "a"',
  "class A { foo( }",
  "const q = xs.map((x) => x * 2",
];
for (const code of unchanged) {
  test(`${code} is TypeScript, and gets no other line`, async () => {
    const text = (await told(code)).join("\n");
    assert.doesNotMatch(text, /In TypeScript|Import it/);
  });
}

const remedies: [code: string, sentence: string][] = [
  [
    "m.fit(X, y, 100)",
    "Options have names, in braces, such as `m.fit(X, y, { epochs: 100 })`. There are epochs, ",
  ],
  [
    'm.compile("adam", "mse")',
    'Options have names, in braces, such as `m.compile({ optimizer: "adam", loss: "mse" })`.',
  ],
  ['new Dense(8, "relu")', 'such as `new Dense(8, { activation: "relu" })`. There are activation, useBias, '],
  ["new Dense(8, { inputShape: 5 })", "`inputShape` takes a list: `inputShape: [5]`."],
  ['m.compile({ loss: "mse", metrics: "mae" })', '`metrics` takes a list: `metrics: ["mae"]`.'],
  ["const f = await m.fit(X, y);\nf.loss", "It may be in `f.history`: `f.history.loss`."],
  ["const p = m.predict(X);\np[0]", "`p` is a Promise: write `p = await m.predict(…)`."],
  ["const p = m.predict(X);\np.shape", "`p` is a Promise: write `p = await m.predict(…)`."],
  ["const p = m.predict(X);\nMath.max(p)", "`p` is a Promise: write `p = await m.predict(…)`."],
  ["y = y.reshape(-1, 1)", "`y` was declared with `const`: declare it with `let`, "],
  ["X == []", "Compare what is in them: `X.length === 0`."],
  ["y != [1, 2]", "`JSON.stringify(y) !== JSON.stringify([1, 2])`"],
  ["xs.length()", "`xs.length` is a value, not a method: write it without brackets."],
  ["modell.summary()", "No cell that has run declares `modell`: run the one that does, "],
  [
    'import { Adam } from "./lib/keras/optimizers";',
    'Its path, from this notebook, is "../lib/keras/optimizers".',
  ],
  ['import { Dense } from "lib/keras";', 'Its path, from this notebook, is "../lib/keras".'],
  ['import { Dense } from "../lib/kears";', 'Its path, from this notebook, is "../lib/keras".'],
  ["const two = 1; const two = 2;", "`two` is declared twice in line 1 of this cell: "],
  ["random.randint(0, 5)", "In place of random there is `Math.random()`"],
  ["import math", "In place of math there is `Math`"],
  ["!pip install numpy", "But it installs packages of Python, which cells in TypeScript cannot use."],
  ['with open("a.csv") as f:\n    text = f.read()', 'and `readFileSync(path, "utf8")`, without `with`.'],
  ["m.fit(X, ['no', 'yes'])", "Targets are numbers: `labels.map("],
  ['new Dense(8, { activation: "rleu" })', 'There are "linear", "relu", "sigmoid", '],
  ["const { loss: l } = await m.evaluate(X, y);", "square brackets take apart: `const [l] = …`."],
  [
    "const t = await m.evaluate(X, y);\nt.loss",
    "With the option `returnDict: true`, `evaluate` gives them names.",
  ],
  ["const v = xs.find((x) => x > 1); v.toFixed(1)", "Write `v!.toFixed(…)` if it certainly is there, "],
  ["Math.max(xs)", "Its elements, one by one: `Math.max(...xs)`."],
  [
    "function square(x) { return x * x; }",
    "Parameters have types:\n    function square(x: number) { return x * x; }",
  ],
  ["setTimeout(function () { this.n++; }, 1)", "write an arrow function, `() => { … }`"],
  ["({ a: 1 }).b", "It has `a`."],
  ['import keras from "../lib/keras";', '`import * as keras from "../lib/keras";`'],
  ['import matplotlib from "matplotlib";', "Figures are in lib/plot: "],
  ["%matplotlib inline", "Figures appear by themselves: leave the line `%matplotlib` out."],
  ["isinstance(xs, 3)", "`isinstance` is a function of Python's, which TypeScript does not have."],
  [
    "no_such_name",
    "No cell that has run declares `no_such_name`: run the one that does, or check its spelling.",
  ],
  ["del xs", "A variable cannot be deleted: leave the line out."],
  ["help(m)", "In TypeScript use `Dense?`, the name with a question mark behind it."],
];
for (const [code, sentence] of remedies) {
  test(`${code} – ${sentence}`, async () => {
    const text = (await told(code)).join("\n");
    assert.ok(text.includes(sentence), text);
  });
}

const quiet: [code: string, sentence: string][] = [
  ["7 // 2", "`//` begins a comment: write `Math.floor(7 / 2)` to divide and round down."],
  ["const half = xs.length // 2", "write `Math.floor(xs.length / 2)` to divide"],
  ["2 in xs", "`2 in xs` asks for an index: write `xs.includes(2)` to look for a value."],
  ["m.summary", "`m.summary` is a method: `m.summary()` calls it."],
  ["for (const x in xs) { x; }", "write `for (const x of xs)` for the values."],
  ["xs.forEach(async (x) => { await x; })", "write `for (const x of xs) { await … }`."],
  ["xs.map((x) => { x * 2; })", "write `xs.map((x) => x * 2)` without braces."],
  ["let best;\nif (best = 3) best;", "write `best === 3` to compare."],
  ["xs === y", "`JSON.stringify(xs) === JSON.stringify(y)` compares their values."],
  ["[10, 9].sort()", "write `[10, 9].sort((a, b) => a - b)` for numbers."],
];
for (const [code, sentence] of quiet) {
  test(`${code} runs, with a hint: ${sentence}`, async () => {
    const { reply, published } = await kernel.execute(code);
    assert.equal(reply.content.status, "ok", String(reply.content.evalue));
    const text = published.map(({ content }) => (content.name === "stderr" ? content.text : "")).join("");
    assert.ok(text.includes(sentence), text);
  });
}

for (const code of [
  "7; // 2",
  "const epochs = 5 // of 10",
  '"a" in { a: 1 }',
  "m.layers",
  "Math.PI",
  "m.fit.name",
  '["b", "a"].sort()',
  "xs.map((x) => { return x; })",
]) {
  test(`${code} is meant, and gets no hint`, async () => {
    const { published } = await kernel.execute(code);
    assert.deepEqual(
      published.filter(({ content }) => content.name === "stderr"),
      [],
    );
  });
}

test("of a cell of Python only the first syntax error is shown, above the translation", async () => {
  const lines = await told("if len(xs) > 2:\n    print(1)\nelif done:\n    print(2)\nelse:\n    print(3)");
  assert.equal(lines.filter((line) => line.includes("error TS")).length, 1);
  assert.match(lines[0], /^Cell \[\d+\], line 1, column 4 - error TS1005: /);
  assert.ok(lines.includes("    } else if (done) {"), lines.join("\n"));
});

test("of a call with keyword arguments the learner's line comes first, and one error", async () => {
  for (const code of ["m.fit(X, y, epochs=1, verbose=0)", "m.evaluate(X, y, verbose=0)"]) {
    const lines = await told(code);
    assert.equal(lines.filter((line) => line.includes("error TS")).length, 1, lines.join("\n"));
    assert.ok(lines[1].includes(code), lines.join("\n"));
    assert.match(lines[3], /^In TypeScript:/);
  }
});

test("an option that does not exist is pointed at, without the overloads of the method", async () => {
  const lines = await told("await m.fit(X, y, { epochs: 1, batch_size: 2 })");
  assert.match(lines[0], /column 32 - error TS2561: .*'batch_size'.*Did you mean to write 'batchSize'\?$/);
  assert.doesNotMatch(lines.join("\n"), /[Oo]verload/);
});

test("a name that nothing declares is told of once, and a type without the path of its file", async () => {
  const twice = await told("nowhere + 1;\nnowhere + 2;");
  assert.equal(twice.filter((line) => line.includes("error TS2304")).length, 1, twice.join("\n"));
  assert.match((await told("if (m.predict(X)) { }")).join("\n"), /'Promise<NDArray>'/);
});

const names: [code: string, line: string][] = [
  ["new StandardScaler()", 'import { StandardScaler } from "../lib/sklearn/preprocessing";'],
  ["new Dropout(0.5)", 'import { Dropout } from "../lib/keras/layers";'],
  ["new RMSprop()", 'import { RMSprop } from "../lib/keras/optimizers";'],
  ["let h: History | undefined;", 'import { History } from "../lib/keras";'],
  ["plotModel(m)", 'import { plotModel } from "../lib/plot";'],
  ["keras.utils.setRandomSeed(1)", 'import * as keras from "../lib/keras";'],
  ['import { Dense as Layer } from "keras";', 'import { Dense as Layer } from "../lib/keras";'],
  ['import { Adam } from "keras/optimizers";', 'import { Adam } from "../lib/keras/optimizers";'],
  ['import * as k from "keras";', 'import * as k from "../lib/keras";'],
  ['import { Dropout } from "../lib/keras";', 'import { Dropout } from "../lib/keras/layers";'],
  [
    'import { StandardScaler } from "sklearn";',
    'import { StandardScaler } from "../lib/sklearn/preprocessing";',
  ],
];
for (const [code, line] of names) {
  test(`${code} gets its import: ${line}`, async () => {
    const text = (await told(code)).join("\n");
    assert.ok(text.includes(`\nImport it: \`${line}\`\n`), text);
    assert.doesNotMatch(text, /npm install/);
    assert.equal((await kernel.execute(line)).reply.content.status, "ok");
    await kernel.execute("1");
  });
}

test("a module of ours that does not have the name lists those there are", async () => {
  const text = (await told('import { nothing } from "sklearn";')).join("\n");
  assert.match(text, /"\.\.\/lib\/sklearn\/datasets"`, `"\.\.\/lib\/sklearn\/metrics"/);
  assert.doesNotMatch(text, /npm install/);
});

test("imports are told also where Python's syntax hides that names are unknown", async () => {
  const text = (await told('stop = EarlyStopping(patience=3)\nprint(f"{stop}")')).join("\n");
  assert.ok(text.includes('\nImport it: `import { EarlyStopping } from "../lib/keras/callbacks";`\n'), text);
  assert.ok(text.includes("\n    const stop = new EarlyStopping({ patience: 3 });\n"), text);
});

test("names of the cell's own are not Python's", async () => {
  assert.equal(
    resultText(await kernel.execute("const len = (list: number[]) => list.length * 10;\nlen(xs)")),
    "30",
  );
  const text = (await told("len(xs, nothing)")).join("\n");
  assert.doesNotMatch(text, /\.length/);
});

test("what the kernel defines for all cells needs no import", async () => {
  const text = (await told('name = input("Who?")\ndisplay(name)')).join("\n");
  assert.match(text, /const name = await input\("Who\?"\);/);
  assert.doesNotMatch(text, /Import it/);
});

test("an import over several lines is shown with all its names", async () => {
  const text = (await told('import {\n  Dense,\n  Sequential as Model,\n} from "keras";')).join("\n");
  assert.ok(text.includes('import { Dense, Sequential as Model } from "../lib/keras";'), text);
});

test("packages of Python are known by the names that notebooks give them", async () => {
  assert.ok(
    (await told("np.mean(xs)")).includes(
      "In place of numpy there are arrays, `[1, 2]`, their methods, and `Math`.",
    ),
  );
  assert.match((await told("plt.plot(xs)")).join("\n"), /Figures are in lib\/plot/);
  assert.match((await told("pd.DataFrame(xs)")).join("\n"), /`import \* as pd from "danfojs-node";`/);
});

test("an error names a variable of an earlier cell as the learner does", async () => {
  await kernel.execute("const untyped: any = m;");
  const { ename, evalue, traceback } = (await kernel.execute("untyped.sumary()")).reply.content;
  assert.deepEqual([ename, evalue], ["TypeError", "untyped.sumary is not a function"]);
  assert.doesNotMatch((traceback as string[]).join("\n"), /exports/);
});

test("a method of pandas that a frame of danfojs does not have gets its counterpart, which it has", async () => {
  await kernel.execute(
    'import { DataFrame } from "danfojs-node";\nconst table = new DataFrame({ width: [1, 2, 2] });',
  );
  for (const [code, instead] of [
    ["table.info()", "table.ctypes"],
    ["table.to_numpy()", "table.values"],
    ["table.isnull()", "table.isNa()"],
    ["table.width.value_counts()", 'table["width"].valueCounts()'],
    ['table.sort_values("width")', 'table.sortValues("width")'],
  ]) {
    const { traceback } = (await kernel.execute(code)).reply.content;
    const [hint] = (traceback as string[]).slice(-1);
    assert.match(hint, /is a method of pandas\. danfojs has `/);
    assert.ok(hint.includes(instead.split(".").at(-1)!.split("(")[0]), hint);
    assert.equal((await kernel.execute(`${instead};`)).reply.content.status, "ok", instead);
  }
});
