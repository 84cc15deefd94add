/** More of Python and its translation: data, layers and figures, as learners write them. */

/** Code and the line that is shown for it. */
export const learnerLines: [code: string, line: string][] = [
  ["len(m.getWeights()[0])", "m.getWeights()[0].shape[0];"],
  [
    "[1 if p > 0.5 else 0 for p in m.predict(X)]",
    "[...(await m.predict(X)).values].map((p) => p > 0.5 ? 1 : 0);",
  ],
  ["fitted1 = StandardScaler().fit(X)", "const fitted1 = new StandardScaler().fit(X);"],
  ["X1, y1 = load_iris(return_X_y=True)", "const { data: X1, target: y1 } = await loadIris();"],
  ['tf.keras.layers.Dense(4, activation="relu")', 'new keras.layers.Dense(4, { activation: "relu" });'],
  ["Math.mean(xs)", "xs.reduce((sum, x) => sum + x, 0) / xs.length;"],
  [
    "m.getWeights()[0].map((row) => row[0])",
    "(m.getWeights()[0].arraySync() as number[][]).map((row) => row[0])",
  ],
  ['"5" * 2', 'Number("5") * 2;'],
  ["np.unique(m.getWeights()[0])", "[...new Set([...m.getWeights()[0].values])].toSorted((a, b) => a - b);"],
  [
    "found, counts = np.unique(y, return_counts=True)",
    "const [found, counts] = ((all) => [all, all.map((x) => y.filter((one) => one === x).length)])([...new Set(y)].toSorted((a, b) => a - b));",
  ],
  [
    "m.getWeights()[0].T",
    "((rows) => rows[0].map((_, i) => rows.map((row) => row[i])))(m.getWeights()[0].arraySync() as number[][]);",
  ],
  // Frames and files.
  ['frame[["a", "b"]].to_numpy()', 'frame.loc({ columns: ["a", "b"] }).values;'],
  ['frame.to_csv("out.csv", index=False)', 'frame.toCSV({ filePath: "out.csv" });'],
  ["pd.concat([frame, frame], axis=1)", "pd.concat({ dfList: [frame, frame], axis: 1 });"],
  [
    "for i, row in frame.iterrows():\n    print(i, row)",
    "for (const [i, row] of (frame.toJSON() as any[]).entries()) {",
  ],
  ['del frame["a"]', 'frame.drop({ columns: ["a"], inplace: true });'],
  [
    'import pandas as pd\nflowers = pd.read_csv("iris.csv", sep=";")',
    'const flowers = await pd.readCSV("iris.csv", { delimiter: ";" });',
  ],
  [
    'import json\nread1 = json.load(open("a.json"))',
    'const read1 = JSON.parse(readFileSync("a.json", "utf8"));',
  ],
  ['read2 = open("a.txt", "r").read()', 'const read2 = readFileSync("a.txt", "utf8");'],
  ['open("a.txt").readlines()', 'readFileSync("a.txt", "utf8").split(/(?<=\\n)/).filter(Boolean);'],
  ["import os\nos.listdir()", 'readdirSync(".");'],
  [
    'try:\n    open("a.txt")\nexcept FileNotFoundError:\n    print("none")',
    '  if (error.code === "ENOENT") {',
  ],
  [
    "df1 = pd.read_csv('wine.csv', header=0)\nX1 = df1.iloc[:, :-1].values",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code
    "const df1 = await pd.readCSV('wine.csv');\n    const X1 = (df1.iloc({ columns: [`:${df1.shape[1] - 1}`] }).values as number[][]);",
  ],
  [
    "df2 = pd.read_csv('wine.csv', header=None)",
    "const df2 = await pd.readCSV('wine.csv', { header: false });",
  ],
  ["print(frame.max())", "console.log(frame.max({ axis: 0 }));"],
  ['import os\nos.environ["A"] = "1"', 'process.env["A"] = "1";'],
  // Lists, dictionaries and packages.
  ["sorted(set(columns), reverse=True)", "[...new Set(columns)].toSorted((a, b) => (a > b ? -1 : 1));"],
  ["list(map(str, xs))", "xs.map(String);"],
  ["xs[xs > 1]", "xs.filter((value) => value > 1);"],
  ["max(past, key=past.get)", "Object.entries(past).reduce((a, b) => (b[1] > a[1] ? b : a))[0];"],
  ["loss = 1\nloss = 2", "loss = 2"],
  ["from tqdm import tqdm\nfor i in tqdm(xs):\n    print(i)", "for (const i of xs) {"],
  [
    "accuracy_score(y, m.predict(X) > 0.5)",
    "accuracyScore(y, [...(await m.predict(X)).values].map((value) => value > 0.5).map(Number));",
  ],
  [
    "from sklearn.preprocessing import OneHotEncoder, StandardScaler",
    'import { OneHotEncoder } from "danfojs-node";',
  ],
  [
    "from sklearn.model_selection import KFold\nkf = KFold(n_splits=5, shuffle=True)\nfor fold, (train, test) in enumerate(kf.split(X)):\n    y1 = y[train]",
    "const kf = new KFold({ nSplits: 5, shuffle: true });\n    for (const [fold, [train, test]] of kf.split(X).entries()) {\n      const y1 = train.map((i) => y[i]);",
  ],
  [
    "from sklearn.preprocessing import MinMaxScaler\nscaler = MinMaxScaler(feature_range=(0, 1))",
    "const scaler = new MinMaxScaler({ featureRange: [0, 1] });",
  ],
  ["const begin1 = new initializers.HeNormal();\nbegin1([2, 2])", "begin1.call([2, 2]);"],
  // Figures.
  [
    'import plotly.graph_objects as go\ngo.Figure(data=[go.Scatter(x=xs, y=y, mode="lines")], layout={"title": "loss"})',
    'new Figure([{ type: "scatter", x: xs, y: y, mode: "lines" }], { width: 600, height: 400, "title": { text: "loss" } }, "a figure");',
  ],
  [
    "go.Figure(go.Bar(y=xs, marker_color='red'), go.Layout(width=300, height=200))",
    'new Figure([{ type: "bar", y: xs, marker: { color: \'red\' } }], { width: 300, height: 200 }, "a figure");',
  ],
  [
    'fig = go.Figure()\nfig.add_bar(y=xs)\nfig.update_layout(xaxis_title="n", xaxis_type="log")',
    [
      'const fig = new Figure([], { width: 600, height: 400 }, "a figure");',
      'fig.data.push({ type: "bar", y: xs });',
      'Object.assign(fig.layout, { xaxis: { title: { text: "n" }, type: "log" } });',
    ].join("\n    "),
  ],
  ['plt.plot(past.history["loss"], label="train")\nplt.legend()', "learningCurves(past);"],
  [
    "plt.plot(xs, y, 'r--')\nplt.show()",
    'new Figure([{ type: "scatter", x: xs, y: y }], { width: 600, height: 400 }, "a curve");',
  ],
  ["plt.hist(xs, bins=20)", "histplot(xs, { bins: 20 });"],
  ["plt.scatter(xs, y, c=y)", "scatterplot(xs, y, { hue: y });"],
  ['frame["a"].hist(bins=9)', 'histplot(frame["a"], { bins: 9 });'],
  ['frame.plot.scatter(x="a", y="b")', 'scatterplot(frame["a"], frame["b"], { xLabel: "a", yLabel: "b" });'],
  ['px.histogram(frame, x="a", nbins=9)', 'histplot(frame["a"], { bins: 9 });'],
  [
    'sns.scatterplot(data=frame, x="a", y="b", hue="c")',
    'scatterplot(frame["a"], frame["b"], { hue: frame["c"], xLabel: "a", yLabel: "b" });',
  ],
  [
    'frame.plot(x="a", y="b", kind="scatter")',
    'scatterplot(frame["a"], frame["b"], { xLabel: "a", yLabel: "b" });',
  ],
  // Random numbers, and what is computed of arrays.
  ["random.uniform(2, 5)", "2 + 3 * Math.random();"],
  ["np.random.normal(0, 1, size=(9, 2))", "random.normal([9, 2]);"],
  ["np.random.normal(5, 2, 9)", "random.normal([9], 5, 2);"],
  ["np.random.randn(3, 2)", "random.normal([3, 2]);"],
  ["np.random.uniform(size=(2,))", "random.uniform([2]);"],
  [
    "np.random.permutation(3)",
    "[...Array(3).keys()].map((x) => ({ x, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ x }) => x);",
  ],
  ["(xs == y).mean()", "accuracyScore(y, xs);"],
  ["np.mean(xs == y)", "accuracyScore(y, xs);"],
  ["X1 = (X - X.mean(axis=0)) / X.std(axis=0)", "const X1 = new StandardScaler().fitTransform(X);"],
  ["(await m.predict(X)).round()", "[...(await m.predict(X)).values].map((value) => Math.round(value));"],
  ["any(x > 2 for x in xs)", "xs.some((x) => x > 2);"],
  ['d1 = {"a": 1}\nd1.update({"c": 3})', 'const d1 = { "a": 1 };\n    Object.assign(d1, { "c": 3 });'],
  ['"ann bob".title()', '"ann bob".replace(/\\b\\w/g, (letter) => letter.toUpperCase());'],
  ['"7".zfill(3)', '"7".padStart(3, "0");'],
  ['"12".isdigit()', '/^\\d+$/.test("12");'],
  ["const x_train = m.getWeights()[0];\nx_train / 255.0", "ops.divide(x_train, 255.0);"],
  // Data that may have rows keep them; so does a product of matrices.
  ["const x = m.getWeights()[1];\nx * 2 + 1", "ops.add(ops.multiply(x, 2), 1);"],
  ["const X2 = m.getWeights()[0];\nnp.sqrt(X2)", "ops.sqrt(X2);"],
  ["const w = m.getWeights()[0];\nw @ w", "ops.matmul(w, w);"],
  ["const w1 = m.getWeights()[0];\nw1.dot(w1)", "ops.dot(w1, w1);"],
  ['const x3 = m.getWeights()[0];\nx3.astype("float32")', "x3;"],
  // Python's own functions go through arrays, too.
  ["const b = m.getWeights()[1];\nsum(b)", "[...b.values].reduce((sum, x) => sum + x, 0);"],
  ["const b1 = m.getWeights()[1];\nmax(b1)", "Math.max(...b1.values);"],
  ["const b2 = m.getWeights()[1];\nzip(xs, b2)", "xs.map((a, i) => [a, b2.values[i]] as const);"],
  [
    "assert m.inputShape == (None, 1)",
    'if (!(JSON.stringify(m.inputShape) === JSON.stringify([null, 1]))) throw new Error("assertion failed");',
  ],
  ["m.get_layer(index=0)", "m.getLayer({ index: 0 });"],
  ['m.get_layer(name="dense")', 'm.getLayer("dense");'],
  ['X1 = np.array([[1, 2]], dtype="float32")', "const X1 = [[1, 2]];"],
  // Models and classes.
  ["print(m.evaluate(X, y)[0])", "console.log((await m.evaluate(X, y))[0]);"],
  ['with tf.device("/CPU:0"):\n    m.fit(X, y)', "await m.fit(X, y);"],
  ["keras.utils.plot_model(m, show_shapes=True)", "plotModel(m);"],
  ["m.optimizer.lr", "m.optimizer.learningRate;"],
  ["m.optimizer.learning_rate.numpy()", "m.optimizer.learningRate;"],
  [
    "class Sizes:\n    units = 8\n    kinds = 2\n    def twice(self):\n        return self.units * 2",
    "  units = 8;\n      static kinds = 2;",
  ],
  // A loss of one's own.
  [
    "def error(y_true, y_pred):\n    return tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)",
    "  return ops.mean(ops.square(ops.subtract(y_true, y_pred)), -1);",
  ],
  ["import tensorflow as tf\nprint(tf.__version__)", "console.log(keras.version());"],
  // Values whose places tell the options, and Keras 2's order of them.
  ["Dense(10, 'relu')", "new Dense(10, { activation: 'relu' });"],
  ["m.add(Dense(10, 'relu'))", "m.add(new Dense(10, { activation: 'relu' }));"],
  [
    'net1 = Sequential()\nnet1.compile("adam", "mse", ["mae"])',
    'net1.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });',
  ],
  ["m.get_layer(0)", "m.layers[0];"],
  // Elements that are deleted, chosen by a step or by their places.
  ["del xs[0]", "xs.splice(0, 1);"],
  ["del xs[-1]", "xs.splice(-1, 1);"],
  ["del xs[1:3]", "xs.splice(1, 2);"],
  ["del xs[1:]", "xs.splice(1);"],
  ['d2 = {"a": 1}\ndel d2["a"]', 'delete d2["a"];'],
  ["const X3 = m.getWeights()[0];\nX3[::2]", "(X3.arraySync() as number[][]).filter((_, i) => i % 2 === 0);"],
  ["const X4 = m.getWeights()[0];\nX4[xs]", "X4.take(xs);"],
  ["X[xs]", "xs.map((i) => X[i]);"],
  ["for train in [[0], [1]]:\n    X5 = X[train]", "  const X5 = train.map((i) => X[i]);"],
  [
    "from sklearn.model_selection import KFold\nX6 = m.getWeights()[0]\nfor train, test in KFold(5).split(X6):\n    print(X6[train].shape)",
    "  console.log(X6.take(train).shape);",
  ],
  // Words of TypeScript's as names.
  ["new = 5\nprint(new)", "const new_ = 5;\n    console.log(new_);"],
  [
    "for true, pred in zip(xs, y):\n    print(true == pred)",
    "for (const [true_, pred] of xs.map((a, i) => [a, y[i]] as const)) {\n      console.log(true_ === pred);",
  ],
  // Pairs of two types keep them.
  [
    'for u, act in [(4, "relu"), (8, "tanh")]:\n    print(u * 2, act.upper())',
    'for (const [u, act] of ([[4, "relu"], [8, "tanh"]] as const)) {',
  ],
  ["[(x, str(x)) for x in xs]", "xs.map((x) => [x, String(x)] as const);"],
  // Errors.
  ['raise RuntimeError("x")', 'throw new Error("x");'],
  ["raise ValueError", "throw new ValueError();"],
  ["raise NotImplementedError", 'throw new Error("NotImplementedError");'],
  [
    'try:\n    print(1)\nexcept Exception as e:\n    print("failed", e, str(e))',
    '  console.log("failed", e.message, String(e.message));',
  ],
  // NumPy and TensorFlow.
  ["np.array(xs).mean()", "xs.reduce((sum, x) => sum + x, 0) / xs.length;"],
  ["np.maximum(0, xs)", "xs.map((value) => Math.max(0, value));"],
  ["def relu(z):\n    return np.maximum(0, z)", "  return Math.max(0, z);"],
  ["np.isnan(xs).any()", "xs.map((value) => Number.isNaN(value)).some(Boolean);"],
  ["tf.constant([1.0, 2.0])", "ops.convertToTensor([1.0, 2.0]);"],
  ["t1 = tf.constant([1.0])\nt1.numpy()", "t1.arraySync();"],
  // Frames.
  ["const X5 = m.getWeights()[0];\npd.DataFrame(X5)", "new pd.DataFrame((X5.arraySync() as number[][]));"],
  ['frame.groupby("a").mean()', 'frame.groupby(["a"]).mean();'],
  ['frame["z"] = y\nprint(frame)', 'frame.addColumn("z", y, { inplace: true });'],
  // One figure has all curves, and those before the end of a cell are displayed.
  [
    'plt.plot(xs, label="a")\nplt.plot(y, label="b")\nplt.legend()\nprint(1)',
    'display(new Figure([{ type: "scatter", y: xs, name: "a" }, { type: "scatter", y: y, name: "b" }], { width: 600, height: 400 }, "a curve"));',
  ],
  ["for row in X:\n    plt.hist(row)", "  display(histplot(row));"],
  // The rest of a cell below IPython's command.
  ["%%time\ntotal = 0\nfor x in xs:\n    total += x", "let total = 0;"],
  ["%timeit sum(xs)", "xs.reduce((sum, x) => sum + x, 0);"],
  // Arguments and parameters of a loop's name.
  [
    "def made(units=8):\n    return Dense(units)\nfor units in xs:\n    layer = made(units=units)",
    "for (const units of xs) {",
  ],
  ["class Settings:\n    lr = 0.1\nsettings = Settings()\nprint(settings.lr)", "  lr = 0.1;"],
  [
    "class Twice(Layer):\n    def call(self, x, training=False, mask=None):\n        return 2 * x",
    "  call(x, { training, mask = null }: any) {",
  ],
  // Classes of data.
  [
    "from dataclasses import dataclass\n@dataclass\nclass Run:\n    units: int\n    lr: float = 0.01\nrun = Run(8, lr=0.1)\nprint(run.lr)",
    "  constructor(public units: number, public lr = 0.01) {}",
  ],
  [
    "@dataclass\nclass Run2:\n    units: int = 8\n    lr: float = 0.01\nrun2 = Run2(lr=0.1)",
    "const run2 = new Run2(undefined, 0.1);",
  ],
  // A text that is no number raises an error in Python.
  [
    'try:\n    n = int("abc")\nexcept ValueError as e:\n    print(e)',
    '  const n = Number("abc");\n      if (!Number.isInteger(n)) throw new ValueError("not a whole number");',
  ],
  [
    "def whole(s):\n    try:\n        return int(s)\n    except ValueError:\n        return 0",
    "    return number;",
  ],
  [
    "from sklearn.metrics import f1_score, log_loss\nf1_score(y, y, average='macro')",
    "// from sklearn.metrics import log_loss\n    f1Score(y, y, { average: 'macro' });",
  ],
  ['int("ff", 16)', 'Number.parseInt("ff", 16);'],
  ["list(map(int, xs))", "xs.map(Math.trunc);"],
  ["list(map(int, columns))", "columns.map(Number);"],
  ["int(True)", "Number(true);"],
  ["from math import pi, sqrt\nprint(sqrt(2) * pi)", "console.log(Math.sqrt(2) * Math.PI);"],
  ["np.linalg.norm(X, axis=1)", "ops.norm(X, undefined, 1);"],
  [
    "net2 = np.concatenate([m.getWeights()[0], m.getWeights()[0]])",
    "const net2 = ops.concatenate([m.getWeights()[0], m.getWeights()[0]]);",
  ],
  ['try:\n    print(1 + int("abc"))\nexcept ValueError:\n    print("bad")', "  console.log(1 + number);"],
  [
    "import tensorflow\nlayer3 = tensorflow.keras.layers.Dense(4)",
    "const layer3 = new keras.layers.Dense(4);",
  ],
  // danfojs counts rows and columns from the beginning; a single column is a Series.
  ["frame.iloc[:, -1]", "frame.column(frame.columns.at(-1)!);"],
  ["y9 = frame.iloc[:, 0].values", "const y9 = (frame.column(frame.columns[0]).values as number[]);"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: code
  ["frame.iloc[-2:]", "frame.iloc({ rows: [`${frame.shape[0] - 2}:`] });"],
  ["frame.iloc[-1]", "frame.iloc({ rows: [frame.shape[0] - 1] });"],
  [
    'X9 = frame.drop("a", axis=1).values',
    'const X9 = (frame.drop({ columns: ["a"] }).values as number[][]);',
  ],
  ["frame.map(lambda v: v + 1)", "frame.applyMap((v: number) => v + 1);"],
  ["frame.dropna(inplace=True)", "frame.dropNa({ axis: 1, inplace: true });"],
  ['frame.rename(columns={"a": "b"})', 'frame.rename({ "a": "b" });'],
  ['frame.rename(columns={"a": "b"}, inplace=True)', 'frame.rename({ "a": "b" }, { inplace: true });'],
  ['best = float("inf")', "const best = Infinity;"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: code
  ['print(f"{xs=}, {y}")', 'console.log(`xs=[${xs.join(", ")}], [${y.join(", ")}]`);'],
  // Each of the axes of a figure has curves of its own.
  [
    'fig, ax = plt.subplots(figsize=(8, 4))\nax.plot(xs, y)\nax.set_xlabel("epoch")\nax.plot(y, xs)\nfig.tight_layout()',
    'new Figure([{ type: "scatter", x: xs, y: y }, { type: "scatter", x: y, y: xs }], { width: 600, height: 400 }, "a curve");',
  ],
  [
    "fig, axes = plt.subplots(1, 2)\naxes[0].plot(xs)\naxes[1].plot(y)",
    'display(new Figure([{ type: "scatter", y: xs }], { width: 600, height: 400 }, "a curve"));\n    new Figure([{ type: "scatter", y: y }], { width: 600, height: 400 }, "a curve");',
  ],
  [
    "plt.subplot(1, 2, 1)\nplt.plot(xs)\nplt.subplot(1, 2, 2)\nplt.plot(y)",
    'display(new Figure([{ type: "scatter", y: xs }], { width: 600, height: 400 }, "a curve"));\n    new Figure([{ type: "scatter", y: y }], { width: 600, height: 400 }, "a curve");',
  ],
  [
    'def curves(history):\n    plt.plot(history.history["loss"])\n    plt.plot(history.history["val_loss"])\n    plt.show()\ncurves(past)',
    "function curves(history: any) {\n      display(learningCurves(history));\n    }",
  ],
  ['plt.plot(past.history["loss"])\nplt.savefig("a.png")', "learningCurves(past);"],
];

/** Cells, and the lines that are shown for them. */
export const learnerCells: [code: string, lines: string[]][] = [
  [
    "losses = []\nfor i in range(1, 4):\n    losses.append(1 / i)\nprint(losses)",
    [
      "const losses = [];",
      "for (let i = 1; i < 4; i++) {",
      "  losses.push(1 / i);",
      "}",
      "console.log(losses);",
    ],
  ],
  [
    "try:\n    mark = len(xs)\nexcept TypeError as e:\n    print(e)\nelse:\n    print(mark + 1)",
    [
      "let mark;",
      "let succeeded = false;",
      "try {",
      "  mark = xs.length;",
      "  succeeded = true;",
      "} catch (e) {",
      "  if (e instanceof TypeError) {",
      "    console.log(e.message);",
      "  } else throw e;",
      "}",
      "if (succeeded) {",
      "  console.log(mark! + 1);",
      "}",
    ],
  ],
  // A constant of an earlier cell, declared again where the whole cell sees it.
  [
    "if len(xs) > 2:\n    level = 2\nelse:\n    level = 3\nprint(level)",
    [
      "let level;",
      "if (xs.length > 2) {",
      "  level = 2;",
      "} else {",
      "  level = 3;",
      "}",
      "console.log(level);",
    ],
  ],
  [
    "from collections import Counter\ncounts = Counter(xs)\nprint(counts.most_common(2))",
    [
      "const counts = xs.reduce<Record<string, number>>((counts, x) => ({ ...counts, [x]: (counts[x] ?? 0) + 1 }), {});",
      "console.log(Object.entries(counts).sort((a, b) => b[1] - a[1]).slice(0, 2));",
    ],
  ],
  [
    "def share(y_true, y_pred):\n    right = 0\n    for t, q in zip(y_true, y_pred):\n        if t == q:\n            right += 1\n    return right / len(y_true)\nprint(share(y, y))",
    [
      "function share(y_true: any[], y_pred: number[]) {",
      "  let right = 0;",
      "  for (const [t, q] of y_true.map((a: any, i: number) => [a, y_pred[i]] as const)) {",
      "    if (t === q) {",
      "      right += 1;",
      "    }",
      "  }",
      "  return right / y_true.length;",
      "}",
      "console.log(share(y, y));",
    ],
  ],
  [
    'def trained(epochs=1):\n    h = m.fit(X, y, epochs=epochs, verbose=0)\n    return h.history["loss"][-1]\nfor epochs in [1, 2]:\n    print(f"{trained(epochs=epochs):.4f}")',
    [
      "async function trained(epochs = 1) {",
      "  const h = await m.fit(X, y, { epochs, verbose: 0 });",
      '  return h.history["loss"].at(-1);',
      "}",
      "for (const epochs of [1, 2]) {",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: code
      "  console.log(`${(await trained(epochs))!.toFixed(4)}`);",
      "}",
    ],
  ],
  [
    "from sklearn.metrics import mean_squared_error\nprint(mean_squared_error(y, y))",
    ['import { meanSquaredError } from "../lib/sklearn/metrics";', "console.log(meanSquaredError(y, y));"],
  ],
  [
    'try:\n    extent = len(xs)\nexcept TypeError as e:\n    print("none", e)\nelse:\n    print(extent)\nfinally:\n    print("end")',
    [
      "let extent;",
      "let succeeded = false;",
      "try {",
      "  try {",
      "    extent = xs.length;",
      "    succeeded = true;",
      "  } catch (e) {",
      "    if (e instanceof TypeError) {",
      '      console.log("none", e.message);',
      "    } else throw e;",
      "  }",
      "  if (succeeded) {",
      "    console.log(extent);",
      "  }",
      "} finally {",
      '  console.log("end");',
      "}",
    ],
  ],
  [
    "from keras.losses import mean_squared_error",
    ['import { meanSquaredError } from "../lib/keras/losses";'],
  ],
];
