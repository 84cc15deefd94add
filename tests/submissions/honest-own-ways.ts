import {
  configs,
  kerasImports,
  layers,
  printedModel,
  py,
  pyCompile,
  pyEx04,
  tsCompile,
  tsData,
  tsEx04,
  tsLayers,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, text, typescript } from "./submission.ts";

const [first3, second3, last3] = configs("3.15.1");

/** Honest work by people who do it in their own ways: written from the questions alone. */
export const honestOwnWays: Submission[] = [
  {
    id: "versions behind the verdicts",
    kind: "honest",
    about: "What is required, the verdict, and what was found, in a line for each program",
    files: {
      "ex00.ipynb": typescript(
        code(
          `import { installedVersions, isAtLeast } from "../lib/notebook";
const found = await installedVersions();
const wanted: [string, string][] = [["Node.js", "20.19"], ["TypeScript", "5.0"], ["JupyterLab", "4.0"]];
for (const [name, least] of wanted) console.log(\`\${name} >= \${least}: \${isAtLeast(found[name], least) ? "met" : "not met"} (\${found[name]})\`);`,
          "Node.js >= 20.19: met (22.1.0)\nTypeScript >= 5.0: met (6.0.3)\nJupyterLab >= 4.0: met (4.6.6)\n",
        ),
      ),
    },
    expected: { "ex00-a": "met" },
  },
  {
    id: "history taken apart",
    kind: "honest",
    about: "The history through nested destructuring with a rest and a default",
    files: tsEx04(
      code(
        `${tsCompile}
const { history: { accuracy: perEpoch = [], ...others } } = await model.fit(X, target, { epochs: 50, verbose: 0 });
const [last, ...earlier] = [...perEpoch].reverse();
console.log(Object.keys(others).join(), earlier.length + 1, "epochs");
console.log("accuracy at epoch 50:", last.toFixed(4));`,
        "loss 50 epochs\naccuracy at epoch 50: 0.9859\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "entries of the history",
    kind: "honest",
    about: "Object.entries of the history in a loop, the last value of each",
    files: tsEx04(
      code(
        `${tsCompile}
const fitted = await model.fit(X, target, { epochs: 50, verbose: 0 });
for (const [name, values] of Object.entries(fitted.history)) console.log(name, values[values.length - 1].toFixed(4));`,
        "loss 0.0871\naccuracy 0.9859\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "batches by hand",
    kind: "honest",
    about: "Epochs and batches in loops of their own with trainOnBatch, accuracy by evaluate after each",
    files: tsEx04(
      code(
        `${tsCompile}
const rows = X.arraySync() as number[][], labels = Array.from(target.dataSync());
for (let epoch = 1; epoch <= 50; epoch++) {
  for (let at = 0; at < rows.length; at += 32) model.trainOnBatch(rows.slice(at, at + 32), labels.slice(at, at + 32));
  const [loss, accuracy] = await model.evaluate(rows, labels, { verbose: 0 });
  if (epoch % 25 === 0) console.log(\`epoch \${epoch}: loss \${loss.toFixed(4)}, accuracy \${accuracy.toFixed(4)}\`);
}`,
        "epoch 25: loss 0.2310, accuracy 0.9561\nepoch 50: loss 0.0893, accuracy 0.9842\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "gradients by hand",
    kind: "honest",
    about:
      "A loop of its own over batches with the optimizer's minimize; the mean accuracy of the last epoch's batches",
    files: tsEx04(
      code(
        `import * as tf from "@tensorflow/tfjs-node";
import { losses, optimizers } from "../lib/keras";
const adam = new optimizers.Adam({ learningRate: 0.02 });
const rows = X.arraySync() as number[][], labels = Array.from(target.dataSync(), (label) => [label]);
for (let epoch = 1; epoch <= 30; epoch++) {
  let right = 0;
  for (let at = 0; at < rows.length; at += 64) {
    const [x, y] = [tf.tensor2d(rows.slice(at, at + 64)), tf.tensor2d(labels.slice(at, at + 64))];
    adam.minimize(() => {
      const p = model.apply(x) as tf.Tensor2D;
      right += p.greater(0.5).equal(y.greater(0.5)).sum().arraySync() as number;
      return tf.losses.logLoss(y, p) as tf.Scalar;
    }, model.trainableWeights);
    tf.dispose([x, y]);
  }
  if (epoch === 30) console.log(\`epoch \${epoch}: accuracy \${(right / rows.length).toFixed(4)}\`);
}`,
        "epoch 30: accuracy 0.9877\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "a sweep of seeds",
    kind: "honest",
    about: "sweep over three seeds, a table of the accuracy at epoch 50 of each",
    files: {
      "ex04.ipynb": typescript(
        code(`import { Dense, Sequential, sweep } from "../lib/keras";\n${tsData}`),
        tsLayers(),
        code(
          `const build = () => {
  const model = new Sequential([new Dense(10, { inputShape: [30], activation: "sigmoid" }), new Dense(5, { activation: "sigmoid" }), new Dense(1, { activation: "sigmoid" })]);
  ${tsCompile}
  return model;
};
const results = await sweep({ build, x: X, y: target, seeds: [3, 4, 5], epochs: 50 });
console.log("seed | accuracy");
for (const { seed, history } of results) console.log(seed, "|", history.accuracy[49].toFixed(4));`,
          "seed | accuracy\n3 | 0.9859\n4 | 0.9824\n5 | 0.9842\n",
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "helpers without a loop",
    kind: "honest",
    about: "Small functions put together by reduce and map, the network built by one of them",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(`const pipe = <T>(start: T, ...steps: ((value: T) => T)[]) => steps.reduce((value, step) => step(value), start);
const add = (layer: Dense) => (net: Sequential) => (net.add(layer), net);
const sigmoid = (units: number, more = {}) => new Dense(units, { activation: "sigmoid", ...more });
const model = pipe(new Sequential(), add(sigmoid(10, { inputShape: [30] })), add(sigmoid(5)), add(sigmoid(1)));`),
        code("console.log(model.getConfig().layers);", layers("2.4.3")),
        code(
          `${tsCompile}
const tail = (xs: number[]) => xs.at(-1)!;
const percent = (x: number) => \`\${(x * 100).toFixed(2)} %\`;
console.log("Accuracy at epoch 50:", percent(tail((await model.fit(X, target, { epochs: 50, verbose: 0 })).history.accuracy)));`,
          "Accuracy at epoch 50: 98.59 %\n",
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "objects that hold the label",
    kind: "honest",
    about: "Patients as objects with features and diagnosis side by side, taken apart again by map",
    files: tsEx04(
      code(
        `const patients = (X.arraySync() as number[][]).map((features, i) => ({ features, benign: target.dataSync()[i] }));
const x = patients.map(({ features }) => features);
const y = patients.map((patient) => patient.benign);
${tsCompile}
await model.fit(x, y, { epochs: 50, verbose: 2 });`,
        log({ to: 0.9859 }),
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "raw beside scaled",
    kind: "honest",
    about: "Two models in one notebook, raw data first, then scaled; a table of both",
    files: tsEx04(
      code(
        `const train = async (name: string, x: typeof data) => {
  const net = new Sequential([new Dense(10, { inputShape: [30], activation: "sigmoid" }), new Dense(5, { activation: "sigmoid" }), new Dense(1, { activation: "sigmoid" })]);
  net.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const { history } = await net.fit(x, target, { epochs: 50, verbose: 0 });
  return { name, accuracy: history.accuracy[49].toFixed(4) };
};
for (const { name, accuracy } of [await train("raw", data), await train("scaled", X)]) console.log(\`\${name} data: accuracy \${accuracy} at epoch 50\`);`,
        "raw data: accuracy 0.6274 at epoch 50\nscaled data: accuracy 0.9859 at epoch 50\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "en français",
    kind: "honest",
    about: "French throughout, a decimal comma in the text, the log of the fit as evidence",
    files: {
      "exercice 4 – optimiser.ipynb": typescript(
        text("# Exercice 4\nOn normalise les données, puis on entraîne le réseau pendant 50 époques."),
        code(`${kerasImports}\n${tsData}`),
        tsLayers(),
        code(
          `${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2 }); // entraînement`,
          log({ to: 0.9859 }),
        ),
        text("La précision atteint **98,59 %** à l'époque 50 : le réseau apprend."),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "a class for the task",
    kind: "honest",
    about: "A class holds data, network and training; a getter gives the accuracy",
    files: tsEx04(
      code(
        `class Diagnosis {
  private scores: number[] = [];
  constructor(private readonly net: Sequential) {}
  async learn(epochs: number): Promise<this> {
    this.net.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
    const run = await this.net.fit(X, target, { epochs, verbose: 0 });
    this.scores = run.history.accuracy;
    return this;
  }
  get accuracy(): number {
    return this.scores[this.scores.length - 1];
  }
}
const diagnosis = await new Diagnosis(model).learn(50);
console.log("Accuracy at epoch 50: " + diagnosis.accuracy.toFixed(4));`,
        "Accuracy at epoch 50: 0.9859\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "a class for the task, Python",
    kind: "honest",
    about: "Keras 2 as submitted: a dataclass and a method that trains, f-string of the last epoch",
    files: pyEx04(
      code(
        `from dataclasses import dataclass

@dataclass
class Experiment:
    epochs: int = 50
    def run(self, net):
        net.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
        return net.fit(X_scaled, y, epochs=self.epochs, verbose=0).history

results = Experiment().run(model)
print(f"epoch {len(results['accuracy'])}: accuracy = {results['accuracy'][-1]:.4f}")`,
        "epoch 50: accuracy = 0.9824\n",
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "a pandas table of epochs",
    kind: "honest",
    about: "Keras 2: the history as a frame, its last rows as the cell's value",
    files: pyEx04(
      code(
        `import pandas as pd
${pyCompile}
fitted = model.fit(X_scaled, y, epochs=50, verbose=0)
table = pd.DataFrame(fitted.history, index=fitted.epoch)
table.index += 1
table.iloc[[0, 24, 48, 49]]`,
        "",
        {
          value:
            "        loss  accuracy\n1   0.701244  0.627417\n25  0.243181  0.949033\n49  0.092154  0.982425\n50  0.090871  0.982425",
        },
      ),
    ),
    expected: { ex04: "met" },
  },
  {
    id: "Keras 3, a Functional style of mind",
    kind: "honest",
    about: "Keras 3: configurations by a comprehension, an input by keras.Input in the first Dense's place",
    files: {
      "keras3.ipynb": python(
        code("import keras\nfrom keras.layers import Dense"),
        code("model = keras.models.Sequential()\nmodel", "", { value: printedModel("3.15.1").trim() }),
        code(
          `specs = [dict(units=8, input_shape=(5,)), dict(units=4), dict(units=1)]
print(*[Dense(activation='sigmoid', **spec).get_config() for spec in specs], sep='\\n')`,
          `${first3}\n${second3}\n${last3}\n`,
        ),
      ),
      "ex04.ipynb": py.ex04("3.15.1"),
    },
    expected: {
      ex01: "met in Keras 3's wording",
      "ex02-a": "met in Keras 3's wording",
      "ex02-b": "met",
      "ex02-c": "met",
      "ex04-a": "met in Keras 3's wording",
      "ex04-b": "met",
    },
  },
  {
    id: "prose around the code",
    kind: "honest",
    about: "Each answer repeated in Markdown below the code that gives it",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          `const described = [new Dense(8, { inputShape: [5], activation: "sigmoid" }), new Dense(4, { activation: "sigmoid" }), new Dense(1, { activation: "sigmoid" })].map((layer) => layer.getConfig());
described.forEach(({ batch_input_shape: shape, units, activation }: any, i) => console.log(\`layer \${i + 1}: batch_input_shape=\${shape ?? "none"}, units=\${units}, activation=\${activation}\`));`,
          "layer 1: batch_input_shape=(None, 5), units=8, activation=sigmoid\nlayer 2: batch_input_shape=none, units=4, activation=sigmoid\nlayer 3: batch_input_shape=none, units=1, activation=sigmoid\n",
        ),
        text(
          "So the first hidden layer has **8** units and takes batches of shape `(None, 5)`; then 4, then 1.",
        ),
      ),
    },
    expected: { ex02: "met" },
  },
  {
    id: "a function in another cell",
    kind: "honest",
    about: "A function gives the last accuracy; a cell below shows what it gives without that word",
    files: pyEx04(
      code(`def train(inputs, epochs=50):
    net = Sequential([Dense(10, "sigmoid", input_shape=(30,)), Dense(5, "sigmoid"), Dense(1, "sigmoid")])
    net.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    history = net.fit(inputs, y, epochs=epochs, verbose=0).history
    return history["accuracy"][epochs - 1]`),
      code(
        `print("raw data:", train(X))
print("scaled:", train(X_scaled))`,
        "raw data: 0.6274164915084839\nscaled: 0.9824253320693970\n",
      ),
    ),
    expected: { ex04: "met" },
  },
];
