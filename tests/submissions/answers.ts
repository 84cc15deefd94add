import { goldenText } from "../golden/text.ts";
import { log } from "./keras-log.ts";
import {
  code,
  type MadeCell,
  type NotebookContent,
  python,
  renumbered,
  text,
  typescript,
} from "./submission.ts";

/**
 * The plain right answers, an exercise each, for the cases that are special in one place only. What they print is Keras'
 * own (golden texts).
 */

type Version = "2.4.3" | "2.15.0" | "3.15.1";
const golden = (version: Version, name: string) => goldenText(`text_keras_${version}/${name}.txt`);

/** The three configurations of exercise 2, a line each. */
export const configs = (version: Version) =>
  golden(version, "ex2").trim().split("\n") as [string, string, string];
/** `get_config()['layers']` of exercise 4. */
export const layers = (version: Version) => golden(version, "ex4_get_config_layers");
/** The output of `print(model)` in exercise 1. */
export const printedModel = (version: Version) => golden(version, "ex1");

export const kerasImports = 'import { Dense, Sequential, utils } from "../lib/keras";';

export const tsNetwork = `const model = new Sequential([
  new Dense(10, { inputShape: [30], activation: "sigmoid" }),
  new Dense(5, { activation: "sigmoid" }),
  new Dense(1, { activation: "sigmoid" }),
]);`;

export const tsCompile =
  'model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });';

export const tsData = `import { loadBreastCancer } from "../lib/sklearn/datasets";
import { StandardScaler } from "../lib/sklearn/preprocessing";
const { data, target } = await loadBreastCancer();
const X = new StandardScaler().fitTransform(data);`;

