import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ValueError } from "../errors.ts";
import { atOnce, cut, PIECE } from "../pieces.ts";

/** The exports of `assembly/index.ts`. Addresses are in bytes. */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
  train(
    net: number,
    x: number,
    y: number,
    sampleWeights: number,
    order: number,
    first: number,
    count: number,
    batch: number,
    rates: number,
    oneRate: boolean,
  ): number;
  evaluate(
    net: number,
    x: number,
    y: number,
    sampleWeights: number,
    first: number,
    count: number,
    batch: number,
  ): void;
  predict(net: number, x: number, rows: number, batch: number, out: number): void;
  weighRows(
    net: number,
    sampleWeights: number,
    order: number,
    first: number,
    rows: number,
    from: number,
    to: number,
  ): void;
  takeRows(net: number, x: number, y: number, order: number, first: number, from: number, to: number): void;
  forwardUnits(
    net: number,
    layer: number,
    rows: number,
    from: number,
    to: number,
    first: number,
    end: number,
    training: boolean,
  ): void;
  outputRows(net: number, from: number, to: number, out: number): void;
  scoreRows(net: number, rows: number, from: number, to: number, training: boolean): void;
  batchSumRows(net: number, which: number, rows: number, unit: number, from: number, to: number): void;
  batchSlopeRows(net: number, rows: number, unit: number, from: number, to: number): void;
  penaltyPart(net: number, variable: number, from: number, to: number): void;
  endBatch(net: number, rows: number): number;
  keepRows(net: number, from: number, to: number, start: number): void;
  backwardInputs(net: number, layer: number, from: number, to: number, first: number, end: number): void;
  tileGradientRows(
    net: number,
    layer: number,
    rows: number,
    first: number,
    end: number,
    from: number,
    to: number,
  ): void;
  unitGradients(net: number, layer: number, rows: number, from: number, to: number): void;
  startUpdate(net: number, rate: number): void;
  updatePart(net: number, pass: number, from: number, to: number): void;
  finishUpdate(net: number): number;
  inTurn(out: number, from: number, to: number): void;
  shuffle(out: number, count: number, from: number, to: number, seed: number, second: number): void;
  largest(values: number, count: number): number;
  applyFunction(which: number, values: number, count: number): void;
}

/** `@types/node` does not declare WebAssembly. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

const compiled = compile(join(import.meta.dirname, "engine.wasm"));

/** @throws Error with the remedy if the file is missing or damaged */
function compile(file: string): object {
  try {
    return new WebAssembly.Module(readFileSync(file));
  } catch (error) {
    throw new Error(
      `${file} is missing or damaged (${(error as Error).message}). Run npm run build:engine, which builds it again.`,
    );
  }
}

/** @throws ValueError if there are no addresses left */
function instantiate(): Kernels {
  try {
    return new WebAssembly.Instance(compiled).exports as Kernels;
  } catch (error) {
    throw new ValueError(
      `No memory for one more network: WebAssembly cannot reserve its addresses (${(error as Error).message}). If virtual memory is limited (ulimit -v), lift that; else restart the kernel.`,
    );
  }
}

/** An instance of the kernels with its own memory, and a stack allocator for it. */
export class Memory {
  readonly kernels: Kernels;
  private top: number;
  /** Memory from this address on has never been allocated, so it is zero. */
  private fresh: number;

  constructor() {
    this.kernels = instantiate();
    this.top = this.kernels.heapBase();
    this.fresh = this.top;
  }

  get buffer(): ArrayBuffer {
    return this.kernels.memory.buffer;
  }

  /** Allocates `bytes` of zeros. @returns the address */
  reserve(bytes: number): number {
    const { fresh } = this;
    const address = this.take(bytes);
    const used = Math.min(bytes, fresh - address);
    if (used > 0) new Uint8Array(this.buffer, address, used).fill(0);
    return address;
  }

  /** Allocates a copy of the values. @returns the address */
  copyIn(values: Float32Array | Uint32Array): number {
    const address = this.take(4 * values.length);
    // Between arrays of the same type, `set` preserves the bits of a NaN.
    if (values instanceof Float32Array) this.floats(address, values.length).set(values);
    else new Uint32Array(this.buffer, address, values.length).set(values);
    return address;
  }

  /**
   * Allocates `bytes` of uninitialized memory.
   *
   * @returns the address, a multiple of 64
   * @throws ValueError if memory is exhausted
   */
  take(bytes: number): number {
    // No bitwise operators: they treat addresses from 2 GiB on as negative.
    const address = Math.ceil(this.top / 64) * 64;
    const end = address + bytes;
    // The kernels may read, but never write, a little past a buffer.
    const missing = end + SLACK - this.buffer.byteLength;
    if (missing > 0) {
      try {
        this.kernels.memory.grow(Math.ceil(missing / 65536));
      } catch {
        throw new ValueError(
          `No memory for ${bytes} more bytes: the engine has up to 4 GiB for a network and its samples, and this machine may have less. Use fewer samples at a time, or smaller layers.`,
        );
      }
    }
    this.top = end;
    this.fresh = Math.max(this.fresh, end);
    return address;
  }

  /** The current top of the stack, for `releaseTo`. */
  mark(): number {
    return this.top;
  }

  /** Frees everything allocated after `mark`. */
  releaseTo(mark: number): void {
    this.top = mark;
  }

  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.buffer, address, count);
  }
}

const SLACK = 65536;

/**
 * The order in which Keras' shuffled `fit` on TensorFlow visits `n` samples after `set_random_seed(seed)`. It is the same in
 * every epoch, since `tf.data` restarts its seeded shuffle.
 *
 * A forward Fisher–Yates shuffle: position i is swapped with a random position from i on, drawn by Philox with the seed as key.
 * One word is drawn for each position, modulo the number of positions left, as TensorFlow does.
 */
export function sampleOrder(seed: number, n: number): Uint32Array {
  return atOnce(sampleOrderInPieces(seed, n));
}

/**
 * Like `sampleOrder`, in pieces.
 *
 * @param to an array of length `n` to fill; default: a new one
 */
export function* sampleOrderInPieces(
  seed: number,
  n: number,
  to = new Uint32Array(n),
): Generator<void, Uint32Array> {
  // An order drawn in between finds `kept` undefined, and uses a memory of its own.
  const memory = kept ?? new Memory();
  kept = undefined;
  const mark = memory.mark();
  try {
    const order = memory.take(4 * n);
    // TensorFlow takes the seed modulo 2^31 − 1. The second seed of tf.data is 0, but 2^31 − 1 if both would be 0, since (0, 0)
    // means a random seed.
    const key = seed % (2 ** 31 - 1);
    const second = key === 0 ? 2 ** 31 - 1 : 0;
    for (const [from, end] of cut(n, PIECE)) {
      memory.kernels.inTurn(order, from, end);
      if (end < n) yield;
    }
    for (const [from, end] of cut(n, PIECE)) {
      if (from > 0) yield;
      memory.kernels.shuffle(order, n, from, end, key, second);
    }
    for (const [from, end] of cut(n, PIECE)) {
      if (from > 0) yield;
      to.set(new Uint32Array(memory.buffer, order + 4 * from, end - from), from);
    }
    return to;
  } finally {
    memory.releaseTo(mark);
    kept = memory;
  }
}

/** Created on first use, and reused. */
let kept: Memory | undefined;
