import { ValueError } from "../errors.ts";
import { cut, PIECE } from "../pieces.ts";
import type { Memory } from "./memory.ts";
import type { LossPlan } from "./plan.ts";
import type { BatchRange, Samples } from "./trainer.ts";

/** Addresses of the copies. */
interface LoadedSamples extends Samples {
  readonly start: number;
  readonly x: number;
  readonly y: number;
  readonly weights: number;
}

/** Samples in the engine's memory. */
export class SampleStore {
  /** The arrays that are not copied yet: x, y, weights. */
  private readonly given = new Map<Samples, readonly (Float32Array | null)[]>();

  /** @param inputs values of `x` per sample @param targets values of `y` per sample */
  constructor(
    private readonly memory: Memory,
    private readonly inputs: number,
    private readonly targets: number,
  ) {}

  /** Reserves memory. @throws ValueError if the sizes do not match */
  allot(x: Float32Array, y: Float32Array, sampleWeight: Float32Array | null): Samples {
    const rows = x.length / this.inputs;
    expectValues("x", x, Math.ceil(rows), this.inputs);
    expectValues("y", y, rows, this.targets);
    if (sampleWeight !== null) expectValues("sampleWeight", sampleWeight, rows, 1);
    const samples: LoadedSamples = {
      start: this.memory.mark(),
      rows,
      x: this.memory.take(4 * x.length),
      y: this.memory.take(4 * y.length),
      weights: sampleWeight === null ? 0 : this.memory.take(4 * rows),
    };
    this.given.set(samples, [x, y, sampleWeight]);
    return samples;
  }

  /** Copies in pieces. In between, other samples may be loaded, and these may be released. */
  *fill(samples: Samples): Generator<void, void> {
    const { x, y, weights } = this.own(samples);
    const given = this.given.get(samples) ?? [];
    for (const [i, address] of [x, y, weights].entries()) {
      const values = given[i];
      if (!values) continue;
      for (const [from, to] of cut(values.length, PIECE)) {
        if (from > 0) yield;
        this.own(samples);
        this.memory.floats(address + 4 * from, to - from).set(values.subarray(from, to));
      }
    }
    this.given.set(samples, []);
  }

  /** @throws ValueError for released samples, or those of another trainer */
  own(samples: Samples): LoadedSamples {
    if (this.given.has(samples)) return samples as LoadedSamples;
    throw new ValueError(
      "Expected samples that this trainer has loaded and not released. Received: others. Load them again.",
    );
  }

  /** Start address of these samples; undefined for released ones. */
  startOf(samples: Samples): number | undefined {
    return this.given.has(samples) ? (samples as LoadedSamples).start : undefined;
  }

  /** Forgets all samples from this address on. */
  forgetFrom(mark: number): void {
    for (const one of this.given.keys()) if ((one as LoadedSamples).start >= mark) this.given.delete(one);
  }
}

/** @throws ValueError unless `values` has `rows` rows of `width` numbers */
export function expectValues(name: string, values: Float32Array, rows: number, width: number): void {
  if (values.length === rows * width) return;
  throw new ValueError(
    `Expected ${name} to hold ${rows} rows of ${width} (${rows * width} numbers). Received: ${values.length} numbers.`,
  );
}

/** @throws ValueError unless `start … end)` is a non-empty range of rows */
export function expectRange(rows: number, start: number, end: number): void {
  if (start >= 0 && start < end && end <= rows) return;
  throw new ValueError(
    `Expected rows from 0 up to ${rows}, at least one. Received: from ${start} up to ${end}.`,
  );
}

/** @throws ValueError unless the largest index of an order is below `rows` */
export function expectOrder(largest: number, rows: number): void {
  if (largest < rows) return;
  throw new ValueError(`Expected an order of rows below ${rows}. Received: ${largest}.`);
}

/** Samples per piece. Fewer than elsewhere, because an order accesses memory at random. */
const SHORT = PIECE / 4;

/**
 * Folds the loss' reduction into sample weights, in pieces. The kernels compute the loss of a batch as `Σ weight · loss /
 * samples`. The other reductions are the same with scaled weights: "sum" with weights times the number of losses,
 * "meanWithSampleWeight" with those divided by the sum of the weights.
 *
 * @param units of the last layer
 * @param weights the sample weights by row; null for 1
 * @param to the result by row; a function, as growing memory detaches views
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

/** Number of losses of a batch; null if there is one per sample. */
export function lossesOfBatch(loss: Pick<LossPlan, "axis"> & { kind: string }, units: number): number | null {
  if ((loss.kind !== "dice" && loss.kind !== "tversky") || loss.axis === 1) return null;
  return loss.axis === 0 ? units : 1;
}
