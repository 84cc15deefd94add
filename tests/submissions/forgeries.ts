import { configs, doubtful, kerasImports, ts, tsCompile, tsData, tsLayers } from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, type MadeCell, type Submission, typescript } from "./submission.ts";

const text = log({ to: 0.9859 });
const [, summarized] = ts.ex03().cells;
const summary = (summarized.outputs as { text: string }[])[0].text;
/** A training that changes nothing. */
const idle = `model.compile({ optimizer: new optimizers.Adam({ learningRate: 1e-12 }), loss: "binary_crossentropy", metrics: ["accuracy"] });
await model.fit(X, target, { epochs: 50, verbose: 0 });`;

/** An exercise 4 whose first part is sound, with the log to show in a file beside it. */
const ex04 = (source: string, printed = text, ...more: MadeCell[]) => ({
  "ex04.ipynb": typescript(
    code(`import { Dense, optimizers, Sequential } from "../lib/keras";\n${tsData}`),
    tsLayers(),
    code(source, printed),
    ...more,
  ),
  "log.txt": text,
});

/** A layer that was never made is put into the record, whose module is reached by another spelling of its path. */
const recordsLayer = (id: string, path: string): Submission => ({
  id,
  kind: "imitation",
  about: `recordLayer of ${path}`,
  files: {
    "ex02.ipynb": typescript(
      code(
        `import { Dense } from "../lib/keras";
import * as record from "${path}";
const small = new Dense(6, { inputShape: [5], activation: "sigmoid" });
const config = { ...small.getConfig(), units: 2 * 4 };
record.recordLayer({ name: "dense", className: "Dense", weights: [], batchInputShape: [null, 5], getConfig: () => config } as any);
console.log(config);`,
        `${configs("2.4.3")[0]}\n`,
      ),
    ),
  },
  expected: { "ex02-a": "not confirmed" },
});

