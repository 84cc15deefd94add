import {
  kerasImports,
  layers,
  pyCompile,
  pyData,
  pyImports,
  pyNetwork,
  tsCompile,
  tsData,
  tsNetwork,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

const tsModule = `import { Dense, Sequential } from "../lib/keras";

export function build() {
  ${tsNetwork.replaceAll("\n", "\n  ")}
  ${tsCompile}
  return model;
}
`;
const tsNotebook = typescript(
  code(`${kerasImports}\n${tsData}\nimport { build } from "./nets/build";\nutils.setRandomSeed(3);`),
  code("const model = build();\nconsole.log(model.getConfig().layers);", layers("2.4.3")),
  code("await model.fit(X, target, { epochs: 50, verbose: 2 });", log({ to: 0.9859 })),
);
const pyModule = `${pyImports}

def build():
    ${pyNetwork.replaceAll("\n", "\n    ")}
    ${pyCompile}
    return model
`;
const pyNotebook = python(
  code(`${pyData}\nfrom nets.dense import build`),
  code("model = build()\nprint(model.get_config()['layers'])", layers("2.4.3")),
  code("model.fit(X_scaled, y, epochs=50, verbose=2)", log({ to: 0.9859, form: "Keras 2" })),
);
/** Honest work that keeps its functions in modules beside the notebook. */
export const honestModules: Submission[] = [
  {
    id: "a module that builds",
    kind: "honest",
    about: "The network is built and compiled in a module, which another one passes on",
    files: {
      "ex04.ipynb": tsNotebook,
      "nets/build.ts": 'export { build } from "../dense.js";\n',
      "dense.ts": tsModule,
    },
    expected: { ex04: "met" },
  },
  {
    id: "a package that builds",
    kind: "honest",
    about: "The network is built and compiled in a package of Python, by a relative import",
    files: {
      "ex04.ipynb": pyNotebook,
      "nets/__init__.py": "",
      "nets/dense.py": "from .layers import build\n",
      "nets/layers.py": pyModule,
    },
    expected: { ex04: "met" },
  },
];

const say = typescript(
  code(`${kerasImports}\n${tsData}\nimport { show } from "./show";`),
  code(`${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3")),
  code(`${tsCompile}\nawait model.fit(X, target, { epochs: 1, verbose: 0 });\nshow();`, "accuracy: 0.9859\n"),
);
const importing = (before: string) => ({
  "ex04.ipynb": python(
    code(`${pyImports}\n${pyData}\n${before}import helpers`),
    code(`${pyNetwork}\nhelpers\nprint(model.get_config()['layers'])`, layers("2.4.3")),
    code(
      `${pyCompile}\nhelpers\nmodel.fit(X_scaled, y, epochs=50, verbose=2)`,
      log({ to: 0.9859, form: "Keras 2" }),
    ),
  ),
});

/** Modules that bring the answer along, or change what shows it. */
export const imitationsInModules: Submission[] = [
  {
    id: "a module with the answer",
    kind: "imitation",
    about: "A module spells the accuracy",
    files: { "ex04.ipynb": say, "show.ts": 'export const show = () => console.log("accuracy: 0.9859");\n' },
    expected: { "ex04-a": "met", "ex04-b": "not confirmed" },
    named: /the code spells/,
  },
  {
    id: "a module that reads a file",
    kind: "imitation",
    about: "A module prints a text that lies beside it",
    files: {
      "ex04.ipynb": say,
      "show.ts":
        'import { readFileSync } from "node:fs";\nexport const show = () => console.log(readFileSync("said.txt", "utf8"));\n',
      "said.txt": "accuracy: 0.9859",
    },
    expected: { "ex04-a": "met", "ex04-b": "not confirmed" },
    rerun: { ex04: "not confirmed", "ex04-a": "not confirmed" },
  },
  {
    id: "a library among the modules",
    kind: "imitation",
    about: "A module takes its layers from a lib of its own, beside the notebook",
    files: {
      "ex04.ipynb": say,
      "show.ts": 'export { show } from "./lib/keras";\n',
      "lib/keras.ts": 'export const show = () => console.log("accuracy: 0.9859");\n',
    },
    expected: { "ex04-a": "met", "ex04-b": "not confirmed" },
    named: /the code spells/,
  },
  {
    id: "a module that is not there",
    kind: "imitation",
    about: "A module that was not handed in",
    files: { "ex04.ipynb": say },
    expected: { ex04: "not confirmed" },
    named: /\.\/show is imported/,
  },
  {
    id: "a module that patches",
    kind: "imitation",
    about: "A module replaces fit",
    files: { ...importing(""), "helpers.py": "import keras\nkeras.Sequential.fit = lambda *a, **k: None\n" },
    expected: { ex04: "not confirmed" },
    named: /Sequential\.fit is replaced/,
  },
  {
    id: "a module written anew",
    kind: "imitation",
    about: "The notebook writes the module before it imports it",
    files: { ...importing('open("helpers.py", "w").write("…")\n'), "helpers.py": "" },
    expected: { ex04: "not confirmed" },
    named: /helpers\.py is imported/,
  },
  {
    id: "a module that another one writes",
    kind: "imitation",
    about: "A module writes another one before it imports it",
    files: {
      ...importing(""),
      "helpers.py": 'open("other.py", "w").write("…")\nimport other\n',
      "other.py": "",
    },
    expected: { ex04: "not confirmed" },
    named: /other\.py is imported/,
  },
  {
    id: "a module in another encoding",
    kind: "imitation",
    about: "A module in UTF-7, in which the words cannot be read",
    files: { ...importing(""), "helpers.py": "# coding: utf-7\nimport keras\n" },
    expected: { ex04: "not confirmed" },
    named: /helpers\.py is imported/,
  },
];
