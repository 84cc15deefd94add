import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  callbacks,
  constraints,
  Dense,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  regularizers,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";
import { compiled, messageOf, zeros } from "./failing.ts";

test("optimizers, losses and layers with numbers that they cannot have", () => {
  const made: [() => unknown, RegExp][] = [
    [
      () => new optimizers.schedules.PiecewiseConstantDecay([1], [1]),
      /boundaries should be 1 less than the length of values/,
    ],
    [
      () => new metrics.IoU(2, { targetClassIds: [0] } as never),
      /list of class numbers, such as \[0\]\. Received: targetClassIds=/,
    ],
    [
      () => new losses.BinaryCrossentropy({ labelSmoothing: 2 }),
      /`labelSmoothing` to be a number from 0 to 1/,
    ],
    ...[2, -3, [], [0, -2]].map((axis): [() => unknown, RegExp] => [
      () => new losses.Tversky({ axis }),
      /`axis` to be null, 0 \(over the samples\), 1 \(over the outputs\), or both in a list; .* \[1, 2, 3\]\. Received: axis=/,
    ]),
    [
      () => new optimizers.SGD({ lossScaleFactor: 0 }),
      /`lossScaleFactor` to be a finite number above 0\. Received: lossScaleFactor=0/,
    ],
    [
      () => new optimizers.LossScaleOptimizer("adam" as never),
      /`innerOptimizer` to be an optimizer, such as `new Adam\(\)`.*Received: innerOptimizer="adam" \(string\)/,
    ],
    [
      () => new optimizers.LossScaleOptimizer(new optimizers.LossScaleOptimizer(new optimizers.SGD())),
      /Received: innerOptimizer=LossScaleOptimizer/,
    ],
    [
      () => new optimizers.LossScaleOptimizer(new optimizers.SGD(), { initialScale: 2 ** 128 }),
      /`initialScale` to be a float32 number above 0/,
    ],
    [
      () => new optimizers.LossScaleOptimizer(new optimizers.SGD(), { dynamicGrowthSteps: 0 }),
      /`dynamicGrowthSteps` must be an integer >= 1/,
    ],
    [
      () => new layers.Add().apply({ a: [[1]], b: [[2]] }),
      /called on a list of inputs\. Received: a dictionary .*Write layer\.apply\(\[a, b\]\)/,
    ],
    [
      () => new Dense(3, { kernelRegularizer: "l3" as never }),
      /Could not interpret regularizer identifier: l3/,
    ],
    [() => new regularizers.L2({ l2: -1 }), /Invalid value for argument l2: expected a non-negative float/],
    [
      () => new Dense(3, { activation: "glu" as never }),
      /identifier: glu\. It halves the units: use a `Lambda`/,
    ],
    [
      () => new initializers.VarianceScaling({ mode: "x" as never }),
      /Invalid `mode` argument: x\. Please use one of \{'fan_in'/,
    ],
    [
      () => new initializers.Orthogonal().call([3]),
      /must be at least two-dimensional.* shape=\(3,\) of rank 1\./,
    ],
    [() => new metrics.AUC({ numThresholds: 1 }), /`numThresholds` must be an integer > 1/],
  ];
  for (const [make, told] of made) assert.throws(make, told);
  const { learningRate } = new optimizers.SGD({ learningRate: new optimizers.schedules.CosineDecay(0.1, 5) });
  assert.equal(learningRate, 0.1);
  const scheduled = new optimizers.SGD({ learningRate: new optimizers.schedules.CosineDecay(0.1, 5) });
  assert.throws(() => {
    scheduled.learningRate = 1;
  }, /created with a `LearningRateSchedule` object.*not settable/);
});

test("options out of range", async () => {
  const fit = (options: object) =>
    messageOf(() => compiled().fit(zeros(4, 5), zeros(4, 1), { verbose: 0, ...options }));
  assert.match(await fit({ batchSize: 0 }), /`batchSize` to be a positive integer\. Received: batchSize=0/);
  assert.match(await fit({ epochs: -1 }), /`epochs` to be an integer from 0\. Received: epochs=-1/);
  assert.match(await fit({ epochs: 1.5 }), /epochs=1\.5/);
  assert.match(await fit({ epochs: "3" }), /epochs="3" \(string\)/);
  assert.match(await fit({ validationSplit: 1 }), /`validationSplit` to be a number from 0 to below 1/);
  assert.match(await fit({ validationSplit: 0.9 }), /contains 4 samples, which is not sufficient to split/);
  assert.match(await fit({ verbose: 3 }), /`verbose` to be 0, 1, 2 or "auto"\. Received: verbose=3/);
  assert.match(
    await fit({ callbacks: ["early"] }),
    /every callback to be a `Callback`\. Received: "early" \(string\)/,
  );
  assert.match(
    await fit({ validationData: [] }),
    /in format `\[x, y\]` or `\[x, y, sampleWeight\]`, found: validationData=a list of 0/,
  );
  assert.match(await fit({ validationData: [zeros(4, 5)] }), /Expected targets for each output with a loss/);
  assert.match(await fit({ validationData: { x: zeros(4, 5) } }), /found: validationData=a Object/);
  for (const name of ["metrics", "weightedMetrics"]) {
    assert.throws(
      () => compiled().compile({ optimizer: "adam", loss: "mse", [name]: "accuracy" as never }),
      new RegExp(
        `Expected \`${name}\` argument to be a list\\. Received instead: ${name}="accuracy" \\(string\\)`,
      ),
    );
  }
  assert.throws(
    () => compiled().compile({ optimizer: "adam", loss: "mse", jitCompile: "no" as never }),
    /`jitCompile` to be "auto", true or false/,
  );
  assert.throws(
    () => compiled().compile({ optimizer: "adam", loss: "mse", metrics: ["acuracy" as never] }),
    /Could not interpret metric identifier: acuracy\. Did you mean `accuracy`\?/,
  );
  assert.throws(
    () => new optimizers.Adam({ lr: 0.1 } as never),
    /no option `lr`\. Did you mean `learningRate`\?/,
  );
  const { ExponentialDecay, PiecewiseConstantDecay } = optimizers.schedules;
  const decay = { initialLearningRate: 0.1, decaySteps: 10 };
  assert.throws(() => new ExponentialDecay(decay as never), /to get `decayRate`, which has no default/);
  assert.throws(
    () => new PiecewiseConstantDecay({} as never),
    /`boundaries` and `values`, which have no default/,
  );
  const byName = new ExponentialDecay({ ...decay, decayRate: 0.5, staircase: true });
  assert.deepEqual(byName.getConfig(), new ExponentialDecay(0.1, 10, 0.5, { staircase: true }).getConfig());
  assert.throws(
    () => new optimizers.Adam({ learningRate: Number.NaN }),
    /`learningRate` to be a finite number from 0\. Received: learningRate=NaN/,
  );
});

describe("numbers and words that a part cannot have, in Keras 3.15's words", () => {
  const { errors } = golden<{ errors: Record<string, string> }>("keras_parts.json");
  const made: Record<string, () => unknown> = {
    "F1Score average": () => new metrics.F1Score({ average: "mean" as never }),
    "FBetaScore beta": () => new metrics.FBetaScore({ beta: -1 }),
    "F1Score threshold": () => new metrics.F1Score({ threshold: 2 }),
    "IoU target": () => new metrics.IoU(2, [2]),
    "AUC curve": () => new metrics.AUC({ curve: "X" as never }),
    "AUC summation": () => new metrics.AUC({ summationMethod: "X" as never }),
    "PrecisionAtRecall recall": () => new metrics.PrecisionAtRecall(2),
    "PrecisionAtRecall thresholds": () => new metrics.PrecisionAtRecall(0.5, { numThresholds: 0 }),
    "R2Score aggregation": () => new metrics.R2Score({ classAggregation: "x" as never }),
    "Precision thresholds": () => new metrics.Precision({ thresholds: 2 }),
    "unknown constraint": () => new Dense(1, { kernelConstraint: "max" as never }),
    "unknown regularizer": () => new Dense(1, { activityRegularizer: "l3" as never }),
    "OrthogonalRegularizer mode": () => new regularizers.OrthogonalRegularizer({ mode: "x" as never }),
    "ReduceLROnPlateau factor": () => new callbacks.ReduceLROnPlateau({ factor: 1 }),
    clip: () => new optimizers.Adam({ clipnorm: 1, clipvalue: 1 }),
    momentum: () => new optimizers.SGD({ momentum: 2 }),
    accumulation: () => new optimizers.SGD({ gradientAccumulationSteps: 1 }),
    EMA: () => new optimizers.SGD({ useEma: true, emaMomentum: 2 }),
    "decay steps": () => new optimizers.schedules.CosineDecay(0.1, 0),
    scale: () => new initializers.VarianceScaling({ scale: -1 }),
    ReLU: () => new layers.ReLU({ maxValue: -1 }),
    LeakyReLU: () => new layers.LeakyReLU({ negativeSlope: -1 }),
    Dropout: () => new layers.Dropout(1.5),
    "generalized q": () => new losses.CategoricalGeneralizedCrossEntropy({ q: 2 }),
    "Ftrl power": () => new optimizers.Ftrl({ learningRatePower: 1 }),
    "Ftrl strength": () => new optimizers.Ftrl({ l1RegularizationStrength: -1 }),
    "Lion beta": () => new optimizers.Lion({ beta1: 0 }),
  };
  /** Words and numbers as TypeScript spells them. */
  const spelt = (text: string) =>
    text
      .replaceAll("None", "null")
      .replace(/\b[a-z][a-z0-9]*(_[a-z0-9]+)+\b(?=[`=]| of| value)/g, (name) =>
        name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()),
      )
      .replace(/(\d)\.0\b/g, "$1");
  for (const name of Object.keys(errors)) {
    test(name, async () => {
      const [found, wanted] = [await messageOf(made[name]), spelt(errors[name])];
      assert.ok(spelt(found).startsWith(wanted.replace(/\.$/, "")), `${found}\n${wanted}`);
    });
  }
});

test("unknown reductions, constraints, thresholds and steps", async () => {
  assert.throws(
    () => new losses.MeanSquaredError({ reduction: "avg" as never }),
    /Invalid value for argument `reduction`\. Expected one of \{'mean', .*, null\}\. Received: reduction=avg/,
  );
  assert.throws(
    () => new constraints.MaxNorm({ maxValue: -1 }),
    /`maxValue` to be a finite number from 0\. Received: maxValue=-1/,
  );
  assert.throws(
    () => new constraints.UnitNorm({ axis: 1.5 }),
    /`axis` to be an integer, several in a list, or null\. Received: axis=1\.5/,
  );
  // As in Keras the update of the weight finds that it has no such axis.
  const unitNorm = new constraints.UnitNorm({ axis: 2 });
  assert.throws(
    () => unitNorm.call([[1, 2]]),
    /`axis` of a constraint to be one of the 2 axes of the weight, or several of them\. Received: axis=2/,
  );
  const model = new Sequential([new Dense(1, { inputShape: [5], kernelConstraint: unitNorm })]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  assert.match(
    await messageOf(() => model.fit(zeros(4, 5), zeros(4, 1), { verbose: 0 })),
    /one of the 2 axes of the weight.* Received: axis=2/,
  );
  const norm = (axis: null | number[]) =>
    new constraints.UnitNorm({ axis }).call([
      [3, 4],
      [1, 0],
    ]);
  assert.deepEqual(norm(null), norm([0, 1]));
  assert.throws(
    () => new metrics.Recall({ thresholds: [] }),
    /Threshold values must be in \[0, 1\]\. Received: \[\] for metric 'recall'/,
  );
  assert.throws(
    () => utils.padSequences([[1]], { maxlen: -1 }),
    /`maxlen` to be null or an integer from 0\. Received: maxlen=-1/,
  );
  assert.throws(() => new metrics.Precision({ topK: 0 }), /`topK` to be an integer >= 1\. Received: topK=0/);
  assert.throws(
    () => new callbacks.EarlyStopping({ mode: "best" as never }),
    /`mode` to be "auto", "min" or "max"\. Received: mode=best/,
  );
  const fit = (options: object) =>
    messageOf(() => compiled().fit(zeros(4, 5), zeros(4, 1), { verbose: 0, ...options }));
  assert.match(
    await fit({ stepsPerEpoch: 0 }),
    /`stepsPerEpoch` to be a positive integer\. Received: stepsPerEpoch=0/,
  );
  assert.match(await fit({ validationSteps: 1.5 }), /validationSteps=1\.5/);
  assert.match(
    await messageOf(() => compiled().evaluate(zeros(4, 5), zeros(4, 1), { steps: -1 })),
    /steps=-1/,
  );
});

test("a regularizer of pairs refuses a bias", async () => {
  const model = new Sequential([
    new Dense(3, { inputShape: [5], biasRegularizer: new regularizers.OrthogonalRegularizer() }),
  ]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  assert.match(
    await messageOf(() => model.fit(zeros(2, 5), zeros(2, 3), { verbose: 0 })),
    /Inputs to OrthogonalRegularizer must have rank 2\. Received: inputs\.shape=\(3,\)/,
  );
});
