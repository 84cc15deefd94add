import { cut, PIECE } from "../pieces.ts";
import type { LossPlan } from "./plan.ts";

/** Samples of a piece: as their order leads through all memory, fewer than of other pieces. */
const SHORT = PIECE / 4;

/** The samples `order[start … end)`, or rows of that range, in batches. */
export interface BatchRange {
  readonly order: Uint32Array | null;
  readonly start: number;
  readonly end: number;
  readonly batchSize: number;
}

/**
 * The kernels take a batch's loss as `Σ weight · loss / samples`. Another reduction is the same with other weights: for
 * the sum each times the number of losses, for the mean by weight that over the sum of the weights too. In pieces.
 *
 * @param units that the loss looks at
 * @param weights of the samples by their rows, null: 1
 * @param to filled at the rows of the range; asked for in each piece, as memory may move
 */
export function* reduceByWeights(
  loss: LossPlan,
  units: number,
  weights: () => Float32Array | null,
  { order, start, end, batchSize }: BatchRange,
  to: () => Float32Array,
): Generator<void, void> {
  const { reduction } = loss;
  const hasWeights = weights() !== null;
  const losses = hasWeights ? null : lossesOfBatch(loss, units);
  const rowAt = (i: number) => (order === null ? i : order[i]);
  for (let first = start; first < end; first += batchSize) {
    const last = Math.min(first + batchSize, end);
    let factor = losses ?? last - first;
    if (reduction === "meanWithSampleWeight" && hasWeights) {
      let sum = 0;
      for (const [from, until] of cut(last - first, SHORT)) {
        const given = weights() as Float32Array;
        for (let i = first + from; i < first + until; i++) sum += given[rowAt(i)];
        if (last - first > SHORT) yield;
      }
      factor = sum === 0 ? 0 : factor / sum;
    } else if (reduction === "meanWithSampleWeight") factor = 1;
    for (const [from, until] of cut(last - first, SHORT)) {
      const [given, filled] = [weights(), to()];
      for (let i = first + from; i < first + until; i++) filled[rowAt(i)] = factor * (given?.[rowAt(i)] ?? 1);
      if (last - first > SHORT) yield;
    }
  }
}

/** How many losses a batch has where its samples have no weights; null: one for each of its samples. */
export function lossesOfBatch(loss: Pick<LossPlan, "axis"> & { kind: string }, units: number): number | null {
  if ((loss.kind !== "dice" && loss.kind !== "tversky") || loss.axis === 1) return null;
  return loss.axis === 0 ? units : 1;
}
