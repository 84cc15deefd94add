/** `ours.ts FOLDER`: lib/keras under measurement. */
import * as keras from "../../../lib/keras/index.ts";
import { NDArray } from "../../../lib/ndarray.ts";
import { readData } from "./data.ts";
import { type Measure, serve } from "./serve.ts";
import type { Net, Task } from "./task.ts";
import { once, warm } from "./timing.ts";

const [folder] = process.argv.slice(2);

function build({ units: [features, ...units], activation, isRegression, recurrent }: Net): keras.Sequential {
  const outputs = units.pop() as number;
  const model = new keras.Sequential([
    new keras.InputLayer({ inputShape: [features] }),
    ...(recurrent ? [new keras.layers.Reshape([recurrent.steps, features / recurrent.steps])] : []),
    ...units.map((size, i) =>
      recurrent && i === 0 ? new keras.layers[recurrent.layer](size) : new keras.Dense(size, { activation }),
    ),
    new keras.Dense(outputs, {
      activation: isRegression ? "linear" : outputs === 1 ? "sigmoid" : "softmax",
    }),
  ]);
  model.compile({
    optimizer: "adam",
    loss: isRegression ? "mse" : outputs === 1 ? "binary_crossentropy" : "categorical_crossentropy",
    metrics: isRegression ? [] : ["accuracy"],
    jitCompile: recurrent ? "auto" : true,
  });
  return model;
}

/** The samples, with labels in the form that the loss takes. */
function data({ data, units, isRegression }: Net): { x: NDArray; y: NDArray } {
  const { x, y } = readData(folder, data);
  const outputs = units.at(-1) as number;
  if (isRegression) {
    const rows = x.length / units[0];
    return { x: new NDArray(x, [rows, units[0]]), y: new NDArray(y, [rows, outputs]) };
  }
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
  if (task.kind === "hold") return hold(task.work);
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

/** Measures the longest time between two turns of the event loop during long work. */
function hold(work: "wide" | "auc"): Measure {
  return async () => {
    const run = await (work === "wide" ? wideNet() : manyOutputs());
    let longest = 0;
    let isOver = false;
    let last = performance.now();
    const turn = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (!isOver) setTimeout(turn, 0);
    };
    turn();
    await run();
    isOver = true;
    return { ms: longest };
  };
}

const numbers = (rows: number, columns: number, value: (i: number) => number) =>
  new NDArray(
    new Float32Array(rows * columns).map((_, i) => value(i)),
    [rows, columns],
  );

function wideNet() {
  const model = new keras.Sequential([
    new keras.Dense(4000, { inputShape: [4000], activation: "relu" }),
    new keras.Dense(1, { activation: "sigmoid" }),
  ]);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy" });
  const x = numbers(64, 4000, Math.sin);
  const y = numbers(64, 1, (i) => i % 2);
  return () => model.fit(x, y, { epochs: 2, verbose: 0 });
}

function manyOutputs() {
  const rows = 5_000_000;
  const model = new keras.Sequential([new keras.Dense(1, { inputShape: [2], activation: "sigmoid" })]);
  model.compile({ loss: "binary_crossentropy", metrics: ["AUC"] });
  const x = numbers(rows, 2, Math.sin);
  const y = numbers(rows, 1, (i) => i % 2);
  return () => model.evaluate(x, y, { batchSize: 4096, verbose: 0 });
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

await serve(async () => ({ about: "lib/keras on its own engine, built as cells import it", prepare }));
