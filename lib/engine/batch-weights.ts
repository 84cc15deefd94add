import type { LossPlan } from "./plan.ts";

/** The samples `order[start … end)`, or rows of that range, in batches. */
export interface BatchRange {
  readonly order: Uint32Array | null;
  readonly start: number;
  readonly end: number;
  readonly batchSize: number;
}

/**
 * The kernels take a batch's loss as `Σ weight · loss / samples`. Another reduction is the same with other weights: for
 * the sum each times the number of losses, for the mean by weight that over the sum of the weights too.
 *
 * @param units that the loss looks at
 * @param weights of the samples by their rows, null: 1
 * @param to filled at the rows of the range
 */
export function reduceByWeights(
  loss: LossPlan,
  units: number,
  weights: Float32Array | null,
  { order, start, end, batchSize }: BatchRange,
  to: Float32Array,
): void {
  const { reduction } = loss;
  const losses = weights === null ? lossesOfBatch(loss, units) : null;
  const rowAt = (i: number) => (order === null ? i : order[i]);
  for (let first = start; first < end; first += batchSize) {
    const last = Math.min(first + batchSize, end);
    let factor = losses ?? last - first;
    if (reduction === "meanWithSampleWeight" && weights !== null) {
      let sum = 0;
      for (let i = first; i < last; i++) sum += weights[rowAt(i)];
      factor = sum === 0 ? 0 : factor / sum;
    } else if (reduction === "meanWithSampleWeight") factor = 1;
    for (let i = first; i < last; i++) to[rowAt(i)] = factor * (weights?.[rowAt(i)] ?? 1);
  }
}

/** How many losses a batch has where its samples have no weights; null: one for each of its samples. */
export function lossesOfBatch(loss: Pick<LossPlan, "axis"> & { kind: string }, units: number): number | null {
  if ((loss.kind !== "dice" && loss.kind !== "tversky") || loss.axis === 1) return null;
  return loss.axis === 0 ? units : 1;
}
