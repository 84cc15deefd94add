/** Estimates work from shapes, in multiplications and additions of a matrix product. A core does about 15 per nanosecond. */
import type { CallKind } from "./assembly/kinds.ts";
import { isDense } from "./layers.ts";
import type { Plan } from "./plan.ts";

/** Work from which a worker thread is used: about 5 ms. */
export const LONG = 2 ** 26;

/** Work from which several threads are used, if each batch is worth it and they are ready: about 2 ms. */
export const LONG_SHARED = 2 ** 25;

/** Work between two checks for a stop: about 1 ms. */
const BURST = 2 ** 24;

/** Work of a batch for which one more thread pays off: about 0.1 ms. */
const SHARE = 2 ** 20;

/** Costs of a plan's batches. */
export class Costs {
  private readonly sample: number;
  private readonly update: number;

  constructor(plan: Plan) {
    this.sample = costOfSample(plan);
    this.update = costOfUpdate(plan);
  }

  /** Batches smaller than the SIMD width cost as much as a full one. */
  private forward(rows: number): number {
    return Math.max(8, rows) * this.sample;
  }

  /** Cost of one batch: forward, backward and update, or forward only. */
  batch(kind: keyof typeof CallKind, rows: number): number {
    return kind === "train" ? 3 * this.forward(rows) + this.update : this.forward(rows);
  }

  /** Batches between two checks for a stop. */
  burst(kind: keyof typeof CallKind, rows: number): number {
    return Math.max(1, Math.floor(BURST / this.batch(kind, rows)));
  }
}

/** The products, and about 150 to find a sample, 10 to copy each feature, and 20 per activation. */
function costOfSample({ inputs, layers }: Plan): number {
  let cost = 150 + 10 * inputs;
  let units = inputs;
  for (const layer of layers) {
    if (isDense(layer)) {
      cost += units * layer.units;
      units = layer.units;
    }
    cost += 20 * units;
  }
  return cost;
}

/** About 50 per parameter, and the products of Muon. */
function costOfUpdate({ inputs, layers, optimizer }: Plan): number {
  const products = optimizer.kind === "muon" ? 3 * optimizer.nsSteps : 0;
  let cost = 0;
  let units = inputs;
  for (const layer of layers) {
    if (!isDense(layer)) continue;
    cost += units * layer.units * (50 + products * Math.min(units, layer.units));
    units = layer.units;
  }
  return cost;
}

/** The number of threads for a batch of that cost. */
export function worthThreads(cost: number): number {
  return Math.max(1, Math.floor(cost / SHARE));
}
