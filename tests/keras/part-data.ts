import { Dense, Input, optimizers, Sequential } from "../../lib/keras/index.ts";
import type { DenseOptions } from "../../lib/keras/layers/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { smallData } from "../engine/keras-case.ts";
import type { Program } from "./fit-programs.ts";

/** A program of `golden/keras_parts.py`, said here. */
export interface PartProgram extends Program {
  /** The part that the engine does not know, as it names it; undefined: it knows all. */
  foreign?: RegExp;
}

const data = smallData("optimizers.json");
export const x = new NDArray(data.x, [64, 5]);
export const binary = new NDArray(data.y_binary, [64, 1]);
export const regression = new NDArray(data.y_regression, [64, 1]);
export const classes = new NDArray(data.y_class, [64]);
export const oneHot = new NDArray(data.y_onehot, [64, 3]);
export const several = new NDArray(
  Float32Array.from({ length: 192 }, (_, i) => {
    const row = Math.floor(i / 3);
    return [data.y_regression[row], data.y_positive[row], data.x[5 * row]][i % 3];
  }),
  [64, 3],
);
export const weights = Float32Array.from({ length: 64 }, (_, i) => 0.1 + (1.9 * i) / 63);

/** A hidden layer of 6, with options of its own, then the outputs. */
export const small =
  (activation: "sigmoid" | "linear" | "softmax" = "sigmoid", units = 1, options: DenseOptions = {}) =>
  () =>
    new Sequential([
      Input({ shape: [5] }),
      new Dense(6, { activation: "tanh", ...options }),
      new Dense(units, { activation }),
    ]);
export const sgd = (learningRate = 0.1) => new optimizers.SGD({ learningRate });
