import {
  configs,
  doubtful,
  joined,
  kerasImports,
  layers,
  printedModel,
  tsCompile,
  tsData,
  tsLayers,
  tsNetwork,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, type Submission, typescript } from "./submission.ts";

const [first, second, last] = configs("2.4.3");

/** An exercise 4 whose first part is sound; `between` runs after it and before the data is loaded. */
const ex04 = (source: string, printed: string, between = "") => ({
  "ex04.ipynb": typescript(
    code(kerasImports),
    tsLayers(),
    code(`${between}\n${tsData}`),
    code(source, printed),
  ),
});

/** TypeScript that replaces what the work stands on: written from the questions alone. */
export const imitationsUnderneath: Submission[] = [
  {
    id: "scaler with the answers",
    kind: "imitation",
    about: "fitTransform of the scaler is replaced: what it gives is the labels",
    files: ex04(
      `${tsCompile}
StandardScaler.prototype.fitTransform = () => Array.from(target.dataSync(), (label) => Array(30).fill(label * 2 - 1)) as any;
await model.fit(new StandardScaler().fitTransform(data), target, { epochs: 50, verbose: 2 });`,
      log({ to: 1 }),
    ),
    expected: doubtful,
    named: /StandardScaler|scale/,
  },
  {
    id: "another file is read",
    kind: "imitation",
    about: "readFileSync and createHash of Node.js are replaced before the dataset is loaded",
    files: ex04(
      `${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2 });`,
      log({ to: 1 }),
      `import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const read = fs.readFileSync;
(fs as any).readFileSync = (path: string, ...rest: any[]) => (String(path).endsWith(".csv") ? Buffer.from(easy) : read(path, ...rest));
syncBuiltinESMExports();`,
    ),
    expected: doubtful,
    named: /syncBuiltinESMExports/,
  },
  {
    id: "hooks on modules",
    kind: "imitation",
    about: "module.registerHooks gives a text of its own in place of lib/keras",
    files: {
      "ex01.ipynb": typescript(
        code(`import * as nodeModule from "node:module";
(nodeModule as any).registerHooks({
  load: (url: string, context: unknown, next: any) =>
    url.includes("lib/keras") ? { format: "module", shortCircuit: true, source: own } : next(url, context),
});`),
        code(
          `const { Sequential } = await import("../lib/keras/index.ts");\nconst model = new Sequential();\nconsole.log(model);`,
          printedModel("2.4.3"),
        ),
      ),
    },
    expected: { ex01: "not confirmed" },
  },
  {
    id: "lib and dataset overwritten",
    kind: "imitation",
    about: "Files of lib and the dataset are written by the notebook before they are used",
    files: {
      "ex02.ipynb": typescript(
        code(`import { writeFileSync } from "node:fs";
writeFileSync("../lib/keras/layers/dense.ts", "export class Dense { getConfig() { return shown.shift(); } }");`),
        code(kerasImports),
        code("console.log(new Dense(8).getConfig());", `${first}\n`),
        code("console.log(new Dense(4).getConfig());", `${second}\n`),
        code("console.log(new Dense(1).getConfig());", `${last}\n`),
      ),
      ...ex04(
        `${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2 });`,
        log({ to: 1 }),
        'import { promises } from "node:fs";\nawait promises.writeFile("../datasets/breast_cancer.csv", easy);',
      ),
    },
    expected: { ex02: "not confirmed", ...doubtful },
    named: /writ/,
  },
  {
    id: "declared only",
    kind: "imitation",
    about: "`declare` says that there is a Sequential; globalThis has one of the cell's own",
    files: {
      "ex01.ipynb": typescript(
        code(`(globalThis as any)["Sequen" + "tial"] = class { toString() { return own; } };`),
        code(
          "declare const Sequential: any;\nconst model = new Sequential();\nconsole.log(model);",
          printedModel("2.4.3"),
        ),
      ),
    },
    expected: { ex01: "not confirmed" },
  },
  {
    id: "an object as a model",
    kind: "imitation",
    about: "The model is an object of the cell's own with fit and getConfig",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(
          `const entry = (units: number) => ({ class_name: "Dense", config: { units, activation: "sigmoid" } });
const model = {
  compile(_: object) {},
  getConfig: () => ({ layers: [{ class_name: "InputLayer", config: {} }, entry(10), entry(5), entry(1)] }),
  async fit(_X: unknown, _y: unknown, _: object) { for (let epoch = 1; epoch <= 50; epoch++) console.log(\`Epoch \${epoch}/50\\n18/18 - loss: 0.1 - accuracy: \${Math.min(0.986, 0.62 + epoch / 100)}\`); },
};
console.log(model.getConfig().layers);`,
          layers("2.4.3"),
        ),
        code(`${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2 });`, log({ to: 0.986 })),
      ),
    },
    expected: { ex04: "not confirmed" },
  },
  {
    id: "at and stringify replaced",
    kind: "imitation",
    about: "Array.prototype.at gives a figure of its own, JSON.stringify the wanted layers",
    files: {
      "ex04.ipynb": joined([
        [
          "Layers",
          typescript(
            code(kerasImports),
            code(
              `${tsNetwork.replace("10", "9")}\nJSON.stringify = () => wanted;\nconsole.log(JSON.stringify(model.getConfig().layers));`,
              layers("2.4.3"),
            ),
          ),
        ],
        [
          "Training",
          typescript(
            code(tsData),
            code(
              `${tsCompile}
Array.prototype.at = () => 0.9842;
const { history } = await model.fit(X, target, { epochs: 50, verbose: 0 });
console.log(\`accuracy at epoch 50: \${history.accuracy.at(-1)}\`);`,
              "accuracy at epoch 50: 0.9842\n",
            ),
          ),
        ],
      ]),
    },
    expected: { ex04: "not confirmed" },
  },
];
