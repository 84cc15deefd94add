/** Totals as the kernels keep them: the loss and its weight, then a value and a weight for each metric. */
import type { Totals } from "./trainer.ts";

/** The kernels go on from the totals so far, so that no sum is grouped by calls. */
export function writeTotals(sums: Float64Array, totals: Totals): void {
  sums[0] = totals.loss;
  for (let at = 2; at < sums.length; at += 2) {
    sums[at] = totals.metrics[at / 2 - 1];
    sums[at + 1] = totals.metricWeights?.[at / 2 - 1] ?? 0;
  }
}

/** Takes over what they have come to with so many more samples. */
export function readTotals(sums: Float64Array, samples: number, totals: Totals): void {
  totals.samples += samples;
  totals.loss = sums[0];
  for (let at = 2; at < sums.length; at += 2) {
    totals.metrics[at / 2 - 1] = sums[at];
    if (totals.metricWeights !== undefined) totals.metricWeights[at / 2 - 1] = sums[at + 1];
  }
}
