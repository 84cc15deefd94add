import {
  callbacks,
  constraints,
  Dense,
  Input,
  optimizers,
  regularizers,
  Sequential,
} from "../../lib/keras/index.ts";
import type { DenseOptions } from "../../lib/keras/layers/index.ts";
import type { FitOptions } from "../../lib/keras/trainers/options.ts";
import { weights } from "./part-data.ts";

const {
  Adam,
  AdamW,
  Lion,
  LossScaleOptimizer,
  MultiOptimizer,
  Muon,
  Nadam,
  OptimizerMap,
  RMSprop,
  schedules,
  SGD,
} = optimizers;

/** A program of `golden/multi_optimizer.py`, said here. */
export interface MultiProgram {
  optimizer: () => optimizers.Optimizer;
  network?: { frozen?: boolean } & DenseOptions;
  fits?: number;
  fit?: () => FitOptions;
}

export function network({ frozen = false, ...options }: MultiProgram["network"] = {}): Sequential {
  return new Sequential(
    [
      Input({ shape: [5] }),
      new Dense(6, { activation: "tanh", name: "first", ...options }),
      new Dense(4, { activation: "relu", name: "second", trainable: !frozen }),
      new Dense(1, { name: "last" }),
    ],
    { name: "net" },
  );
}

function mapped(
  rest: optimizers.Optimizer,
  pattern: string,
  optimizer: optimizers.Optimizer,
  options: optimizers.MultiOptimizerOptions = {},
) {
  return new MultiOptimizer(new OptimizerMap(rest, { [pattern]: optimizer }), options);
}

const perLayer = () =>
  new MultiOptimizer(
    new OptimizerMap(new SGD({ learningRate: 0.05, name: "rest" }), {
      "net/first/.*": new Adam({ learningRate: 0.02, name: "first" }),
      "net/last/kernel": new RMSprop({ learningRate: 0.005, name: "last" }),
    }),
  );

function byKind() {
  const kernels = new SGD({ learningRate: 0.05, momentum: 0.9, clipnorm: 0.5, name: "kernels" });
  const biases = new Adam({ learningRate: 0.02, name: "biases" });
  return new MultiOptimizer(({ path }) => (path.endsWith("kernel") ? kernels : biases));
}

/** The first optimizer's rate falls after every batch. */
class Steps extends callbacks.Callback {
  override onTrainBatchEnd(): void {
    const [first] = (this.model.optimizer as optimizers.MultiOptimizer).optimizers;
    first.learningRate = Math.fround(first.learningRate) * 0.9;
  }
}

export const multiPrograms: Record<string, MultiProgram> = {
  "an optimizer per layer": { optimizer: perLayer },
  "kernels and biases": { optimizer: byKind, fits: 2 },
  "one for every variable": {
    optimizer: () =>
      new MultiOptimizer(
        ({ path }) => new Nadam({ learningRate: path.includes("bias") ? 0.01 : 0.03, name: "one" }),
      ),
  },
  schedules: {
    fits: 2,
    optimizer: () =>
      mapped(
        new SGD({ learningRate: new schedules.ExponentialDecay(0.1, 3, 0.7), name: "a" }),
        ".*/first/.*",
        new Adam({ learningRate: new schedules.PiecewiseConstantDecay([5], [0.03, 0.003]), name: "b" }),
      ),
  },
  "clipped over its own variables": {
    optimizer: () =>
      mapped(
        new SGD({ learningRate: 0.2, globalClipnorm: 0.2, name: "a" }),
        ".*/(first|last)/kernel",
        new AdamW({ learningRate: 0.02, weightDecay: 0.1, globalClipnorm: 0.1, name: "b" }),
      ),
  },
  "a frozen layer": {
    network: { frozen: true },
    optimizer: () =>
      mapped(
        new SGD({ learningRate: 0.1, globalClipnorm: 0.3, name: "a" }),
        ".*/(first|second)/.*",
        new Lion({ learningRate: 0.003, weightDecay: 0.01, name: "b" }),
      ),
  },
  "sample weights and constraints": {
    network: { kernelConstraint: new constraints.MaxNorm({ maxValue: 0.8 }) },
    fits: 2,
    fit: () => ({ sampleWeight: weights }),
    optimizer: () =>
      mapped(
        new Muon({ learningRate: 0.01, name: "a" }),
        ".*/first/.*",
        new SGD({ learningRate: 0.1, nesterov: true, momentum: 0.5, name: "b" }),
      ),
  },
  "averages and gathered gradients": {
    optimizer: () =>
      mapped(
        new SGD({ learningRate: 0.1, useEma: true, emaMomentum: 0.8, name: "a" }),
        ".*/first/.*",
        new Adam({
          learningRate: 0.03,
          gradientAccumulationSteps: 3,
          useEma: true,
          emaMomentum: 0.5,
          emaOverwriteFrequency: 2,
          name: "b",
        }),
      ),
  },
  "one average, swapped": {
    fit: () => ({ validationSplit: 0.3, callbacks: new callbacks.SwapEMAWeights() }),
    optimizer: () =>
      mapped(
        new SGD({ learningRate: 0.1, useEma: true, emaMomentum: 0.8, name: "a" }),
        ".*/first/.*",
        new Adam({ learningRate: 0.03, name: "b" }),
      ),
  },
  "a scale of the loss": {
    optimizer: () =>
      mapped(
        new SGD({ learningRate: 0.1, clipvalue: 0.2, name: "a" }),
        ".*bias",
        new Adam({ learningRate: 0.03, lossScaleFactor: 3, name: "b" }),
        { lossScaleFactor: 1000 },
      ),
  },
  // The first step's gradients overflow.
  "within a LossScaleOptimizer": {
    network: { kernelRegularizer: new regularizers.L2({ l2: 1 }) },
    optimizer: () =>
      new LossScaleOptimizer(
        mapped(
          new SGD({ learningRate: 0.1, momentum: 0.5, name: "a" }),
          ".*bias",
          new Adam({ learningRate: 0.03, name: "b" }),
        ),
        { initialScale: 3e38, dynamicGrowthSteps: 8 },
      ),
  },
  LearningRateScheduler: {
    optimizer: perLayer,
    fit: () => ({ callbacks: new callbacks.LearningRateScheduler((_, rate) => rate * 0.5) }),
  },
  ReduceLROnPlateau: {
    optimizer: perLayer,
    fit: () => ({
      callbacks: new callbacks.ReduceLROnPlateau({
        monitor: "loss",
        factor: 0.3,
        patience: 1,
        minDelta: 0.5,
        minLr: 0.003,
      }),
    }),
  },
  "a rate changed after each batch": {
    optimizer: () =>
      mapped(
        new SGD({ learningRate: 0.1, name: "a" }),
        ".*/first/.*",
        new Adam({ learningRate: 0.03, name: "b" }),
      ),
    fit: () => ({ callbacks: new Steps() }),
  },
  "a key with no variable": {
    optimizer: () =>
      mapped(new SGD({ learningRate: 0.1, name: "a" }), "net", new Adam({ learningRate: 0.03, name: "b" })),
  },
};
