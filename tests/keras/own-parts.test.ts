import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor as TypedTensor } from "@tensorflow/tfjs";
import {
  Dense,
  Input,
  layers,
  losses,
  Model,
  metrics,
  ops,
  optimizers,
  Sequential,
  utils,
  Variable,
} from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { programs } from "./functional-programs.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;
const { x, y } = programs.residual();
const X = x as number[][];
const Y = y as number[];
const numbers = (model: Model) => model.getWeights().flatMap(({ values }) => [...values]);

/** A Dense layer written anew. */
class Linear extends layers.Layer {
  private kernel: Tensor;
  private bias: Tensor;

  constructor(readonly units: number) {
    super();
  }

  override build(inputShape: (number | null)[]): void {
    const shape = [inputShape.at(-1) as number, this.units];
    this.kernel = this.addWeight({ shape, initializer: "glorot_uniform", regularizer: "l2", name: "kernel" });
    this.bias = this.addWeight({ shape: [this.units], initializer: "zeros", name: "bias" });
  }

  override call(inputs: Tensor): Tensor {
    return inputs.matMul(this.kernel.read()).add(this.bias.read());
  }
}

/** Layers within a layer, and a loss of its own. */
class Block extends layers.Layer {
  private readonly first = new Linear(4);
  private readonly second = new Dense(2, { kernelRegularizer: "l1" });

  override call(inputs: Tensor, { tf }: Tensor): Tensor {
    const hidden = tf.relu(this.first.apply(inputs));
    this.addLoss(hidden.square().sum().mul(0.01).div(inputs.shape[0]));
    return this.second.apply(hidden);
  }
}

async function trained(
  make: () => layers.Layer[],
  loss: losses.Loss | "mse" = "mse",
  reported: metrics.Metric[] = [],
) {
  utils.clearSession();
  utils.setRandomSeed(3);
  const model = new Sequential([Input({ shape: [3] }), ...make()]);
  // As in Keras a weight of one's own draws its seed when it is built, that of a Dense layer when it is made.
  const begin = model.getWeights().map(({ size, shape }) => {
    return new NDArray(
      Float32Array.from({ length: size }, (_, i) => ((i * 7) % 11) / 11 - 0.3),
      shape,
    );
  });
  model.setWeights(begin);
  model.compile({ optimizer: new optimizers.Adam(0.01), loss, metrics: reported, jitCompile: false });
  const { history } = await model.fit(X, Y, { epochs: 3, batchSize: 8, verbose: 0 });
  return { model, history };
}

test("custom layers train as those that they imitate, and leave no tensor behind", async () => {
  const { tf } = await loadTensorFlow();
  const before = tf.memory().numTensors;
  const own = await trained(() => [new Block(), new Dense(1)]);
  assert.equal(tf.memory().numTensors, before);
  const same = await trained(() => [
    new Dense(4, { kernelRegularizer: "l2", activation: "relu" }),
    new layers.ActivityRegularization({ l2: 0.01 }),
    new Dense(2, { kernelRegularizer: "l1" }),
    new Dense(1),
  ]);
  assert.equal(own.model.jitCompile, false);
  assert.equal(own.model.layers[0].weights.length, 4);
  assert.ok(largestDifference(numbers(own.model), numbers(same.model)) < 1e-6);
  assert.ok(largestDifference(own.history.loss, same.history.loss) < 1e-6);
  const rows = X.slice(0, 3);
  const applied = own.model.apply(rows).values;
  assert.ok(largestDifference(applied, (await own.model.predict(rows)).values) < 1e-6);
});

