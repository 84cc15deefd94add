/** Arguments before the options, which Keras takes by position. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  callbacks,
  constraints,
  Input,
  initializers,
  layers,
  metrics,
  optimizers,
  Sequential,
  saving,
  utils,
} from "../../lib/keras/index.ts";

test("the learning rate of an optimizer", () => {
  const { SGD, Adam, AdamW, schedules } = optimizers;
  assert.equal(new Adam(0.01).learningRate, 0.01);
  assert.deepEqual(
    new Adam(0.01, { beta1: 0.8 }).plan(),
    new Adam({ learningRate: 0.01, beta1: 0.8 }).plan(),
  );
  const schedule = new schedules.ExponentialDecay(0.1, 10, 0.5);
  assert.equal(new SGD(schedule).schedule, schedule);
  const all = SGD as unknown as new (...args: unknown[]) => optimizers.SGD;
  assert.deepEqual(
    new all(0.1, 0.9, true).plan(),
    new SGD({ learningRate: 0.1, momentum: 0.9, nesterov: true }).plan(),
  );
  const adamW = AdamW as unknown as new (...args: unknown[]) => optimizers.AdamW;
  assert.equal(new adamW(0.1, 0.02).plan().weightDecay, 0.02);
  assert.throws(() => new Adam(0.01, { learningRate: 0.1 }), {
    name: "ValueError",
    message: "Adam got two values for `learningRate`: 0.01 (number), and one by name.",
  });
  for (const rate of [null, "0.01"])
    assert.throws(
      () => new Adam(rate as never),
      /Argument `learningRate` should be float, or an instance of LearningRateSchedule/,
    );
  assert.throws(() => new Adam(-0.01), /Expected `learningRate` to be a finite number from 0/);
  assert.throws(
    () => new all(...Array(20).fill(1)),
    /SGD takes at most 13 arguments: learningRate, momentum,/,
  );
});

test("the axis of Concatenate, and others that come first", () => {
  assert.ok(new layers.PReLU("ones").alphaInitializer instanceof initializers.Ones);
  assert.equal(new constraints.UnitNorm(1).getConfig().axis, 1);
  assert.deepEqual(utils.toCategorical([0], { numClasses: 2 }).arraySync(), [[1, 0]]);
  assert.deepEqual(utils.normalize([[3], [4]], { axis: 0 }).arraySync(), [[0.6], [0.8]]);
  assert.deepEqual([new layers.Concatenate(1, { name: "c" }).axis, new layers.Concatenate().axis], [1, -1]);
});

test("the classes of BinaryIoU, and a LambdaCallback without hooks", () => {
  const metric = new metrics.BinaryIoU([0], 0.3);
  const { target_class_ids: ids, threshold } = metric.getConfig();
  assert.deepEqual([[...(ids as number[])], threshold], [[0], 0.3]);
  assert.ok(new callbacks.LambdaCallback() instanceof callbacks.Callback);
});

test("what Python takes by name as well as by position", () => {
  const rate = (epoch: number) => 0.1 / (epoch + 1);
  assert.ok(new callbacks.ModelCheckpoint({ filepath: "a.keras", monitor: "loss" }));
  assert.throws(() => new callbacks.ModelCheckpoint({ filepath: "a.foo" }), /Received: filepath=a\.foo/);
  assert.ok(new callbacks.BackupAndRestore({ backupDir: "backup" }));
  assert.ok(new callbacks.CSVLogger({ filename: "log.csv" }));
  assert.ok(new callbacks.LearningRateScheduler({ schedule: rate, verbose: 1 }));
  assert.equal(new Sequential({ name: "net" }).name, "net");
  const unnamed = new Sequential([], true);
  const frozen = new Sequential([new layers.ReLU()], false, "net");
  assert.deepEqual([unnamed.name === "true", frozen.name, frozen.trainable], [false, "net", false]);
  assert.throws(
    () => new Sequential([], "net" as never),
    /the name by name: .*Received: trainable="net" \(string\)/,
  );
  assert.throws(
    () => new layers.Dropout({ rate: 0.5 } as never),
    /Received: rate=a Object\. It comes first: new Dropout\(0\.5\)/,
  );
  const { LossScaleOptimizer, MultiOptimizer, OptimizerMap, SGD } = optimizers;
  for (const [make, line] of [
    [
      () => new layers.Activation({ activation: "relu", name: "a" } as never),
      /new Activation\("relu", \{ name: "a" \}\)$/,
    ],
    [() => new layers.GaussianNoise({ stddev: 0.1 } as never), /new GaussianNoise\(0\.1\)$/],
    [() => new metrics.PrecisionAtRecall({ recall: 0.5 } as never), /new PrecisionAtRecall\(0\.5\)$/],
    [() => new metrics.MeanIoU({ numClasses: 2, name: "m" } as never), /new MeanIoU\(2, \{ name: "m" \}\)$/],
    [() => Reflect.construct(metrics.IoU, [{ numClasses: 2, targetClassIds: [0] }]), /new IoU\(2, \[0\]\)$/],
    [() => new LossScaleOptimizer({ innerOptimizer: new SGD() } as never), /new LossScaleOptimizer\(…\)$/],
    [() => new layers.Lambda({ function: String, name: "a" } as never), /new Lambda\(…, \{ name: "a" \}\)$/],
    [() => new layers.StackedRNNCells({ cells: [] } as never), /new StackedRNNCells\(\[\]\)$/],
    [() => Reflect.construct(layers.StackedRNNCells, []), /Received: cells=undefined$/],
    [
      () => new MultiOptimizer({ optimizerMap: new OptimizerMap(new SGD()) } as never),
      /new MultiOptimizer\(…\)$/,
    ],
    [
      () => new OptimizerMap({ defaultOptimizer: new SGD(), optimizerMap: {} } as never),
      /new OptimizerMap\(…, …\)$/,
    ],
    [() => new layers.InputLayer({ shape: [3] } as never), /Did you mean `inputShape`\?$/],
    [() => Input({ input_shape: [3] } as never), /Did you mean `shape`\?$/],
    [() => new layers.Dropout(2), /Received: rate=2$/],
    [() => new layers.Dropout({ seed: 1 } as never), /Received: rate=a Object$/],
    [() => new metrics.PrecisionAtRecall(3), /Received: recall=3$/],
  ] as const)
    assert.throws(make, line);
  assert.throws(
    () => frozen.getLayer(0 as never),
    /No such layer: 0\. Existing layers are: \['.*'\]\. By its index: getLayer\(\{ index: 0 \}\)\.$/,
  );
  class Hits extends metrics.Metric {
    override updateState(): void {}
    override result(): number {
      return 0;
    }
  }
  utils.clearSession();
  assert.deepEqual([new Hits({ name: "h" }).name, new Hits("h").name, new Hits().name], ["h", "h", "hits"]);
  assert.throws(() => new Hits({ nmae: "h" } as never), /Hits has no option `nmae`/);
});

test("inputs with a size of all batches", () => {
  const inputs = Input({ batchShape: [16, 10, 5] });
  assert.deepEqual([...inputs.shape], [16, 10, 5]);
  assert.deepEqual([...Input({ shape: [3], batchSize: 4 }).shape], [4, 3]);
  assert.deepEqual([...new layers.Conv1D(2, 3).apply(inputs).shape], [16, 8, 2]);
  const copy = layers.InputLayer.fromConfig((inputs.node.layer as layers.InputLayer).getConfig());
  assert.deepEqual([...copy.outputShape], [16, 10, 5]);
  assert.throws(
    () => Input({ shape: [3], batchShape: [4, 3] }),
    /You cannot pass both `shape` and `batchShape` at the same time/,
  );
});

test("a learning rate from a function, saved by its name", () => {
  let rate = 0.5;
  const current = () => rate;
  const optimizer = new optimizers.SGD(current);
  rate = 0.25;
  assert.equal(optimizer.learningRate, 0.25);
  const { learning_rate: form } = optimizer.getConfig() as { learning_rate: { config: string } };
  assert.equal(form.config, "current");
  const form_ = optimizers.serialize(optimizer);
  const copy = saving.customObjectScope({ current }, () => optimizers.deserialize(form_));
  assert.equal(copy.learningRate, 0.25);
  assert.throws(() => optimizers.deserialize(form_), /The learning rate is a function 'current'/);
  assert.throws(() => saving.customObjectScope({ current }, undefined as never), /to get a function to run/);
});
