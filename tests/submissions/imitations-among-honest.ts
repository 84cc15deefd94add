import {
  configs,
  joined,
  layers,
  py,
  pyCompile,
  pyData,
  pyImports,
  pyLayers,
  ts,
  tsCompile,
  tsData,
  tsLayers,
  whole,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import {
  code,
  type MadeCell,
  type NotebookContent,
  python,
  type Said,
  type Submission,
  typescript,
} from "./submission.ts";

const [, second, last] = configs("2.4.3");
const day = { ex00: ts.ex00(), ex01: ts.ex01(), ex02: ts.ex02(), ex03: ts.ex03(), ex04: ts.ex04() };
const pyDay = {
  ex00: py.ex00(),
  ex01: py.ex01("2.4.3"),
  ex02: py.ex02("2.4.3"),
  ex03: py.ex03("2.4.3"),
  ex04: py.ex04("2.4.3"),
};
const MET: Record<string, Said> = { ex00: "met", ex01: "met", ex02: "met", ex03: "met", ex04: "met" };

/** The notebook with the cells from `at` on replaced by one. */
const changed = ({ cells, ...rest }: NotebookContent, at: number, cell: MadeCell): NotebookContent => ({
  ...rest,
  cells: cells.map((old, index) => (index === at ? { ...cell, execution_count: index + 1 } : old)),
});

/** Sound work in eight questions, and in one of them what only looks like it: the eight must not suffer. */
export const imitationsAmongHonest: Submission[] = [
  {
    id: "one of nine: versions told",
    kind: "imitation",
    about: "The versions are sentences of the cell's own; the imports below are real",
    files: whole({
      ...day,
      ex00: changed(
        day.ex00,
        0,
        code(
          `// process.version, typescript.version, jupyter lab --version
const found = { "Node.js": "20.19", TypeScript: "5.0", JupyterLab: "4.0" };
for (const [name, oldest] of Object.entries(found)) console.log(\`\${name} \${oldest} or newer: met\`);`,
          "Node.js 20.19 or newer: met\nTypeScript 5.0 or newer: met\nJupyterLab 4.0 or newer: met\n",
        ),
      ),
    }),
    expected: { ...MET, "ex00-a": "not confirmed" },
  },
  {
    id: "one of nine: ok in any case",
    kind: "imitation",
    about: "An import that fails is passed over in silence, and ok is printed of it all the same",
    files: whole({
      ...day,
      ex00: changed(
        day.ex00,
        1,
        code(
          `for (const name of ["tslab", "@tensorflow/tfjs-node", "danfojs-node", "plotly.js-dist", "../lib/keras"]) {
  try {
    await import(name);
  } catch {}
  console.log(\`import \${name}: ok\`);
}`,
          "import tslab: ok\nimport @tensorflow/tfjs-node: ok\nimport danfojs-node: ok\nimport plotly.js-dist: ok\nimport ../lib/keras: ok\n",
        ),
      ),
    }),
    expected: { ...MET, "ex00-b": "not confirmed" },
  },
  {
    id: "one of nine: ok below another import",
    kind: "imitation",
    about: "Lines that say ok stand below an import of something else, one that need not succeed, and none",
    files: whole({
      ...day,
      ex00: changed(
        day.ex00,
        1,
        code(
          `await import("../lib/plot");
try {
  await import("tslab");
} finally {
  console.log("import tslab: ok");
  console.log("import @tensorflow/tfjs-node: ok");
}
await import("danfojs-node").catch(() => undefined);
console.log("import danfojs-node: ok");
if (false) await import("plotly.js-dist");
console.log("import plotly.js-dist: ok");
await import("../lib/keras");
console.log("import ../lib/keras: ok");`,
          "import tslab: ok\nimport @tensorflow/tfjs-node: ok\nimport danfojs-node: ok\nimport plotly.js-dist: ok\nimport ../lib/keras: ok\n",
        ),
      ),
    }),
    expected: { ...MET, "ex00-b": "not confirmed" },
  },
  {
    id: "one of nine: a layer told",
    kind: "imitation",
    about: "Of exercise 2 the second layer alone is a text",
    files: whole({
      ...day,
      ex02: changed(
        day.ex02,
        2,
        code(`const b = ${JSON.stringify(second)};\nconsole.log(b);`, `${second}\n`),
      ),
    }),
    expected: { ...MET, "ex02-b": "not confirmed" },
  },
  {
    id: "one of nine: from the network",
    kind: "imitation",
    about: "The training log is fetched from somewhere",
    files: whole({
      ...day,
      ex04: typescript(
        code(`import { Dense, Sequential } from "../lib/keras";\n${tsData}`),
        tsLayers(),
        code(
          `${tsCompile}\nconst answer = await fetch("https://example.org/log.txt");\nconsole.log(await answer.text());`,
          log({ to: 0.9859 }),
        ),
      ),
    }),
    expected: { ...MET, "ex04-b": "not confirmed" },
  },
  {
    id: "one of nine: moved output",
    kind: "imitation",
    about: "Everything in one Python notebook; the log stands under a cell that prints the scaler's means",
    files: {
      "day.ipynb": joined([
        ["Exercise 0", pyDay.ex00],
        ["Exercise 1", pyDay.ex01],
        ["Exercise 2", pyDay.ex02],
        ["Exercise 3", pyDay.ex03],
        [
          "Exercise 4",
          python(
            code(`${pyImports}\n${pyData}`),
            pyLayers(),
            code(`${pyCompile}\nmodel.fit(X_scaled, y, epochs=2, verbose=0)`),
            code("print(X_scaled.mean(axis=0))", log({ to: 0.9842, form: "Keras 2 bar" })),
          ),
        ],
      ]),
    },
    expected: { ...MET, "ex04-b": "not confirmed" },
  },
  {
    id: "one of nine: summary told",
    kind: "imitation",
    about: "Exercise 3 is the text of a summary in one Python notebook, the rest is sound",
    files: {
      "day.ipynb": joined([
        ["Exercise 0", pyDay.ex00],
        ["Exercise 1", pyDay.ex01],
        ["Exercise 2", pyDay.ex02],
        [
          "Exercise 3",
          python(
            code(
              `summary = """Model: "sequential"
dense (Dense)                (None, 8)                 48
dense_1 (Dense)              (None, 4)                 36
dense_2 (Dense)              (None, 1)                 5
Total params: 89"""
# model = Sequential([Dense(8, input_shape=(5,)), Dense(4), Dense(1, activation='linear')])
print(summary)`,
              `Model: "sequential"
dense (Dense)                (None, 8)                 48
dense_1 (Dense)              (None, 4)                 36
dense_2 (Dense)              (None, 1)                 5
Total params: 89
`,
            ),
          ),
        ],
        ["Exercise 4", pyDay.ex04],
      ]),
    },
    expected: { ...MET, ex03: "not confirmed" },
  },
  {
    id: "one of nine: a last word",
    kind: "imitation",
    about: "The output layer is tanh; the word in its printed configuration was edited",
    files: whole({
      ...pyDay,
      ex02: changed(
        pyDay.ex02,
        3,
        code("out = Dense(1, activation='tanh')\nprint(out.get_config())", `${last}\n`),
      ),
    }),
    expected: { ...MET, "ex02-c": "not confirmed" },
  },
  {
    id: "one of nine: counts alike",
    kind: "imitation",
    about: "Both cells of exercise 1 are the first that was run: the second cannot know Sequential",
    files: whole({
      ...day,
      ex01: { ...day.ex01, cells: day.ex01.cells.map((cell) => ({ ...cell, execution_count: 1 })) },
    }),
    expected: MET,
  },
  {
    id: "one of nine: layers of another",
    kind: "imitation",
    about:
      "4a: the configuration is read from a JSON text, the network has other sizes; the training is real",
    files: whole({
      ...pyDay,
      ex04: python(
        code(`${pyImports}\n${pyData}`),
        code(
          `import json\nconfig = json.loads('''${JSON.stringify({ layers: "as wanted" })}''')\nprint(config['layers'])`,
          layers("2.4.3"),
        ),
        code(
          `model = Sequential([Dense(10, input_shape=(30,), activation='sigmoid'), Dense(5, activation='sigmoid'), Dense(1, activation='sigmoid')])\n${pyCompile}\nmodel.fit(X_scaled, y, epochs=50)`,
          log({ to: 0.9842, form: "Keras 2 bar" }),
        ),
      ),
    }),
    expected: { ...MET, "ex04-a": "not confirmed" },
  },
];
