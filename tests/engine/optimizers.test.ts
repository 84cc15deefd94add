import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OptimizerPlan } from "../../lib/engine/index.ts";
import { type Schedule, scheduleOf } from "../../lib/engine/index.ts";
import { golden } from "../golden/load.ts";
import { fit, flat, type KerasCase, largestDifference, smallData, tolerance } from "./keras-case.ts";

const sgd = { kind: "sgd", momentum: 0, nesterov: false } as const;
const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const adam = { kind: "adam", ...betas, amsgrad: false } as const;
const rmsprop = { kind: "rmsprop", rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false } as const;
const adagrad = { kind: "adagrad", initialAccumulatorValue: 0.1, epsilon: 1e-7 } as const;
const adadelta = { kind: "adadelta", rho: 0.95, epsilon: 1e-7 } as const;
const lion = { kind: "lion", beta1: 0.9, beta2: 0.99 } as const;

/** Keras' case, its optimizer and its learning rate or schedule. */
const cases: Record<string, [OptimizerPlan, number | Schedule]> = {
  "SGD()": [sgd, 0.01],
  "SGD(.1)": [sgd, 0.1],
  "SGD(.1,momentum=.9)": [{ ...sgd, momentum: 0.9 }, 0.1],
  "SGD(.1,momentum=.9,nesterov)": [{ ...sgd, momentum: 0.9, nesterov: true }, 0.1],
  "SGD(.1,weight_decay=.01)": [{ ...sgd, weightDecay: 0.01 }, 0.1],
  "SGD(.1,clipnorm=.05)": [{ ...sgd, clipnorm: 0.05 }, 0.1],
  "SGD(.1,clipvalue=.01)": [{ ...sgd, clipvalue: 0.01 }, 0.1],
  "SGD(.1,global_clipnorm=.05)": [{ ...sgd, globalClipnorm: 0.05 }, 0.1],
  "SGD(.1,use_ema)": [{ ...sgd, emaMomentum: 0.9 }, 0.1],
  "RMSprop()": [rmsprop, 0.001],
  "RMSprop(.01,rho=.8,momentum=.5)": [{ ...rmsprop, rho: 0.8, momentum: 0.5 }, 0.01],
  "RMSprop(.01,centered)": [{ ...rmsprop, centered: true }, 0.01],
  "Adagrad()": [adagrad, 0.001],
  "Adagrad(.1)": [adagrad, 0.1],
  "Adadelta()": [adadelta, 0.001],
  "Adadelta(1.)": [adadelta, 1],
  "Adam()": [adam, 0.001],
  "Adam(.01)": [adam, 0.01],
  "Adam(.01,amsgrad)": [{ ...adam, amsgrad: true }, 0.01],
  "Adam(.01,.8,.9,epsilon=1e-4)": [{ ...adam, beta1: 0.8, beta2: 0.9, epsilon: 1e-4 }, 0.01],
  "AdamW()": [{ ...adam, weightDecay: 0.004 }, 0.001],
  "AdamW(.01,weight_decay=.1)": [{ ...adam, weightDecay: 0.1 }, 0.01],
  "Adamax()": [{ kind: "adamax", ...betas }, 0.001],
  "Adamax(.01)": [{ kind: "adamax", ...betas }, 0.01],
  "Nadam()": [{ kind: "nadam", ...betas }, 0.001],
  "Nadam(.01)": [{ kind: "nadam", ...betas }, 0.01],
  "Ftrl(.1)": [
    {
      kind: "ftrl",
      learningRatePower: -0.5,
      initialAccumulatorValue: 0.1,
      l1RegularizationStrength: 0,
      l2RegularizationStrength: 0,
      l2ShrinkageRegularizationStrength: 0,
      beta: 0,
    },
    0.1,
  ],
  "Lion()": [lion, 0.001],
  "Lion(.01)": [lion, 0.01],
  "Lamb(.01)": [{ kind: "lamb", ...betas }, 0.01],
  "Adafactor(.01)": [
    {
      kind: "adafactor",
      beta2Decay: -0.8,
      epsilon1: 1e-30,
      epsilon2: 0.001,
      clipThreshold: 1,
      relativeStep: true,
    },
    0.01,
  ],
  "Muon(.01)": [
    {
      kind: "muon",
      ...betas,
      momentum: 0.95,
      nsSteps: 5,
      nesterov: true,
      rmsRate: 0.2,
      weightDecay: 0.004,
      adamWeightDecay: 0.004,
    },
    0.01,
  ],
  "Adam(ExponentialDecay(.05,4,.8))": [
    adam,
    { kind: "exponentialDecay", initialLearningRate: 0.05, decaySteps: 4, decayRate: 0.8, staircase: false },
  ],
  "SGD(CosineDecay(.1,20))": [
    sgd,
    { kind: "cosineDecay", initialLearningRate: 0.1, decaySteps: 20, alpha: 0 },
  ],
  "SGD(PiecewiseConstantDecay([5,10],[.2,.1,.05]))": [
    sgd,
    { kind: "piecewiseConstantDecay", boundaries: [5, 10], values: [0.2, 0.1, 0.05] },
  ],
  "SGD(InverseTimeDecay(.1,4,.5))": [
    sgd,
    { kind: "inverseTimeDecay", initialLearningRate: 0.1, decaySteps: 4, decayRate: 0.5, staircase: false },
  ],
  "SGD(PolynomialDecay(.1,20,.01,2))": [
    sgd,
    {
      kind: "polynomialDecay",
      initialLearningRate: 0.1,
      decaySteps: 20,
      endLearningRate: 0.01,
      power: 2,
      cycle: false,
    },
  ],
};

const keras = golden<{ cases: Record<string, KerasCase> }>("optimizers.json");
const { x, y_binary: y } = smallData("optimizers.json");

describe("optimizers come to Keras' weights", () => {
  for (const [name, [optimizer, rate]] of Object.entries(cases)) {
    test(name, () => {
      const expected = keras.cases[name];
      const { trainer, loss, accuracy } = fit(
        expected,
        { x, y },
        {
          loss: { kind: "binaryCrossentropy", fromLogits: false },
          optimizer,
          metrics: [{ kind: "binaryAccuracy" }],
        },
        typeof rate === "number" ? rate : scheduleOf(rate),
      );
      trainer.applyAverage();
      const difference = largestDifference(trainer.parameters, flat(expected.W));
      assert.ok(difference <= tolerance("optimizers.json", name), `${difference}`);
      assert.ok(largestDifference(loss, expected.history.loss) <= 1e-5);
      assert.deepEqual(accuracy.map(Math.fround), expected.history.accuracy?.map(Math.fround));
    });
  }
});

test("every case of Keras is here but ScheduleFreeAdamW, on which Keras' own back ends disagree", () => {
  const missing = Object.keys(keras.cases).filter((name) => !(name in cases));
  assert.deepEqual(missing, ["ScheduleFreeAdamW(.01)"]);
});