/** Exercise by exercise in TypeScript. */
export const ts = {
  ex00: (): NotebookContent =>
    typescript(
      code(
        `import { installedVersions, isAtLeast } from "../lib/notebook";
const found = await installedVersions();
for (const [name, oldest] of Object.entries({ "Node.js": "20.19", TypeScript: "5.0", JupyterLab: "4.0" })) {
  console.log(\`\${name} \${oldest} or newer: \${isAtLeast(found[name], oldest) ? "met" : "not met"}\`);
}`,
        "Node.js 20.19 or newer: met\nTypeScript 5.0 or newer: met\nJupyterLab 4.0 or newer: met\n",
      ),
      code(
        `import * as tslab from "tslab";
import * as tf from "@tensorflow/tfjs-node";
import * as dfd from "danfojs-node";
import { loadPlotly } from "../lib/plot";
import * as keras from "../lib/keras";
await loadPlotly();
for (const [name, module] of Object.entries({ tslab, "@tensorflow/tfjs-node": tf, "danfojs-node": dfd, "plotly.js-dist": loadPlotly, "../lib/keras": keras })) {
  console.log(\`import \${name}: \${module ? "ok" : "failed"}\`);
}`,
        "import tslab: ok\nimport @tensorflow/tfjs-node: ok\nimport danfojs-node: ok\nimport plotly.js-dist: ok\nimport ../lib/keras: ok\n",
      ),
    ),
  ex01: (): NotebookContent =>
    typescript(
      code(kerasImports),
      code("const model = new Sequential();\nconsole.log(model);", printedModel("2.4.3")),
    ),
  ex02: (): NotebookContent => {
    const [first, second, last] = configs("2.4.3");
    return typescript(
      code(kerasImports),
      code(
        'const a = new Dense(8, { inputShape: [5], activation: "sigmoid" });\nconsole.log(a.getConfig());',
        `${first}\n`,
      ),
      code('const b = new Dense(4, { activation: "sigmoid" });\nconsole.log(b.getConfig());', `${second}\n`),
      code('const c = new Dense(1, { activation: "sigmoid" });\nconsole.log(c.getConfig());', `${last}\n`),
    );
  },
  ex03: (): NotebookContent =>
    typescript(
      code(kerasImports),
      code(
        `const model = new Sequential();
model.add(new Dense(8, { inputShape: [5], activation: "sigmoid" }));
model.add(new Dense(4, { activation: "sigmoid" }));
model.add(new Dense(1, { activation: "linear" }));
model.summary();`,
        golden("2.4.3", "ex3").replace(/None\n$/, ""),
      ),
    ),
  ex04: (): NotebookContent =>
    typescript(
      code(`${kerasImports}\n${tsData}`),
      code(`utils.setRandomSeed(3);\n${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3")),
      code(`${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2 });`, log({ to: 0.9859 })),
    ),
};

export const pyImports =
  "from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import Dense";

export const pyNetwork = `model = Sequential()
model.add(Dense(10, input_shape=(30,), activation='sigmoid'))
model.add(Dense(5, activation='sigmoid'))
model.add(Dense(1, activation='sigmoid'))`;

export const pyCompile = "model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])";

export const pyData = `from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler
X, y = load_breast_cancer(return_X_y=True)
X_scaled = StandardScaler().fit_transform(X)`;

/** Exercise 4's first part, sound. */
export const tsLayers = () => code(`${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3"));
export const pyLayers = () => code(`${pyNetwork}\nprint(model.get_config()['layers'])`, layers("2.4.3"));

/** Exercise 4 with a sound first part, and these cells after it. */
export const tsEx04 = (...cells: MadeCell[]) => ({
  "ex04.ipynb": typescript(code(`${kerasImports}\n${tsData}`), tsLayers(), ...cells),
});
export const pyEx04 = (...cells: MadeCell[]) => ({
  "ex04.ipynb": python(code(`${pyImports}\n${pyData}`), pyLayers(), ...cells),
});

/** The verdicts expected where that is sound, and the training is not what it seems. */
export const doubtful = { "ex04-a": "met", "ex04-b": "not confirmed" } as const;

/** Exercise by exercise in Python, with the words of one version of Keras. */
export const py = {
  ex00: (): NotebookContent =>
    python(
      code("import sys\nprint(sys.version)", "3.9.7 (default, Sep 16 2021, 13:09:58) \n[GCC 7.5.0]\n"),
      code(
        "import jupyter\nimport numpy as np\nimport pandas as pd\nimport keras\nprint(keras.__version__)",
        "2.4.3\n",
      ),
    ),
  ex01: (version: Version): NotebookContent =>
    python(code(pyImports), code("model = Sequential()\nprint(model)", printedModel(version))),
  ex02: (version: Version): NotebookContent => {
    const [first, second, last] = configs(version);
    return python(
      code(pyImports),
      code(
        "hidden = Dense(8, input_shape=(5,), activation='sigmoid')\nprint(hidden.get_config())",
        `${first}\n`,
      ),
      code("hidden2 = Dense(4, activation='sigmoid')\nprint(hidden2.get_config())", `${second}\n`),
      code("out = Dense(1, activation='sigmoid')\nprint(out.get_config())", `${last}\n`),
    );
  },
  ex03: (version: Version): NotebookContent =>
    python(
      code(pyImports),
      code(
        `model = Sequential()
model.add(Dense(8, input_shape=(5,), activation='sigmoid'))
model.add(Dense(4, activation='sigmoid'))
model.add(Dense(1, activation='linear'))
model.summary()`,
        golden(version, "ex3"),
      ),
    ),
  ex04: (version: Version): NotebookContent =>
    python(
      code(`${pyImports}\n${pyData}`),
      code(`${pyNetwork}\nmodel.get_config()['layers']`, "", { value: layers(version).trim() }),
      code(
        `${pyCompile}\nhistory = model.fit(X_scaled, y, epochs=50, batch_size=32)`,
        log({ to: 0.9824, form: version === "3.15.1" ? "Keras 3 bar" : "Keras 2 bar" }),
      ),
    ),
};

/** All five of them, each in its own notebook of the day's name. */
export function whole(day: {
  ex00: NotebookContent;
  ex01: NotebookContent;
  ex02: NotebookContent;
  ex03: NotebookContent;
  ex04: NotebookContent;
}) {
  return {
    "ex00_environment.ipynb": day.ex00,
    "ex01_sequential.ipynb": day.ex01,
    "ex02_dense.ipynb": day.ex02,
    "ex03_architecture.ipynb": day.ex03,
    "ex04_optimize.ipynb": day.ex04,
  };
}

/** Several notebooks as one, each under a heading. */
export function joined(parts: [heading: string, notebook: NotebookContent][]): NotebookContent {
  const cells = parts.flatMap(([heading, notebook]) => [text(`# ${heading}`), ...notebook.cells]);
  const [[, first]] = parts;
  return renumbered({ ...first, cells });
}
