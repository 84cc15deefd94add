import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { createTrainer, glorotUniform, type Plan, sampleOrder, uniform } from "../../lib/engine";

/**
 * SHA-256 of the weights and the history of a run. Any machine, any version of Node has to come to these; a change
 * of the engine's arithmetic changes them, and is then to be checked against Keras (the tests beside this one).
 */
const digests: Record<string, string> = {
  "sigmoid net, binary crossentropy, Adam":
    "00877155e90a55b49816b05fca2eeedd58b206d6fd5355eed8a9a2d84f4dbf45",
  "relu and tanh net, softmax, amsgrad": "8e61c8fd47ce2b41614df86350cc717a3af4f424fa017cf68acff0732db60c44",
  "regression, Nesterov": "2045548cf36bf558bc43752d8b8c32ca23586b2792da200dec9dc1d49678414e",
};

const adam: Plan["optimizer"] = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false };
const plans: Record<string, Plan> = {
  "sigmoid net, binary crossentropy, Adam": {
    inputs: 7,
    layers: [
      { units: 10, useBias: true, activation: "sigmoid" },
      { units: 1, useBias: true, activation: "sigmoid" },
    ],
    loss: { kind: "binaryCrossentropy", fromLogits: false },
    optimizer: adam,
    metrics: [{ kind: "binaryAccuracy" }],
  },
  "relu and tanh net, softmax, amsgrad": {
    inputs: 7,
    layers: [
      { units: 17, useBias: false, activation: "relu" },
      { units: 5, useBias: true, activation: "tanh" },
      { units: 3, useBias: true, activation: "softmax" },
    ],
    loss: { kind: "sparseCategoricalCrossentropy", fromLogits: false },
    optimizer: { ...adam, amsgrad: true },
    metrics: [{ kind: "sparseCategoricalAccuracy" }],
  },
  "regression, Nesterov": {
    inputs: 7,
    layers: [
      { units: 4, useBias: true, activation: "tanh" },
      { units: 2, useBias: true, activation: "linear" },
    ],
    loss: { kind: "meanSquaredError", fromLogits: false },
    optimizer: { kind: "sgd", momentum: 0.9, nesterov: true },
    metrics: [{ kind: "meanAbsoluteError" }],
  },
};

/** 20 epochs over 101 drawn samples in batches of 16, an epoch in calls of `chunk` samples. */
function digest(plan: Plan, chunk: number): string {
  const samples = 101;
  const x = uniform(1, samples * plan.inputs, -2, 2);
  const y = uniform(2, samples * 2, 0, 2);
  if (plan.loss.kind !== "meanSquaredError") for (let i = 0; i < y.length; i++) y[i] = Math.floor(y[i]);
  const trainer = createTrainer(plan);
  trainer.parameters.set(glorotUniform(3, trainer.parameters.length, 1));
  trainer.learningRate = 0.01;
  const order = sampleOrder(4, samples);
  const hash = createHash("sha256");
  for (let epoch = 0; epoch < 20; epoch++) {
    const totals = { samples: 0, loss: 0, metrics: [0] };
    for (let start = 0; start < samples; start += chunk) {
      trainer.train(x, y, order, start, Math.min(start + chunk, samples), 16, totals);
    }
    hash.update(bytes(Float64Array.of(totals.samples, totals.loss, ...totals.metrics)));
  }
  hash.update(bytes(trainer.parameters)).update(bytes(trainer.predict(x)));
  return hash.digest("hex");
}

/** The values' bytes, every NaN the same one: processors leave different bits in it. */
function bytes<T extends Float32Array | Float64Array>(values: T): Uint8Array {
  const canonical = values.map((value) => (Number.isNaN(value) ? Number.NaN : value));
  return new Uint8Array(canonical.buffer);
}

describe("the same bits everywhere", () => {
  for (const [name, plan] of Object.entries(plans)) {
    test(name, () => {
      assert.equal(digest(plan, 101), digests[name]);
      assert.equal(
        digest(plan, 16),
        digests[name],
        "one call a batch, instead of one an epoch, changes the bits",
      );
    });
  }
});
