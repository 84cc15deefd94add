import {
  callbacks,
  constraints,
  Dense,
  Input,
  losses,
  optimizers,
  Sequential,
} from "../../lib/keras/index.ts";
import type { DenseOptions } from "../../lib/keras/layers/index.ts";
import { binary, oneHot, type PartProgram, regression, small } from "./part-data.ts";

const { Adam, LossScaleOptimizer, SGD, schedules } = optimizers;

const regressed = (optimizer: () => optimizers.Optimizer, options: DenseOptions = {}): PartProgram => ({
  network: small("linear", 1, options),
  y: regression,
  compile: () => ({ optimizer: optimizer(), loss: "mse" }),
});

const swapped = (
  optimizer: () => optimizers.Optimizer,
  swapOnEpoch = false,
  frozen = false,
): PartProgram => ({
  ...regressed(optimizer),
  network: () =>
    new Sequential([
      Input({ shape: [5] }),
      new Dense(6, { activation: "tanh", trainable: !frozen }),
      new Dense(1),
    ]),
  get fit() {
    return { validationSplit: 0.3, callbacks: new callbacks.SwapEMAWeights({ swapOnEpoch }) };
  },
});

/** Scaled losses, and averages in the weights' place. */
export const scalePrograms: Record<string, PartProgram> = {
  loss_scale_factor: regressed(() => new Adam({ learningRate: 0.01, lossScaleFactor: 1000, clipnorm: 0.3 }), {
    kernelRegularizer: "l2",
  }),
  LossScaleOptimizer: regressed(
    () =>
      new LossScaleOptimizer(new Adam({ learningRate: 0.01, weightDecay: 0.01 }), { dynamicGrowthSteps: 3 }),
    { biasRegularizer: "l1" },
  ),
  "LossScaleOptimizer with skipped steps": {
    network: small("softmax", 3, {
      kernelConstraint: new constraints.MinMaxNorm({ minValue: 0.9, maxValue: 1.1, rate: 0.3 }),
    }),
    y: oneHot,
    compile: () => ({
      optimizer: new LossScaleOptimizer(
        new SGD({ learningRate: new schedules.ExponentialDecay(0.01, 3, 0.7), momentum: 0.5 }),
        { initialScale: 2 ** 127, dynamicGrowthSteps: 2 },
      ),
      loss: new losses.CategoricalCrossentropy({ reduction: "sum" }),
    }),
    fit: { epochs: 6 },
  },
  "LossScaleOptimizer of gathered gradients": {
    network: small(),
    y: binary,
    compile: () => ({
      optimizer: new LossScaleOptimizer(
        new Adam({ learningRate: 0.02, gradientAccumulationSteps: 2, useEma: true, emaMomentum: 0.8 }),
        { initialScale: 2 ** 128 / 3, dynamicGrowthSteps: 1 },
      ),
      loss: new losses.BinaryCrossentropy({ reduction: "sum" }),
    }),
  },
  SwapEMAWeights: swapped(() => new SGD({ learningRate: 0.1, useEma: true, emaMomentum: 0.9 })),
  "SwapEMAWeights beside frozen weights": swapped(
    () => new Adam({ learningRate: 0.05, useEma: true, emaMomentum: 0.7, emaOverwriteFrequency: 5 }),
    false,
    true,
  ),
  "SwapEMAWeights on epochs": swapped(
    () => new LossScaleOptimizer(new SGD({ learningRate: 0.1, useEma: true, emaMomentum: 0.9 })),
    true,
  ),
};
