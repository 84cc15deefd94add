import { Dense, Sequential, utils } from "../../lib/keras/index.ts";
import type { CompileOptions } from "../../lib/keras/trainers/options.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { breastCancer } from "../engine/breast-cancer.ts";

/** Exercise 4's samples: 569 × 30, standardized unless `raw`. */
export function exercise4Data({ raw = false } = {}): { x: NDArray; y: NDArray } {
  const { x, y } = breastCancer(!raw);
  return { x: new NDArray(x, [569, 30]), y: new NDArray(y, [569]) };
}

/** Exercise 4's network, compiled as in the exercise, in a fresh session. */
export function exercise4(options: Partial<CompileOptions> & { seed?: number } = {}): Sequential {
  const { seed = 42, ...compile } = options;
  utils.clearSession();
  utils.setRandomSeed(seed);
  const model = new Sequential([
    new Dense(10, { inputShape: [30], activation: "sigmoid" }),
    new Dense(5, { activation: "sigmoid" }),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"], ...compile });
  return model;
}
