import { ValueError } from "../errors.ts";
import { cut, PIECE } from "../pieces.ts";
import type { Memory } from "./memory.ts";
import type { LossPlan } from "./plan.ts";
import type { BatchRange, Samples } from "./trainer.ts";

/** Addresses of what is copied in. */
interface LoadedSamples extends Samples {
  readonly start: number;
  readonly x: number;
  readonly y: number;
  readonly weights: number;
}

/** The samples in the kernels' memory. */
export class SampleStore {
  /** What of the samples is still to be copied: x, y, weights. */
  private readonly given = new Map<Samples, readonly (Float32Array | null)[]>();

  /** @param inputs and targets: numbers per sample */
  constructor(
    private readonly memory: Memory,
    private readonly inputs: number,
    private readonly targets: number,
  ) {}

  /** Makes room. */
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

  /** Copies in pieces; between two of them others may load samples too, or release these. */
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

  /** @throws ValueError for samples that are not here */
  own(samples: Samples): LoadedSamples {
    if (this.given.has(samples)) return samples as LoadedSamples;
    throw new ValueError(
      "Expected samples that this trainer has loaded and not released. Received: others. Load them again.",
    );
  }

  /** Where the memory of these samples begins; undefined for others. */
  startOf(samples: Samples): number | undefined {
    return this.given.has(samples) ? (samples as LoadedSamples).start : undefined;
  }

  /** Forgets all samples from that address on. */
  forgetFrom(mark: number): void {
    for (const one of this.given.keys()) if ((one as LoadedSamples).start >= mark) this.given.delete(one);
  }
}

/** @throws ValueError unless `values` are as many rows of that width */
export function expectValues(name: string, values: Float32Array, rows: number, width: number): void {
  if (values.length === rows * width) return;
  throw new ValueError(
    `Expected ${name} to hold ${rows} rows of ${width} (${rows * width} numbers). Received: ${values.length} numbers.`,
  );
}

/** @throws ValueError unless `start … end` is a range of the rows that is not empty */
export function expectRange(rows: number, start: number, end: number): void {
  if (start >= 0 && start < end && end <= rows) return;
  throw new ValueError(
    `Expected rows from 0 up to ${rows}, at least one. Received: from ${start} up to ${end}.`,
  );
}

/** @throws ValueError when the largest row of an order is not one of `rows` */
export function expectOrder(largest: number, rows: number): void {
  if (largest < rows) return;
  throw new ValueError(`Expected an order of rows below ${rows}. Received: ${largest}.`);
}

/** Samples of a piece: as their order leads through all memory, fewer than of other pieces. */
const SHORT = PIECE / 4;

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
