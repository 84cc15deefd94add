import { ValueError } from "../../errors.ts";

/** The index of the first value at `from … to)` that is no finite number, or −1. */
export function firstNotFinite(values: ArrayLike<number>, from = 0, to = values.length): number {
  // The difference is 0 for every finite number, and for no other.
  for (let i = from; i < to; i++) if (values[i] - values[i] !== 0) return i;
  return -1;
}

/** @throws ValueError for a loss that is not finite, with the place where it appeared */
export function checkLoss(loss: number, where: string): void {
  if (!Number.isFinite(loss)) throw diverged("loss", loss, where);
}

/** The same for all weights. */
export function checkWeights(weights: Float32Array, where: string): void {
  const at = firstNotFinite(weights);
  if (at !== -1) throw diverged("weights", weights[at], where);
}

function diverged(what: string, value: number, where: string): ValueError {
  return new ValueError(
    `The ${what} became ${value} at ${where}: the training has diverged. ` +
      "Scale the data, or lower the learning rate, and make the model anew.",
  );
}