test("custom losses and metrics give the figures of those that they imitate", async () => {
  class Squares extends losses.Loss {
    override call(yTrue: Tensor, yPred: Tensor): Tensor {
      return yTrue.sub(yPred).square().mean(-1);
    }
  }
  class Errors extends metrics.Metric {
    override readonly direction = "down";
    private sum = 0;
    private count = 0;

    override resetState(): void {
      this.sum = 0;
      this.count = 0;
    }

    updateState(yTrue: Tensor, yPred: Tensor): void {
      this.sum += yTrue.sub(yPred).abs().sum().dataSync()[0];
      this.count += yTrue.size;
    }

    result(): number {
      return this.sum / this.count;
    }
  }
  class TensorErrors extends metrics.Metric {
    private readonly sum = this.addVariable({ name: "sum" });
    private readonly count = this.addVariable({ name: "count" });

    updateState(yTrue: Tensor, yPred: Tensor): void {
      this.sum.assignAdd(yTrue.sub(yPred).abs().sum());
      this.count.assignAdd(yTrue.size);
    }

    result(): TypedTensor {
      return this.sum.read().div(this.count.read());
    }
  }
  const stack = () => [new Dense(2, { activation: "relu" }), new Dense(1)];
  const own = await trained(stack, new Squares({ name: "squares" }), [
    new Errors("errors"),
    new TensorErrors("tensors"),
  ]);
  const same = await trained(stack, "mse", [new metrics.MeanAbsoluteError({ name: "errors" })]);
  assert.deepEqual(Object.keys(own.history), ["loss", "errors", "tensors"]);
  assert.ok(largestDifference(own.history.tensors, same.history.errors) < 1e-6);
  assert.ok(largestDifference(own.history.loss, same.history.loss) < 1e-6);
  assert.ok(largestDifference(own.history.errors, same.history.errors) < 1e-6);
});

test("a schedule may give a tensor of one number, on the engine and on TensorFlow.js, and leaves none behind", async () => {
  const { tf } = await loadTensorFlow();
  const trained = async (
    learningRate: optimizers.schedules.LearningRateSchedule | number | (() => Tensor),
    jitCompile: boolean | "auto",
  ) => {
    utils.setRandomSeed(3);
    const model = new Sequential([Input([X[0].length]), new Dense(1)]);
    const optimizer = new optimizers.SGD({ learningRate });
    model.compile({ optimizer, loss: "mse", jitCompile });
    await model.fit(X, Y, { epochs: 2, batchSize: 4, verbose: 0 });
    return [numbers(model), optimizer.learningRate];
  };
  class InTensors extends optimizers.schedules.LearningRateSchedule {
    override call(step: number) {
      return ops.where(ops.less(step, 3), ops.divide(ops.cast(step, "float32"), 32), 0.0625);
    }
  }
  class InNumbers extends optimizers.schedules.LearningRateSchedule {
    override call(step: number) {
      return step < 3 ? step / 32 : 0.0625;
    }
  }
  for (const jitCompile of ["auto", false] as const) {
    const before = tf.memory().numTensors;
    assert.deepEqual(await trained(new InTensors(), jitCompile), await trained(new InNumbers(), jitCompile));
    assert.equal(tf.memory().numTensors, before);
  }
  const half = () => ops.convertToTensor(0.5);
  assert.deepEqual(await trained(half, "auto"), await trained(0.5, "auto"));

  for (const [wrong, said] of [
    ["0.1", 'Received: "0.1" (string), for step 0'],
    [undefined, "Received: undefined, for step 0"],
    [ops.ones([2]), "Received: a tensor of 2 numbers, for step 0"],
  ] as const) {
    await assert.rejects(
      trained((() => wrong) as () => number, "auto"),
      (error: Error) =>
        error.name === "ValueError" &&
        error.message.includes("`learningRate` should return a number") &&
        error.message.endsWith(said),
    );
  }
});

test("a weight that a layer sets itself keeps its value, in a model and by itself", async () => {
  const { tf } = await loadTensorFlow();
  class Sum extends layers.Layer {
    readonly total = this.addWeight({ shape: [3], initializer: "zeros", trainable: false });
    override call(inputs: Tensor): Tensor {
      this.total.assignAdd(inputs.sum(0));
      return inputs;
    }
  }
  const sum = new Sum();
  sum.apply(tf.ones([2, 3]) as never);
  assert.deepEqual([...sum.total.numpy().values], [2, 2, 2]);
  const { model } = await trained(() => [new Sum(), new Dense(1)]);
  const [total] = model.nonTrainableWeights;
  const begin = [0, 7, 3].map((part) => part / 11 - 0.3);
  const expected = begin.map((first, i) => first + 3 * X.reduce((all, row) => all + row[i], 0));
  assert.ok(largestDifference(total.numpy().values, expected) < 1e-3);
});

