/** `ours.ts FOLDER`: lib/keras under measurement. */
import * as keras from "../../../lib/keras/index.ts";
import { NDArray } from "../../../lib/ndarray.ts";
import { readData } from "./data.ts";
import { type Measure, serve } from "./serve.ts";
import type { Net, Task } from "./task.ts";
import { once, warm } from "./timing.ts";

const [folder] = process.argv.slice(2);

function build({ units: [features, ...units], activation }: Net): keras.Sequential {
  const outputs = units.pop() as number;
  const model = new keras.Sequential([
    new keras.InputLayer({ inputShape: [features] }),
    ...units.map((size) => new keras.Dense(size, { activation })),
    new keras.Dense(outputs, { activation: outputs === 1 ? "sigmoid" : "softmax" }),
  ]);
  model.compile({
    optimizer: "adam",
    loss: outputs === 1 ? "binary_crossentropy" : "categorical_crossentropy",
    metrics: ["accuracy"],
    jitCompile: true,
  });
  return model;
}

/** The samples, with labels in the form that the loss takes. */
function data({ data, units }: Net): { x: NDArray; y: NDArray } {
  const { x, y } = readData(folder, data);
  const outputs = units.at(-1) as number;
  const samples = new NDArray(x, [y.length, units[0]]);
  if (outputs === 1) return { x: samples, y: new NDArray(y, [y.length]) };
  const oneHot = new Float32Array(y.length * outputs);
  y.forEach((label, i) => {
    oneHot[i * outputs + label] = 1;
  });
  return { x: samples, y: new NDArray(oneHot, [y.length, outputs]) };
}

async function prepare(task: Task): Promise<Measure> {
  if (task.kind === "import") throw new Error("No import is asked of it.");
  const { net } = task;
  const { x, y } = data(net);
  if (task.kind === "sweep") return sweep(net, x, y);
  const model = build(net);
  if (task.kind === "fit" || task.kind === "firstFit") {
    const { epochs, batchSize } = net;
    const weights = model.getWeights();
    const run = () => model.fit(x, y, { epochs, batchSize, verbose: 0 });
    const loss = () => model.history?.history.loss.at(-1);
    if (task.kind === "firstFit") return once(run, loss);
    const measure = await warm({ run, before: () => model.setWeights(weights) });
    return async () => ({ ms: await measure(), loss: loss() });
  }
  const rows = x.slice(0, task.rows);
  const run =
    task.kind === "predict" ? () => model.predict(rows, { verbose: 0 }) : () => model.predictOnBatch(rows);
  const measure = await warm({ run });
  return async () => ({ ms: await measure() });
}

const TRAININGS = 1000;

function sweep(net: Net, x: NDArray, y: NDArray): Measure {
  const { epochs, batchSize } = net;
  const trainings = { build: () => build(net), seeds: TRAININGS, x, y, epochs, batchSize };
  return async () => {
    const { ms } = await once(() => keras.sweep(trainings))();
    return { ms: ms / TRAININGS };
  };
}

await serve(async () => ({ about: "lib/keras on its own engine", prepare }));
