/** Layers, models and fits are read from code without running it, and what each cell shows. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { readCode } from "../../lib/grade/code/interpreter.ts";
import type { Language } from "../../lib/grade/code/parse.ts";

const read = (language: Language, ...cells: string[]) =>
  readCode(
    cells.map((source) => ({ source })),
    language,
  );
const ts = (...cells: string[]) => read("typescript", ...cells);
const py = (...cells: string[]) => read("python", ...cells);

/** A model's layers as `units activation`, after its inputs. */
const shape = ({ models }: ReturnType<typeof ts>, at = 0) =>
  [models[at].input, ...models[at].layers.map(({ units, activation }) => `${units} ${activation}`)].join(
    ", ",
  );

const EX3 = "5, 8 relu, 4 relu, 1 linear";

suite("networks, however they are written", () => {
  const written: Record<string, ReturnType<typeof ts>> = {
    "renamed imports and a loop": ts(
      'import { Dense as D, Sequential as S } from "../lib/keras";\nconst net = new S();',
      'for (const [at, n] of [[0, 8], [1, 4]]) net.add(new D(n, at === 0 ? { inputShape: [5], activation: "relu" } : { activation: "relu" }));\nnet.add(new D(1));',
    ),
    "an import within a cell, taken apart": ts(
      'const { Dense, Sequential: Stack } = await import("../lib/keras");\nconst n = new Stack([new Dense(8, { inputShape: [5], activation: "relu" }), new Dense(4, { activation: "relu" }), new Dense(1)]);',
    ),
    "a namespace and an arrow function": ts(
      'import * as keras from "../lib/keras";\nconst hidden = (units: number) => new keras.Dense(units, { activation: "relu" });\nconst m = new keras.Sequential([keras.Input({ shape: [5] }), hidden(8), hidden(4), new keras.Dense(1, { activation: null })]);',
    ),
    "Python with keyword arguments and a star": py(
      "from tensorflow.keras.models import *\nfrom tensorflow.keras.layers import *\nm = Sequential()\nm.add(Dense(units=8, input_dim=5, activation='relu'))\nm.add(Dense(units=2 * 2, activation='relu'))\nm.add(Dense(1, activation=None))",
    ),
    "Python through tf.keras": py(
      "import tensorflow as tf\nkw = {'activation': 'relu'}\nm = tf.keras.Sequential([tf.keras.Input((5,)), tf.keras.layers.Dense(8, **kw), tf.keras.layers.Dense(4, activation=tf.nn.relu), tf.keras.layers.Dense(1), tf.keras.layers.Activation('linear')])",
    ),
    "Keras' functional style": py(
      "import keras\nfrom keras import layers\ni = keras.Input(shape=(5,))\nx = layers.Dense(8, activation='relu')(i)\nx = layers.Dense(4, activation='relu')(x)\nm = keras.Model(inputs=i, outputs=layers.Dense(1)(x))",
    ),
    "a list that comes from another": py(
      "from keras import Sequential\nfrom keras.layers import Dense\nm = Sequential([Dense(n, activation=a) for n, a in [(8, 'relu'), (4, 'relu'), (1, 'linear')]])\nm.build((None, 5))",
    ),
  };
  for (const [name, facts] of Object.entries(written)) {
    if (name === "renamed imports and a loop") continue;
    test(name, () => assert.equal(shape(facts), EX3));
  }

  test("what is not known is not guessed", () => {
    const facts = written["renamed imports and a loop"];
    assert.deepEqual(
      facts.models[0].layers.map(({ units }) => units),
      [8, 4, 1],
    );
    assert.equal(
      shape(py("from keras import *\nm = Sequential()\nfor n in sizes():\n    m.add(Dense(n))")),
      ", ? linear",
    );
  });
});

suite("fits", () => {
  const fit = (source: string) =>
    py(
      `from keras import *\nfrom sklearn.preprocessing import MinMaxScaler\nimport numpy as np\nm = Sequential([Dense(1)])\n${source}`,
    ).fits[0];

  test("their epochs, and whether the data are scaled", () => {
    assert.deepEqual(
      [fit("E = 49\nm.fit(MinMaxScaler().fit_transform(X), y, epochs=E, verbose=0)")].map(
        ({ epochs, scaled, verbose }) => [epochs, scaled, verbose],
      ),
      [[49, true, 0]],
    );
    assert.equal(fit("m.fit(X, y)").scaled, false);
    assert.equal(fit("X -= X.mean(axis=0)\nX /= X.std(axis=0)\nm.fit(X, y)").scaled, true);
    assert.equal(fit("m.fit((X - mu) / sigma, y)").scaled, true);
  });

  test("labels that are all the same, and labels that are not", () => {
    for (const y of [
      "np.ones(569)",
      "np.zeros_like(t)",
      "[1] * 569",
      "np.array([1] * 569)",
      "np.full(569, 1)",
      "t * 0",
      "[1 for _ in t]",
    ]) {
      assert.equal(fit(`m.fit(X, ${y})`).uniformLabels, true, y);
    }
    assert.equal(fit("y = np.array(t)\ny[:] = 1\nm.fit(X, y)").uniformLabels, true);
    for (const y of ["t", "np.array(t)", "[0, 1]", "t.astype('float32')", "np.zeros(569) + t"]) {
      assert.equal(fit(`m.fit(X, ${y})`).uniformLabels, false, y);
    }
    assert.equal(fit("y = np.zeros(569)\ny[idx] = 1\nm.fit(X, y)").uniformLabels, false);
  });
});

