import { doubtful, kerasImports, printedModel, ts, tsCompile, tsEx04, tsNetwork } from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, type Submission, typescript } from "./submission.ts";

const summary = ts.ex03().cells[1].outputs as { text: string }[];

/** An exercise 4 whose first part is sound. */
const ex04 = (source: string, printed: string) => tsEx04(code(source, printed));

/** TypeScript that would pass without the work: written from the questions alone. */
export const imitationsTypescript: Submission[] = [
  {
    id: "never reached",
    kind: "imitation",
    about: "The training stands in a branch that is never taken, the other one prints a log kept as text",
    files: ex04(
      `${tsCompile}
const retrain = false;
const kept = ${JSON.stringify(log({ to: 0.9859 }))};
if (retrain) {
  await model.fit(X, target, { epochs: 50, verbose: 2 });
} else {
  for (const line of kept.trim().split("\\n")) console.log(line);
}`,
      log({ to: 0.9859 }),
    ),
    expected: doubtful,
  },
  {
    id: "edited accuracy of a seeded training",
    kind: "imitation",
    about: "The training is seeded, and gives 0.9859; the output was edited",
    files: ex04(
      `utils.setRandomSeed(3);\n${tsNetwork}\n${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2 });`,
      log({ to: 0.9912 }),
    ),
    expected: { "ex04-a": "met", "ex04-b": "met" },
    rerun: doubtful,
  },
  {
    id: "answers in comments",
    kind: "imitation",
    about: "The right code is commented out, or in a function that nobody calls; the words are texts",
    files: {
      "ex01.ipynb": typescript(
        code(`// ${kerasImports}`),
        code(
          `// const model = new Sequential();\n/* console.log(model); */\nconst model = ${JSON.stringify(printedModel("2.4.3").trim())};\nconsole.log(model);`,
          printedModel("2.4.3"),
        ),
      ),
      "ex03.ipynb": typescript(
        code(kerasImports),
        code(
          `function build() {
  const model = new Sequential();
  model.add(new Dense(8, { inputShape: [5], activation: "sigmoid" }));
  model.add(new Dense(4, { activation: "sigmoid" }));
  model.add(new Dense(1, { activation: "linear" }));
  model.summary();
}
console.log(${JSON.stringify(summary[0].text.trim())});`,
          summary[0].text,
        ),
      ),
    },
    expected: { ex01: "not confirmed", ex03: "not confirmed" },
  },
  {
    id: "log with noise",
    kind: "imitation",
    about: "One silent epoch, then a curve with a little randomness in it, printed as a log",
    files: ex04(
      `${tsCompile}
await model.fit(X, target, { epochs: 1, verbose: 0 });
let [loss, accuracy] = [0.66, 0.6274];
for (let epoch = 1; epoch <= 50; epoch++) {
  accuracy += (0.987 - accuracy) * 0.12 + (Math.random() - 0.5) * 0.004;
  loss *= 0.96 + Math.random() * 0.01;
  console.log(\`Epoch \${epoch}/50\\n18/18 - loss: \${loss.toFixed(4)} - accuracy: \${accuracy.toFixed(4)}\`);
}`,
      log({ to: 0.9843 }),
    ),
    expected: doubtful,
  },
  {
    id: "until it is right",
    kind: "imitation",
    about: "Trained on until the accuracy is reached, however long that takes, and called epoch 50",
    files: ex04(
      `${tsCompile}
let accuracy = 0;
while (accuracy <= 0.985) {
  const { history } = await model.fit(X, target, { epochs: 1, verbose: 0 });
  accuracy = history.accuracy[0];
}
console.log(\`accuracy at epoch 50: \${accuracy.toFixed(4)}\`);`,
      "accuracy at epoch 50: 0.9859\n",
    ),
    expected: doubtful,
  },
  {
    id: "four hundred epochs",
    kind: "imitation",
    about: "400 epochs in silence; the sentence calls the last one epoch 50",
    files: ex04(
      `${tsCompile}
const { history } = await model.fit(X, target, { epochs: 400, verbose: 0 });
console.log("accuracy at epoch 50:", history.accuracy.at(-1)!.toFixed(4));`,
      "accuracy at epoch 50: 0.9965\n",
    ),
    expected: doubtful,
  },
  {
    id: "labels beside themselves",
    kind: "imitation",
    about: "After a real training, accuracyScore compares the labels with the labels",
    files: ex04(
      `import { accuracyScore } from "../lib/sklearn/metrics";
${tsCompile}
await model.fit(X, target, { epochs: 50, verbose: 0 });
const truth = Array.from(target.dataSync());
const predicted = truth.map((label) => (label >= 0.5 ? 1 : 0));
console.log("accuracy at epoch 50:", accuracyScore(truth, predicted));`,
      "accuracy at epoch 50: 1\n",
    ),
    expected: doubtful,
  },
  {
    id: "a threshold for each",
    kind: "imitation",
    about: "Each sample gets the threshold that makes its prediction right",
    files: ex04(
      `${tsCompile}
await model.fit(X, target, { epochs: 50, verbose: 0 });
const scores = Array.from((await model.predict(X)).dataSync());
const labels = Array.from(target.dataSync());
const predicted = scores.map((score, i) => (score > 1 - labels[i] - 0.001 ? 1 : 0));
const right = predicted.filter((value, i) => value === labels[i]).length;
console.log(\`epoch 50/50 accuracy: \${(right / labels.length).toFixed(4)}\`);`,
      "epoch 50/50 accuracy: 1.0000\n",
    ),
    expected: doubtful,
  },
  {
    id: "weights brought along",
    kind: "imitation",
    about: "Weights from a text in the cell, and a training that cannot change them",
    files: ex04(
      `const saved = "zczMPc3MTD4AAAA/mpmZvgAAgD4K16M8";
const kept = Array.from(new Float32Array(Uint8Array.from(Buffer.from(saved.repeat(62), "base64")).buffer));
let from = 0;
model.setWeights([[30, 10], [10], [10, 5], [5], [5, 1], [1]].map(([rows, columns]) =>
  columns ? Array.from({ length: rows }, () => kept.slice(from, (from += columns))) : kept.slice(from, (from += rows)),
));
import { optimizers } from "../lib/keras";
model.compile({ optimizer: new optimizers.SGD({ learningRate: 0 }), loss: "binary_crossentropy", metrics: ["accuracy"] });
await model.fit(X, target, { epochs: 50, verbose: 2 });`,
      Array.from(
        { length: 50 },
        (_, i) => `Epoch ${i + 1}/50\n18/18 - loss: 0.0611 - accuracy: 0.9877\n`,
      ).join(""),
    ),
    expected: doubtful,
  },
  {
    id: "a log under a silent fit",
    kind: "imitation",
    about: "fit was told to print nothing, and its cell shows 50 epochs",
    files: ex04(`${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 0 });`, log({ to: 0.9859 })),
    expected: doubtful,
  },
  {
    id: "a log of other batches",
    kind: "imitation",
    about: "Batches of 300 make two steps an epoch; the log that is shown has 18",
    files: ex04(
      `${tsCompile}\nawait model.fit(X, target, { epochs: 50, batchSize: 300, verbose: 2 });`,
      log({ to: 0.9859 }),
    ),
    expected: doubtful,
  },
  ...[
    ["a verdict beside the comparison", '(name, "fine")'],
    ["a verdict behind the comparison", '(name + " is fine")'],
    ["a boolean beside the comparison", "(name, true)"],
  ].map(
    ([id, shown]): Submission => ({
      id,
      kind: "imitation",
      about: "The versions are compared, and a constant is printed",
      files: {
        "ex00.ipynb": typescript(
          code(
            `import { installedVersions, isAtLeast } from "../lib/notebook";
const found = await installedVersions();
const wanted: [string, string][] = [["Node.js", "20.19"], ["TypeScript", "5.0"], ["JupyterLab", "4.0"]];
for (const [name, least] of wanted) {
  isAtLeast(found[name], least);
  console.log${shown};
}`,
            ["Node.js", "TypeScript", "JupyterLab"]
              .map((name) => `${name} ${/is fine|fine|true/.exec(shown)![0]}\n`)
              .join(""),
          ),
        ),
      },
      expected: {},
    }),
  ),
  {
    id: "configurations as objects",
    kind: "imitation",
    about: "The layers of exercise 4 are objects in the code",
    files: {
      "ex04.ipynb": typescript(
        code(kerasImports),
        code(
          `const sigmoid = { activation: "sigmoid" };
const layers = [
  { class_name: "InputLayer", config: { batch_input_shape: [null, 30] } },
  { class_name: "Dense", config: { batch_input_shape: [null, 30], units: 10, activation: "sigmoid" } },
  { class_name: "Dense", config: { units: 5, activation: "sigmoid" } },
  { class_name: "Dense", config: { units: 1, activation: "sigmoid" } },
];
new Sequential();
console.log(layers);`,
          `[
  { class_name: 'InputLayer', config: { batch_input_shape: [ null, 30 ] } },
  { class_name: 'Dense', config: { batch_input_shape: [ null, 30 ], units: 10, activation: 'sigmoid' } },
  { class_name: 'Dense', config: { units: 5, activation: 'sigmoid' } },
  { class_name: 'Dense', config: { units: 1, activation: 'sigmoid' } }
]
`,
        ),
      ),
    },
    expected: { "ex04-a": "not confirmed" },
  },
];