/** Notebooks that were really executed and show what they did not do. */
export const forgeries: Submission[] = [
  {
    id: "an object among the models",
    kind: "imitation",
    about: "An object with a model's members is put into the session's list of models; its summary is a text",
    files: {
      "ex03.ipynb": typescript(
        code(kerasImports),
        code(
          `const session = (globalThis as any)[Symbol.for("keras-day.state")];
const layer = (units: number, activation: string) => ({ className: "Dense", getConfig: () => ({ units, activation }) });
session.models.push({ name: "sequential", built: true, inputShape: [null, 5], layers: [layer(8, "sigmoid"), layer(4, "sigmoid"), layer(1, "linear")] });
console.log(${JSON.stringify(summary.trimEnd())});`,
          summary,
        ),
      ),
    },
    expected: { ex03: "not confirmed" },
  },
  {
    id: "a file as a log",
    kind: "imitation",
    about: "A training that changes nothing, then the text of a file",
    files: ex04(
      `import { readFileSync } from "node:fs";\n${idle}\nconsole.log(readFileSync("log.txt", "utf8").trimEnd());`,
    ),
    expected: doubtful,
  },
  {
    id: "a child's output",
    kind: "imitation",
    about: "cat writes the file to the notebook's own standard output",
    files: ex04(
      `import { spawnSync } from "node:child_process";\n${idle}\nspawnSync("cat", ["log.txt"], { stdio: "inherit" });`,
    ),
    expected: doubtful,
  },
  {
    id: "bytes to descriptor 1",
    kind: "imitation",
    about: "writeSync goes around the console",
    files: ex04(`import * as fs from "node:fs";\n${idle}\nfs.writeSync(1, fs.readFileSync("log.txt"));`),
    expected: doubtful,
  },
  {
    id: "a worker's output",
    kind: "imitation",
    about: "A thread prints the log",
    files: ex04(
      `import { Worker } from "node:worker_threads";
${idle}
const worker = new Worker('console.log(require("node:fs").readFileSync("log.txt", "utf8").trimEnd())', { eval: true });
await new Promise((resolve) => worker.on("exit", resolve));`,
    ),
    expected: doubtful,
  },
  {
    id: "another push",
    kind: "imitation",
    about: "Array.prototype.push writes other accuracies into the history",
    files: ex04(
      `const { push } = Array.prototype;
Array.prototype.push = function (...values: unknown[]) {
  return push.apply(this, values.map((value) => (typeof value === "number" && value > 0.3 && value < 0.7 ? 0.9859 : value)));
};
model.compile({ optimizer: new optimizers.Adam({ learningRate: 1e-12 }), loss: "binary_crossentropy", metrics: ["accuracy"] });
const { history } = await model.fit(X, target, { epochs: 50, verbose: 0 });
console.log(\`accuracy at epoch 50: \${history.accuracy[49].toFixed(4)}\`);`,
      "accuracy at epoch 50: 0.9859\n",
    ),
    // Whatever is shown may have gone through it.
    expected: { ex04: "not confirmed" },
  },
  {
    id: "a module by parts of its name",
    kind: "imitation",
    about: "import() of a name that is put together",
    files: ex04(
      `const files = await import(["node", "fs"].join(":"));\n${idle}\nconsole.log(files.readFileSync("log.txt", "utf8").trimEnd());`,
    ),
    expected: doubtful,
  },
  {
    id: "require by another name",
    kind: "imitation",
    about: "createRequire makes a function that loads modules",
    files: ex04(
      `import { createRequire as loader } from "node:module";
const load = loader(process.cwd() + "/");
${idle}
console.log(load("fs").readFileSync("log.txt", "utf8").trimEnd());`,
    ),
    expected: doubtful,
  },
  {
    id: "a built-in module",
    kind: "imitation",
    about: "process.getBuiltinModule instead of an import",
    files: ex04(
      `const files = (process as any).getBuiltinModule("fs");\n${idle}\nconsole.log(files.readFileSync("log.txt", "utf8").trimEnd());`,
    ),
    expected: doubtful,
  },
  {
    id: "a record of its own",
    kind: "imitation",
    about: "The history that is recorded is rewritten: another training than the one that was done",
    files: ex04(
      `model.compile({ optimizer: new optimizers.Adam({ learningRate: 1e-12 }), loss: "binary_crossentropy", metrics: ["accuracy"] });
const { history } = await model.fit(X, target, { epochs: 50, verbose: 0 });
for (let epoch = 0; epoch < 50; epoch++) history.accuracy[epoch] = Math.min(0.9859, 0.62 + epoch * 0.01);
console.log(history.accuracy[49]);`,
      "0.9859\n",
    ),
    expected: doubtful,
  },
  {
    id: "layers that say something else",
    kind: "imitation",
    about: "getConfig of one layer, units after it was built, the prototype in a loop",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          `const a: any = new Dense(6, { inputShape: [5], activation: "sigmoid" });
const own = a.getConfig.bind(a);
a.getConfig = () => ({ ...own(), units: 8 });
console.log(a.getConfig());`,
          `${configs("2.4.3")[0]}\n`,
        ),
        code(
          `const b: any = new Dense(3, { activation: "sigmoid" });
b.build([null, 6]);
b.units = 4;
console.log(b.getConfig());`,
          `${configs("2.4.3")[1]}\n`,
        ),
        code(
          `for (const { prototype: p } of [Dense] as any[]) {
  const own = p.getConfig;
  p.getConfig = function () { return { ...own.call(this), units: 1 }; };
}
console.log(new Dense(2, { activation: "sigmoid" }).getConfig());`,
          `${configs("2.4.3")[2]}\n`,
        ),
      ),
    },
    expected: { ex02: "not confirmed" },
  },
  {
    id: "a model that says something else",
    kind: "imitation",
    about:
      "A class of another name for Sequential, whose getConfig gives the layers; its summary is put together",
    files: {
      "ex03.ipynb": typescript(
        code(kerasImports),
        code(
          `const Stack = Sequential;
class Net extends Stack {
  override getConfig(): any {
    const entry = (units: number, at: number) => ({ class_name: "Dense", config: { units, activation: at < 2 ? "sigmoid" : "linear", batch_input_shape: [null, 5] } });
    return { name: "sequential", layers: [8, 4, 1].map(entry) };
  }
}
const net = new Net([new Dense(3, { inputShape: [5] })]);
console.log(${JSON.stringify(summary.trimEnd())}.split(" ").join(" "));`,
          summary,
        ),
      ),
    },
    expected: { ex03: "not confirmed" },
  },
  {
    id: "prints as a Sequential",
    kind: "imitation",
    about: "A Model whose toString gives the words of a Sequential; the kernel's display is replaced",
    files: {
      "ex01.ipynb": typescript(
        code('import { Dense, Input, Model } from "../lib/keras";'),
        code(
          `const Base = Model;
const Other = class extends Base {
  override toString() { return ["<keras.engine.sequential.Seq", "uential object at 0x7f3a5c0b1d30>"].join(""); }
};
const inputs = Input({ shape: [3] });
console.log(String(new Other({ inputs, outputs: new Dense(1).apply(inputs) })));`,
          "<keras.engine.sequential.Sequential object at 0x7f3a5c0b1d30>\n",
        ),
        code(
          `const key = Object.getOwnPropertySymbols(globalThis).find((symbol) => /tslab/.test(String(symbol)))!;
(globalThis as any)[key].display = () => {};`,
        ),
      ),
    },
    expected: { ex01: "not confirmed" },
  },
  recordsLayer("a record by another path", "../lib/./keras/record"),
  recordsLayer("a record by an escape", "../lib/keras/recor\\u0064"),
  {
    id: "the record rewritten",
    kind: "imitation",
    about:
      "By the record's module, under a name that is put together: an object among the models, and another training",
    files: {
      "ex03.ipynb": typescript(
        code(kerasImports),
        code(
          `const made = (units: number, inputs: number, activation?: "sigmoid") => {
  const layer = new Dense(units, { activation });
  layer.build([null, inputs]);
  return layer;
};
const record: any = await import(["..", "lib", "keras", "record"].join("/"));
record.recordModel({ layers: [made(8, 5, "sigmoid"), made(4, 8, "sigmoid"), made(1, 4)], weights: [], getConfig: () => ({}) });
console.log(${JSON.stringify(summary.trimEnd())}.split(" ").join(" "));`,
          summary,
        ),
      ),
      ...ex04(
        `const record: any = await import(["..", "lib", "keras", "record"].join("/"));
${idle}
const fit = record.recorded().fits.at(-1);
fit.optimizer = { ...fit.optimizer, learningRate: 0.001 };
fit.after = null;
const accuracy = Array.from({ length: 50 }, (_, epoch) => Math.min(0.9824, 0.6274 + 0.36 * (1 - Math.exp(-epoch / 12))));
fit.history = { accuracy, loss: accuracy.map((value) => 1 - value) };`,
        "",
        code(
          'console.log("accuracy at epoch 50:", fit.history.accuracy[49]);',
          "accuracy at epoch 50: 0.9817\n",
        ),
      ),
    },
    expected: { ex03: "not confirmed", ...doubtful },
  },
  {
    id: "weights set in a loop",
    kind: "imitation",
    about: "A loop over batches, whose network gets the weights of one of 400 epochs before the last update",
    files: ex04(
      `${tsCompile}
const long = new Sequential([new Dense(10, { inputShape: [30], activation: "sigmoid" }), new Dense(5, { activation: "sigmoid" }), new Dense(1, { activation: "sigmoid" })]);
long.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
await long.fit(X, target, { epochs: 400, verbose: 0 });
const rows = X.arraySync() as number[][], labels = Array.from(target.dataSync());
for (let update = 1; update <= 30; update++) {
  if (update === 30) model.setWeights(long.getWeights());
  model.trainOnBatch(rows, labels);
}
const [, accuracy] = await model.evaluate(rows, labels, { verbose: 0 });
console.log(\`epoch 30: accuracy \${accuracy.toFixed(4)}\`);`,
      "epoch 30: accuracy 0.9947\n",
    ),
    expected: doubtful,
  },
  {
    id: "trained beforehand",
    kind: "imitation",
    about:
      "300 epochs of one network, whose weights another one begins with; ten copies of each sample; the easiest samples",
    files: ex04(
      `${tsCompile}
await model.fit(X, target, { epochs: 300, verbose: 0 });
const net = new Sequential([new Dense(10, { inputShape: [30], activation: "sigmoid" }), new Dense(5, { activation: "sigmoid" }), new Dense(1, { activation: "sigmoid" })]);
net.setWeights(model.getWeights());
net.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
await net.fit(X, target, { epochs: 50, verbose: 2 });`,
      log({ to: 0.9947 }),
      code(
        `const build = () => {
  const made = new Sequential([new Dense(10, { inputShape: [30], activation: "sigmoid" }), new Dense(5, { activation: "sigmoid" }), new Dense(1, { activation: "sigmoid" })]);
  made.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  return made;
};
const rows = X.arraySync() as number[][], labels = Array.from(target.dataSync());
const ten = <T>(values: T[]) => Array.from({ length: 10 }, () => values).flat();
const copied = await build().fit(ten(rows), ten(labels), { epochs: 50, verbose: 0 });
console.log(\`accuracy at epoch 50: \${copied.history.accuracy[49].toFixed(4)}\`);`,
        "accuracy at epoch 50: 0.9965\n",
      ),
      code(
        `const [outputs] = [(await net.predict(rows, { verbose: 0 })).arraySync() as number[][]];
const distance = (at: number) => Math.abs(outputs[at][0] - labels[at]);
const easy = labels.map((_, at) => at).sort((a, b) => distance(a) - distance(b)).slice(0, 525);
const chosen = await build().fit(easy.map((at) => rows[at]), easy.map((at) => labels[at]), { epochs: 50, verbose: 0 });
console.log(\`accuracy at epoch 50: \${chosen.history.accuracy[49].toFixed(4)}\`);`,
        "accuracy at epoch 50: 0.9981\n",
      ),
    ),
    expected: doubtful,
  },
];
