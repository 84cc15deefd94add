import { losses } from "../../lib/keras/index.ts";
import type { FitOptions } from "../../lib/keras/trainers/options.ts";
import { binary, oneHot, type PartProgram, sgd, small, weights } from "./part-data.ts";

const overlapped = (
  loss: losses.Loss,
  fit: Pick<FitOptions, "sampleWeight" | "classWeight"> = {},
  weightedMetrics: "mse"[] = [],
): PartProgram => ({
  network: small("softmax", 3),
  y: oneHot,
  compile: () => ({ optimizer: sgd(), loss, weightedMetrics }),
  fit,
  evaluate: { sampleWeight: fit.sampleWeight },
});

const weighted = { sampleWeight: weights };

/** Dice and Tversky with weights, reductions and axes. */
export const overlapPrograms: Record<string, PartProgram> = {
  "dice with sample_weight": { ...overlapped(new losses.Dice(), weighted), evaluate: {} },
  "dice with class_weight": overlapped(new losses.Dice(), { classWeight: { 0: 0.5, 2: 3 } }, ["mse"]),
  "tversky with sample_weight": overlapped(new losses.Tversky({ alpha: 0.3, beta: 0.8 }), weighted, ["mse"]),
  "dice summed with sample_weight": overlapped(new losses.Dice({ reduction: "sum" }), weighted),
  "dice by weight": overlapped(new losses.Dice({ reduction: "mean_with_sample_weight" }), weighted),
  "dice without a reduction": {
    ...overlapped(new losses.Dice({ reduction: null }), weighted),
    foreign: /a loss with `reduction: null`/,
  },
  "dice of samples": overlapped(new losses.Dice({ axis: -1 }), weighted, ["mse"]),
  "tversky of samples summed": overlapped(
    new losses.Tversky({ alpha: 0.3, axis: [1], reduction: "sum" }),
    weighted,
  ),
  "dice of outputs": overlapped(new losses.Dice({ axis: 0 })),
  "dice of outputs summed": overlapped(new losses.Dice({ axis: [0], reduction: "sum" })),
  "tversky of outputs by weight": overlapped(
    new losses.Tversky({ axis: -2, reduction: "mean_with_sample_weight" }),
  ),
  "dice of one output": {
    network: small(),
    y: binary,
    compile: () => ({ optimizer: sgd(0.02), loss: new losses.Dice({ axis: 0, reduction: "sum" }) }),
    fit: weighted,
    evaluate: weighted,
  },
};