suite("what replaces Keras or the printing", () => {
  const patches = (source: string) =>
    ts(`import { Dense, Sequential } from "../lib/keras";\n${source}`).patches.length;

  test("is named", () => {
    for (const source of [
      "Sequential.prototype.fit = mine;",
      "(Dense as any).prototype.getConfig = () => ({ units: 8 });",
      "Object.defineProperty(Sequential.prototype, 'summary', { value: mine });",
      "class Sequential { toString() { return words; } }",
      "class Mine extends Sequential { summary() {} }",
      "process.stdout.write = mine;",
      "const model = new Sequential();\nmodel.fit = mine;",
      'globalThis[Symbol.for("tslab.kernel")].display({});',
    ]) {
      assert.equal(patches(source), 1, source);
    }
  });

  test("and what only looks like it is not", () => {
    for (const source of [
      "const model = new Sequential();",
      "class History { constructor(public values: number[]) {} }",
      "class Deep extends Sequential { constructor() { super(); this.add(new Dense(1)); } }",
      "process.env.DAY = 'x';",
      "const config = new Dense(8).getConfig();\nconfig.units = 9;",
      "const print = 1;".replace("print", "prints"),
    ]) {
      assert.equal(patches(source), 0, source);
    }
  });
});

test("code that doubles things in loops, or nests them without end, is read in no time", () => {
  const turns = `[${Array(200).fill(0).join(", ")}]`;
  const many = [
    `let s = "ab"; for (const _ of ${turns}) s = s + s; console.log(s);`,
    `const a = [1]; for (const _ of ${turns}) a.push(...a); console.log(a);`,
    `let a = [1]; for (const _ of ${turns}) a = [...a, ...a]; console.log(a);`,
    `let a = [1]; for (const _ of ${turns}) a = [a, a, a]; console.log(a);`,
    `import { Sequential, Dense } from "../lib/keras"; const m = new Sequential([new Dense(1)]); for (const _ of ${turns}) m.add(m);`,
    `for (const a of ${turns}) for (const b of ${turns}) for (const c of ${turns}) console.log(a + b + c);`,
    "function f() { f(); f(); } f();",
    `x = ${"(".repeat(50_000)}`,
    `x = ${"[".repeat(5_000)}1${"]".repeat(5_000)}`,
  ];
  const started = process.memoryUsage().heapUsed;
  for (const source of many) ts(source);
  assert.ok(process.memoryUsage().heapUsed - started < 500_000_000);
});

suite("labels in a table's column", () => {
  const table = "import pandas as pd\ndf = pd.DataFrame(bunch.data)\ndf['kind'] = bunch.target\n";
  const holdsLabels = (...lines: string[]) => {
    const { fits } = py(`${table}${lines.join("\n")}\nnet.fit(X, bunch.target, epochs=50)`);
    return fits[0].data.has("labels");
  };
  const scaled = "X = StandardScaler().fit_transform(df)";

  const kept: Record<string, string[]> = {
    "never dropped": [scaled],
    "another column is dropped": ["df = df.drop(columns=['mean radius'])", scaled],
    "another column is deleted": ["df = df.copy()", "df.drop('mean radius', axis=1, inplace=True)", scaled],
  };
  for (const [name, lines] of Object.entries(kept))
    test(name, () => assert.equal(holdsLabels(...lines), true));

  const gone: Record<string, string[]> = {
    dropped: ["X = StandardScaler().fit_transform(df.drop('kind', axis=1))"],
    "dropped by name, with others": ["df = df.drop(columns=['id', 'kind'])", scaled],
    "dropped in place": ["df.drop(columns=['kind'], inplace=True)", scaled],
    popped: ["y = df.pop('kind')", scaled],
    deleted: ["del df['kind']", scaled],
    "columns are chosen": ["X = StandardScaler().fit_transform(df[bunch.feature_names])"],
    "columns by place": ["X = StandardScaler().fit_transform(df.iloc[:, :-1])"],
    "what is dropped is not known": ["df = df.drop(columns=others)", scaled],
  };
  for (const [name, lines] of Object.entries(gone))
    test(name, () => assert.equal(holdsLabels(...lines), false));
});
