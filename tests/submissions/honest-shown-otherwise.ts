import { configs, kerasImports, pyImports, pyNetwork, tsCompile, tsEx04, tsNetwork } from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

/** Right answers in another form than the one that was asked for: what a grader accepts at a glance. */

const activated = (config: string, units: number, at: number, shape = ""): string =>
  config
    .replace(/'units': \d+/, `'units': ${units}`)
    .replace("'dense'", `'dense_${at}'`)
    .replace(/\(None, 5\)/, shape);
const [first, second, last] = configs("2.4.3");
const [, second3, last3] = configs("3.15.1");
const perLayer = [activated(first, 10, 0, "(None, 30)"), activated(second, 5, 1), activated(last, 1, 2)].map(
  (config, at) => `dense_${at} ${config}\n`,
);
const perLayer3 = [activated(second3, 10, 0), activated(second3, 5, 1), activated(last3, 1, 2)];

const versions = (line: string) =>
  `import { installedVersions, isAtLeast } from "../lib/notebook";
const found = await installedVersions();
const wanted: [string, string][] = [["Node.js", "20.19"], ["TypeScript", "5.0"], ["JupyterLab", "4.0"]];
for (const [name, least] of wanted) console.log(${line});`;

export const honestShownOtherwise: Submission[] = [
  {
    id: "the log's figure in per cent",
    kind: "honest",
    about: "The log says 0.9877, the sentence 98.8 %: the same figure, rounded",
    files: tsEx04(
      code(
        `${tsCompile}
const run = await model.fit(X, target, { epochs: 50, verbose: 2 });
console.log(\`accuracy after epoch 50: \${(100 * run.history.accuracy[49]).toFixed(1)} %\`);`,
        `${log({ to: 0.9877 })}accuracy after epoch 50: 98.8 %\n`,
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "a loop over the layers",
    kind: "honest",
    about: "4a: each layer's name and configuration in a loop in place of the model's",
    files: {
      "ex04.ipynb": typescript(
        code(kerasImports),
        code(
          `${tsNetwork}\nfor (const layer of model.layers) console.log(layer.name, layer.getConfig());`,
          perLayer.join(""),
        ),
      ),
    },
    expected: { "ex04-a": "met" },
  },
  {
    id: "a loop over Keras 3's layers",
    kind: "honest",
    about:
      "4a: print(layer.get_config()) for each layer, in Keras 3, whose layers do not say their input shape",
    files: {
      "ex04.ipynb": python(
        code(pyImports),
        code(
          `${pyNetwork}\nfor layer in model.layers:\n    print(layer.get_config())`,
          `${perLayer3.join("\n")}\n`,
        ),
      ),
    },
    expected: { "ex04-a": "met in Keras 3's wording" },
  },
  {
    id: "units and input shape in words",
    kind: "honest",
    about: "2a to 2c: an f-string of a dataclass with the units, the activation and the input shape",
    files: {
      "ex02.ipynb": python(
        code("from keras.layers import Dense"),
        code(
          `def tell(layer, shape=None):
    c = layer.get_config()
    print(f"units={c['units']} activation={c['activation']} input_shape={shape}")
tell(Dense(8, input_shape=(5,), activation="sigmoid"), (5,))`,
          "units=8 activation=sigmoid input_shape=(5,)\n",
        ),
        code('tell(Dense(4, activation="sigmoid"))', "units=4 activation=sigmoid input_shape=None\n"),
        code('tell(Dense(1, activation="sigmoid"))', "units=1 activation=sigmoid input_shape=None\n"),
      ),
    },
    expected: { ex02: "met" },
  },
  {
    id: "verdicts without versions",
    kind: "honest",
    about: "0a: “Node.js met” says neither what is required nor what there is; the code compares them",
    files: {
      "ex00.ipynb": typescript(
        code(
          versions(`\`\${name} \${isAtLeast(found[name], least) ? "met" : "not met"}\``),
          "Node.js met\nTypeScript met\nJupyterLab met\n",
        ),
      ),
    },
    expected: { "ex00-a": "met" },
  },
  {
    id: "verdicts in other words",
    kind: "honest",
    about: "0a: “erfüllt” with what is required and what there is behind it",
    files: {
      "ex00.ipynb": typescript(
        code(
          versions(
            `\`\${name.padEnd(12)} \${isAtLeast(found[name], least) ? "erfüllt" : "nicht erfüllt"} (mindestens \${least}, gefunden \${found[name]})\``,
          ),
          "Node.js      erfüllt (mindestens 20.19, gefunden 20.20.2)\nTypeScript   erfüllt (mindestens 5.0, gefunden 6.0.3)\nJupyterLab   erfüllt (mindestens 4.0, gefunden 4.6.6)\n",
        ),
      ),
    },
    expected: { "ex00-a": "met" },
  },
  {
    id: "verdicts as booleans",
    kind: "honest",
    about: "0a: the booleans of the comparisons, without versions",
    files: {
      "ex00.ipynb": typescript(
        code(
          `import { installedVersions, isAtLeast } from "../lib/notebook";
const found = await installedVersions();
console.log("Node.js ok?", isAtLeast(found["Node.js"], "20.19"));
console.log("TypeScript ok?", isAtLeast(found.TypeScript, "5.0"));
console.log("JupyterLab ok?", isAtLeast(found.JupyterLab, "4.0"));`,
          "Node.js ok? true\nTypeScript ok? true\nJupyterLab ok? true\n",
        ),
      ),
    },
    expected: { "ex00-a": "met" },
  },
  {
    id: "libraries by a loop over their names",
    kind: "honest",
    about: "0b: the code spells no import; only a second run tells that all five were imported",
    files: {
      "ex00.ipynb": typescript(
        code(
          `import { loadPlotly } from "../lib/plot";
for (const name of ["tslab", "@tensorflow/tfjs-node", "danfojs-node", "../lib/keras"]) {
  await import(name).then(() => console.log(name, "○"), () => console.log(name, "×"));
}
await loadPlotly();
console.log("plotly.js-dist ○");`,
          "tslab ○\n@tensorflow/tfjs-node ○\ndanfojs-node ○\n../lib/keras ○\nplotly.js-dist ○\n",
        ),
      ),
    },
    expected: { "ex00-b": "not met" },
    rerun: { "ex00-b": "met" },
  },
];

/** Wrong answers in the same forms: a version that is asked for is none that there is. */
export const wrongShownOtherwise: Submission[] = [
  {
    id: "one verdict of three says no",
    kind: "wrong",
    about: "0a: in other words, one of three programs is too old",
    files: {
      "ex00.ipynb": typescript(
        code(
          versions(`\`\${name}: \${isAtLeast(found[name], least) ? "cumple" : "no cumple"}\``),
          "Node.js: cumple\nTypeScript: no cumple\nJupyterLab: cumple\n",
        ),
      ),
    },
    expected: {},
  },
  {
    id: "three verdicts say no",
    kind: "wrong",
    about: "0a: a comparison the wrong way round",
    files: {
      "ex00.ipynb": typescript(
        code(
          versions(`\`\${name}: \${!isAtLeast(found[name], least)}\``),
          "Node.js: false\nTypeScript: false\nJupyterLab: false\n",
        ),
      ),
    },
    expected: {},
  },
  {
    id: "a requirement that is not met",
    kind: "wrong",
    about: "0a: JupyterLab is not there, and the line says so",
    files: {
      "ex00.ipynb": typescript(
        code(
          versions(`\`\${name} \${least} or newer: \${isAtLeast(found[name], least) ? "met" : "not met"}\``),
          "Node.js 20.19 or newer: met\nTypeScript 5.0 or newer: met\nJupyterLab 4.0 or newer: not met\n",
        ),
      ),
    },
    expected: {},
  },
  {
    id: "another verdict without versions",
    kind: "wrong",
    about: "0a: one of three programs is not met, without versions",
    files: {
      "ex00.ipynb": typescript(
        code(
          versions(`\`\${name}: \${isAtLeast(found[name], least) ? "met" : "not met"}\``),
          "Node.js: met\nTypeScript: met\nJupyterLab: not met\n",
        ),
      ),
    },
    expected: {},
  },
  {
    id: "a loop over other layers",
    kind: "wrong",
    about: "4a: each layer's configuration, of a network of 10, 10 and 1 units",
    files: {
      "ex04.ipynb": typescript(
        code(kerasImports),
        code(
          `${tsNetwork.replace("Dense(5", "Dense(10")}\nfor (const layer of model.layers) console.log(layer.getConfig());`,
          perLayer
            .join("")
            .replace("'units': 5", "'units': 10")
            .replaceAll(/^dense_\d /gm, ""),
        ),
      ),
    },
    expected: {},
  },
];