test("a layer tracks what Keras tracks: layers and variables in its properties, beside other values", async () => {
  const { tf } = await loadTensorFlow();
  class Parts extends layers.Layer {
    readonly parts = { dense: new Dense(2), rate: 0.5 };
    readonly list = [new Dense(3), "text"] as const;
    readonly scale = new Variable([1, 2, 3], { name: "scale" });
    readonly calls = new Variable("zeros", { shape: [], trainable: false });
    override call(inputs: Tensor): Tensor {
      this.calls.assignAdd(1);
      return tf.mul(this.list[0].apply(this.parts.dense.apply(inputs)) as Tensor, this.scale.read());
    }
  }
  const parts = new Parts();
  assert.deepEqual((parts.apply(tf.ones([2, 3]) as never) as Tensor).shape, [2, 3]);
  assert.equal(parts.calls.numpy().values[0], 1);
  assert.deepEqual([parts.weights.length, parts.trainableWeights.length, parts.countParams()], [6, 5, 21]);
  assert.ok(parts.parts.dense.kernel instanceof Variable);
  const before = [...parts.scale.numpy().values];
  const { model } = await trained(() => [parts, new Dense(1)]);
  assert.ok(model.layers[0] === parts && largestDifference(parts.scale.numpy().values, before) > 1e-4);
  assert.ok(parts.calls.numpy().values[0] > 1);
});

test("weights of layers within layers have all names in their path, built early or late", async () => {
  const { tf } = await loadTensorFlow();
  class Inner extends layers.Layer {
    private early?: Dense;
    private readonly late = new Dense(1, { name: "late", useBias: false });
    override build(inputShape: (number | null)[]): void {
      this.early = new Dense(2, { name: "early", useBias: false });
      this.early.build(inputShape as never);
    }
    override call(inputs: Tensor): Tensor {
      return this.late.apply((this.early as Dense).apply(inputs));
    }
  }
  class Outer extends layers.Layer {
    private readonly inner = new Inner({ name: "inner" });
    override call(inputs: Tensor): Tensor {
      return this.inner.apply(inputs);
    }
  }
  const outer = new Outer({ name: "outer" });
  for (let call = 0; call < 2; call++) outer.apply(tf.ones([2, 3]) as never);
  const paths = outer.weights.map(({ path }) => path).sort();
  assert.deepEqual(paths, ["outer/inner/early/kernel", "outer/inner/late/kernel"]);
});

