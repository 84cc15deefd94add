import assert from "node:assert/strict";
import { test } from "node:test";
import { Dense, Input, layers, Model, optimizers, regularizers, Sequential } from "../../lib/keras/index.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

interface Case {
  loss?: string;
  layer?: string;
  merging?: string;
  penalty?: string;
  function?: string;
  values: number[];
  targets?: number[];
  shape?: number[];
  options?: Record<string, unknown>;
  after: (number | null)[] | number[][];
}

const { tf }: { tf: Tensor } = await loadTensorFlow();
const functions: Record<string, (y: Tensor, p: Tensor) => Tensor> = {
  max: (_, p) => p.max(-1),
  "max of all": (_, p) => p.max(),
  "max with kept axes": (_, p) => p.max(-1, true),
  min: (_, p) => p.min(-1),
  abs: (_, p) => p.abs().sum(-1),
  relu: (_, p) => p.relu().sum(-1),
  relu6: (_, p) => p.relu6().sum(-1),
  clip: (_, p) => p.clipByValue(0, 6).sum(-1),
  maximum: (y, p) => tf.maximum(p, y).sum(-1),
  minimum: (y, p) => tf.minimum(p, y).sum(-1),
  "maximum, turned round": (y, p) => tf.maximum(y, p).sum(-1),
  "minimum, turned round": (y, p) => tf.minimum(y, p).sum(-1),
};
const penalties: Record<string, object> = {
  "kernel l1": { kernelRegularizer: new regularizers.L1(0.5) },
  "activity l1": { activityRegularizer: new regularizers.L1(0.5) },
  orthogonal: { kernelRegularizer: new regularizers.OrthogonalRegularizer(0.5, { mode: "columns" }) },
};
const camelCase = (options: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name.replace(/_(.)/g, (_, c) => c.toUpperCase()), value]),
  );

/** A layer whose kernel holds values, for inputs of 1. */
const holding = (values: readonly number[], options: object = {}) =>
  new Dense(values.length, { useBias: false, ...options });

function modelOf({ values, layer, merging, penalty, shape = [], options = {} }: Case): Model {
  if (merging !== undefined) {
    const inputs = Input({ shape: [1] });
    // biome-ignore lint/suspicious/noExplicitAny: a name
    const merge = new (layers as any)[merging]();
    return new Model(inputs, merge.apply([holding(values).apply(inputs), holding(values).apply(inputs)]));
  }
  const model = new Sequential([Input({ shape: [1] }), holding(values, penalties[penalty ?? ""])]);
  if (layer === undefined) return model;
  model.add(new layers.Reshape(shape));
  // biome-ignore lint/suspicious/noExplicitAny: a name
  model.add(new (layers as any)[layer](camelCase(options)));
  if (shape.length > 1) model.add(new layers.Flatten());
  return model;
}

for (const one of golden<Case[]>("ties.json")) {
  const { loss, function: name, values, targets, after, ...rest } = one;
  const skip =
    rest.layer?.startsWith("MaxPooling") && tf.getBackend() !== "tensorflow" && "wasm takes the last";
  for (const jitCompile of name === undefined ? (["auto", false] as const) : [false]) {
    test(`equal values: ${loss ?? name ?? JSON.stringify(rest)} of ${values}, jitCompile ${jitCompile}`, {
      skip,
    }, () => {
      const model = modelOf(one);
      const holders = model.layers.filter((layer) => layer instanceof Dense);
      for (const layer of holders) layer.setWeights([[values]]);
      model.compile({
        optimizer: new optimizers.SGD(1),
        // biome-ignore lint/suspicious/noExplicitAny: a name
        loss: (name === undefined ? (loss ?? "mse") : functions[name]) as any,
        jitCompile,
      });
      const size = model.outputShape[1] as number;
      const zeros = Array.from({ length: size }, () => 0);
      model.trainOnBatch([[1]], [targets ?? (rest.penalty === undefined ? zeros : values)]);
      const found = holders.map((layer) => [...layer.getWeights()[0].values]);
      assert.ok(
        largestDifference(found.flat(), (after as number[][]).flat()) < 1e-5,
        `${JSON.stringify(found)} instead of ${JSON.stringify(after)}`,
      );
    });
  }
}

test("the gradient of ReLU's gradient", () => {
  const gradient = tf.grad((x: Tensor) => x.relu().mul(x).sum());
  const ofGradient = tf.grad((x: Tensor) => gradient(x).square().sum());
  assert.deepEqual(
    [
      ...gradient(tf.tensor([-2, 0, 3]))
        .abs()
        .dataSync(),
    ],
    [0, 0, 6],
  );
  assert.deepEqual(
    [
      ...ofGradient(tf.tensor([-2, 0, 3]))
        .abs()
        .dataSync(),
    ],
    [0, 0, 24],
  );
});

const isNative = tf.getBackend() === "tensorflow";
test("ReLU's gradient is one operation of the native library", {
  skip: !isNative && "npm run setup",
}, async () => {
  const x = tf.tensor([-2, 0, 3]);
  const { kernelNames } = await tf.profile(() => tf.grad((x: Tensor) => x.relu().sum())(x));
  assert.ok(kernelNames.includes("ReluGrad"));
  assert.ok(!kernelNames.includes("Step"));
});
