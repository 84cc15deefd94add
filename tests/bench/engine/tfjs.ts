/** `tfjs.ts FOLDER`: TensorFlow.js' own layers on TensorFlow's library under measurement. */
import type * as tfjs from "@tensorflow/tfjs";
import { loadTensorFlow } from "../../../lib/tfjs/index.ts";
import { Absent } from "../subject.ts";
import { readData } from "./data.ts";
import { type Library, type Measure, serve } from "./serve.ts";
import type { Net, Task } from "./task.ts";
import { once, warm } from "./timing.ts";

type Tf = typeof tfjs;
const [folder] = process.argv.slice(2);

async function load(): Promise<Library> {
  const { tf, name, reason } = await loadTensorFlow();
  if (name !== "tensorflow") throw new Absent(`${reason} \`npm run setup\` makes the native one.`);
  return {
    about: `TensorFlow.js ${tf.version.tfjs}. ${reason}`,
    prepare: (task) => prepare(tf, task),
  };
}

function build(
  tf: Tf,
  { units: [features, ...units], activation, isRegression, recurrent }: Net,
): tfjs.Sequential {
  const model = tf.sequential();
  if (recurrent) {
    const { layer, steps } = recurrent;
    model.add(tf.layers.reshape({ inputShape: [features], targetShape: [steps, features / steps] }));
    model.add(tf.layers[layer === "LSTM" ? "lstm" : "gru"]({ units: units[0] }));
  }
  units.forEach((size, i) => {
    if (recurrent && i === 0) return;
    const last = isRegression ? "linear" : size === 1 ? "sigmoid" : "softmax";
    model.add(
      tf.layers.dense({
        units: size,
        activation: i === units.length - 1 ? last : activation,
        ...(i === 0 ? { inputShape: [features] } : {}),
      }),
    );
  });
  const crossentropy = units.at(-1) === 1 ? "binaryCrossentropy" : "categoricalCrossentropy";
  if (isRegression) model.compile({ optimizer: "adam", loss: "meanSquaredError" });
  else model.compile({ optimizer: "adam", loss: crossentropy, metrics: ["accuracy"] });
  return model;
}

/** The samples, with labels in the form that the loss takes. */
function data(tf: Tf, { data, units, isRegression }: Net): { x: tfjs.Tensor2D; y: tfjs.Tensor } {
  const { x, y } = readData(folder, data);
  const outputs = units.at(-1) as number;
  if (isRegression) {
    const rows = x.length / units[0];
    return { x: tf.tensor2d(x, [rows, units[0]]), y: tf.tensor2d(y, [rows, outputs]) };
  }
  const labels =
    outputs === 1 ? tf.tensor2d(y, [y.length, 1]) : tf.oneHot(tf.tensor1d(y, "int32"), outputs).toFloat();
  return { x: tf.tensor2d(x, [y.length, units[0]]), y: labels };
}

async function prepare(tf: Tf, task: Task): Promise<Measure> {
  if (task.kind === "sweep" || task.kind === "import" || task.kind === "hold")
    throw new Error(`No ${task.kind} is asked of it.`);
  const { net } = task;
  const { x, y } = data(tf, net);
  const model = build(tf, net);
  if (task.kind === "fit" || task.kind === "firstFit") {
    const { epochs, batchSize } = net;
    const weights = model.getWeights().map((weight) => weight.clone());
    let history: tfjs.History | undefined;
    const run = async () => {
      history = await model.fit(x, y, { epochs, batchSize, verbose: 0 });
    };
    const loss = () => history?.history.loss.at(-1) as number | undefined;
    if (task.kind === "firstFit") return once(run, loss);
    const measure = await warm({ run, before: () => model.setWeights(weights) });
    return async () => ({ ms: await measure(), loss: loss() });
  }
  const rows = x.slice(0, task.rows);
  const run = () =>
    tf.tidy(() => {
      const output = task.kind === "predict" ? model.predict(rows) : model.predictOnBatch(rows);
      return (output as tfjs.Tensor).dataSync();
    });
  const measure = await warm({ run: () => void run() });
  return async () => ({ ms: await measure() });
}

await serve(load);