test("a class is made from its configuration by the names of its parameters, as in Python", () => {
  class Wide extends layers.Layer {
    constructor(
      readonly units = Math.max(1, 2),
      readonly kind: string = "a",
      options = {},
    ) {
      super(options);
    }
    override getConfig() {
      return { ...super.getConfig(), units: this.units, kind: this.kind };
    }
  }
  class Wider extends Wide {}
  const copy = Wider.fromConfig(new Wider(7, "b", { name: "w" }).getConfig()) as Wider;
  assert.deepEqual([copy.units, copy.kind, copy.name, copy instanceof Wider], [7, "b", "w", true]);
  const lacking = Wide.fromConfig({ units: 7, name: "w" }) as Wide;
  assert.deepEqual([lacking.units, lacking.kind, lacking.name], [7, "a", "w"]);
  const { name, dtype } = new Wide(7, "b", { name: "w" }).getConfig();
  assert.equal(new Wide(7, "b", { name, dtype }).name, "w");
  assert.throws(() => new Wide(7, "b", { dtype: "float16" }), /`dtype` to be "float32".*dtype="?float16/);
  class Joined extends layers.Layer {
    /** A comment: constructor (units, separator). */
    constructor(
      readonly separator = ",",
      readonly units = 3, // , constructor (a)
      options = {},
    ) {
      super(options);
    }
  }
  const joined = Joined.fromConfig({ separator: ")", units: 5, name: "j" }) as Joined;
  assert.deepEqual([joined.separator, joined.units, joined.name], [")", 5, "j"]);
  class Scaled extends Dense {
    constructor(
      readonly factor: number,
      options = {},
    ) {
      super(4, options);
    }
    override getConfig() {
      const { units: _, ...config } = super.getConfig();
      return { ...config, factor: this.factor } as never;
    }
  }
  const scaled = Scaled.fromConfig(new Scaled(0.5, { name: "s" }).getConfig()) as Scaled;
  assert.deepEqual([scaled.factor, scaled.units, scaled.name], [0.5, 4, "s"]);
  class Passing extends Dense {
    constructor(...args: [number, object?]) {
      super(...args);
    }
  }
  assert.equal((Passing.fromConfig(new Passing(6).getConfig()) as Passing).units, 6);
});

test("a mask that a layer does not pass on is warned of once", (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  class Destroys extends layers.Layer {
    override call(inputs: Tensor): Tensor {
      return inputs.relu();
    }
  }
  const tokens = [[1, 2, 0]];
  const model = new Sequential([
    Input({ shape: [3] }),
    new layers.Embedding(9, 2, { maskZero: true }),
    new Destroys({ name: "destroys" }),
    new layers.Flatten({ name: "no_mask_here" }),
  ]);
  model.apply(tokens);
  model.apply(tokens);
  class Makes extends layers.Layer {
    override call(inputs: Tensor): Tensor {
      return inputs.relu();
    }
    override computeMask(_inputs: Tensor, mask: Tensor): Tensor {
      return mask;
    }
  }
  const ids = Input({ shape: [3] });
  const embedded = new layers.Embedding(9, 2, { maskZero: true }).apply(ids);
  const pooled = new layers.GlobalAveragePooling1D().apply(new Makes().apply(embedded));
  const silent = new Model({ inputs: ids, outputs: new Dense(1).apply(pooled) });
  silent.addMetric(embedded, { name: "mean" });
  silent.addLoss(new Makes().apply(embedded));
  silent.apply(tokens);
  const vectors = new layers.Embedding(9, 2, { maskZero: true }).apply(tokens);
  new layers.GlobalAveragePooling1D().apply(vectors);
  assert.deepEqual(
    warn.mock.calls.map(({ arguments: [text] }) => text),
    [
      "Layer 'destroys' (of type Destroys) was passed an input with a mask attached to it. However, this layer does not support " +
        "masking and will therefore destroy the mask information. Downstream layers will not see the mask.",
    ],
  );
});

test("mistakes are told", () => {
  class Silent extends layers.Layer {
    override call(inputs: Tensor): void {
      inputs.square();
    }
  }
  class Scalar extends layers.Layer {
    override call(inputs: Tensor): Tensor {
      return inputs.sum();
    }
  }
  class Empty extends layers.Layer {}
  const inputs = Input({ shape: [3] });
  assert.throws(
    () => new Silent().apply(inputs),
    /`call` of layer 'silent' \(Silent\) to return a tensor.* Received: undefined.* `return` missing/,
  );
  assert.throws(
    () => new Scalar().apply(inputs),
    /to return a row for each of the 2 samples\. Received: shape \(\)/,
  );
  assert.throws(
    () => new Dense(1).apply(inputs, inputs as never),
    /to get several inputs in a list: layer\.apply\(\[a, b\]\)/,
  );
  assert.throws(() => new Empty().apply([[1]]), /Layer Empty does not have a `call\(\)` method implemented/);
});

test("graphs that cannot be are refused in Keras' words", async () => {
  const { errors } = golden<{ errors: Record<string, string> }>("functional.json");
  const [a, b] = [Input({ shape: [3], name: "a" }), Input({ shape: [2], name: "b" })];
  const made: Record<string, () => unknown> = {
    same_names: () =>
      new Model({
        inputs: a,
        outputs: new Dense(1, { name: "one" }).apply(new Dense(3, { name: "one" }).apply(a)),
      }),
    add: () => new layers.Add().apply([a, b]),
    subtract: () => new layers.Subtract().apply([a, a, a]),
    dot: () => new layers.Dot(1).apply([a, b]),
    no_layer: () => programs.names().model.getLayer("none"),
  };
  for (const [name, make] of Object.entries(made)) {
    const told =
      name === "no_layer" ? /No such layer: none\. Existing layers are: \['a', 'b', 'dense/ : undefined;
    if (told) assert.throws(make, told);
    else assert.throws(make, { name: "ValueError", message: errors[name] });
  }
  const outputs = new Dense(1).apply(layers.concatenate([a, b], { name: "join" }));
  assert.throws(
    () => new Model({ inputs: a, outputs }),
    /Graph disconnected: cannot find parent for tensor .* at operation '(b|join)'/,
  );
  assert.throws(
    () => new Model({ inputs: a, outputs: "text" as never }),
    /All `outputs` values must be KerasTensors/,
  );
  const { model } = programs.lists();
  await assert.rejects(model.fit(X, Y, { verbose: 0 }), /structure of `x` doesn't match/);
  model.compile({ optimizer: "sgd", loss: ["mse", "mse"], lossWeights: [1] });
  await assert.rejects(
    model.fit([X, X.map((row) => row.slice(1))], [Y, Y], { verbose: 0 }),
    /must match the number of losses, got 2 losses and 1 weights/,
  );
});
