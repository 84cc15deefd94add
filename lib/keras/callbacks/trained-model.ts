import type { ArrayInput, NDArray } from "../../ndarray.ts";
import type { Variable } from "../layers/index.ts";
import type { Metric } from "../metrics/index.ts";
import type { Optimizer } from "../optimizers/index.ts";

/** What a callback sees of the model. */
export interface TrainedModel {
  readonly name: string;
  /** Set to true, it ends the training after the batch. */
  stopTraining: boolean;
  readonly optimizer: Optimizer;
  readonly metrics: readonly Metric[];
  readonly weights: readonly Variable[];
  getWeights(): NDArray[];
  setWeights(weights: readonly ArrayInput[]): void;
}
