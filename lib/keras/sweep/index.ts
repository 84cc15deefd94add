export type { SweepOptions, SweepResult } from "./options.ts";

import type { Choice, Grid, SweepOptions, SweepResult } from "./options.ts";

/**
 * Trains many models in parallel, each to the same bits as `setRandomSeed(seed)`, `build` and `model.fit` in turn.
 * The names, seeds and models of the session stay as they are.
 *
 * @param options `build`, data, seeds, grid, and the options of `fit`
 * @returns the results, combination by combination, in the order of the seeds
 * @throws ValueError for models that the engine cannot compute, data that does not fit, and a training that diverges
 * @throws KeyboardInterrupt when it is stopped, in a notebook or by `signal`
 *
 * @example
 * const results = await sweep({
 *   build({ units }) {
 *     const model = new Sequential([new Dense(units, { inputDim: 1, activation: "tanh" }), new Dense(1)]);
 *     model.compile({ optimizer: "adam", loss: "mse" });
 *     return model;
 *   },
 *   x: [[0], [1], [2]],
 *   y: [0, 1, 4],
 *   grid: { units: [2, 4] },
 *   seeds: 2,
 *   epochs: 3,
 * });
 * console.log(results.map(({ choice, seed, history }) => [choice.units, seed, history.loss]));
 */
export async function sweep<const G extends Grid = Record<never, never>>(
  options: SweepOptions<G>,
): Promise<SweepResult<Choice<G>>[]> {
  // Loaded on first use, so that other programs do not wait for it.
  const { runSweep } = await import("./run-sweep.ts");
  return runSweep(options);
}
