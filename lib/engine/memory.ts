import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ValueError } from "../errors.ts";

/** The exports of `assembly/index.ts`. Addresses are in bytes. */
export interface Kernels {
  heapBase(): number;
  step(net: number, call: number, part: number, parts: number): number;
  shuffle(out: number, count: number, seed: number, second: number): void;
  /** Writes four words or normal numbers for each of `blocks` Philox counters, from `c0` on, with the key `k0`, `k1`. */
  randomNumbers(
    normals: boolean,
    out: number,
    blocks: number,
    c0: number,
    c1: number,
    c2: number,
    c3: number,
    k0: number,
    k1: number,
  ): void;
  areFinite(values: number, count: number): number;
  recur(r: number): void;
  recurGradient(r: number): void;
  applyFunction(which: number, values: number, count: number): void;
}

/** `@types/node` does not declare WebAssembly. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  Memory: new (size: { initial: number; maximum: number; shared: boolean }) => SharedMemory;
};

interface SharedMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65536;
/** The kernels may read, but never write, a little past a buffer. */
const SLACK = PAGE;
/** Bytes of the first page that each thread has to itself. */
const SCRATCH = 512;

/** A module with the function `() => i8x16.popcnt(i8x16.splat(0))`, which is valid only with SIMD. */
const SMALLEST_SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
]);

/** The compiled kernels, for other threads. */
export const kernelModule = compile(join(import.meta.dirname, "engine.wasm"));

/** The size of the kernels' memory. */
export const MEMORY_SIZE = { initial: 4, maximum: 65536, shared: true };

/** The memory of all networks and their samples, which every thread shares. */
export const sharedMemory = reserveAddresses();

/** The number of threads for which the first page has scratch memory. */
export const MOST_THREADS = PAGE / SCRATCH - 1;

/** The kernels' imports on thread number `thread`; 0 is the main thread. */
export function importsOf(thread: number): { env: { memory: object; scratch: number } } {
  return { env: { memory: sharedMemory, scratch: thread * SCRATCH } };
}

/** The kernels on this thread. */
export const kernels = new WebAssembly.Instance(kernelModule, importsOf(0)).exports as Kernels;

/** @throws Error with the remedy if there is no SIMD, or the file is missing or damaged */
function compile(file: string): object {
  if (!WebAssembly.validate(SMALLEST_SIMD)) {
    throw new Error(
      "Networks need WebAssembly with SIMD, which is not available here. Use a browser of 2023 or newer, or a computer whose processor has SSE4.1 (x86) or NEON (ARM). Without it, cells that import none of lib/keras, lib/notebook and lib/exercise still run, and all outputs can be read.",
    );
  }
  try {
    return new WebAssembly.Module(readFileSync(file));
  } catch (error) {
    throw new Error(
      `${file} is missing or damaged (${(error as Error).message}). Run npm run build:engine, which builds it again.`,
    );
  }
}

/** @throws ValueError if there are no addresses left */
function reserveAddresses(): SharedMemory {
  try {
    return new WebAssembly.Memory(MEMORY_SIZE);
  } catch (error) {
    throw new ValueError(
      `No memory for networks: WebAssembly cannot reserve its addresses (${(error as Error).message}). If virtual memory is limited (ulimit -v), lift that; else restart the kernel.`,
    );
  }
}

export interface Block {
  at: number;
  bytes: number;
}

/** Free blocks below `top`, by address; no two of them touch. */
const free: Block[] = [];
/** All memory from this address on is free. */
let top = Math.ceil(kernels.heapBase() / 64) * 64;
/** Memory from this address on has never been allocated, so it is zero. */
let fresh = top;

/** @returns the address, a multiple of 64 @throws ValueError if memory is exhausted */
function allocate(bytes: number): number {
  const i = free.findIndex((block) => block.bytes >= bytes);
  if (i >= 0) {
    const block = free[i];
    const { at } = block;
    block.at += bytes;
    block.bytes -= bytes;
    if (block.bytes === 0) free.splice(i, 1);
    return at;
  }
  grow(top + bytes + SLACK, bytes);
  const at = top;
  top += bytes;
  return at;
}

/** Grows the memory to `size` bytes, of which `bytes` are asked for. @throws ValueError if memory is exhausted */
function grow(size: number, bytes: number): void {
  const missing = size - sharedMemory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    sharedMemory.grow(Math.ceil(missing / PAGE));
  } catch {
    throw new ValueError(
      `No memory for ${bytes} more bytes: the engine has up to 4 GiB for all networks and their samples, and this machine may have less. Use fewer samples at a time, or smaller layers.`,
    );
  }
}

/** Lets the kernels read `bytes` past any buffer there is. @throws ValueError if memory is exhausted */
export function reserveSlack(bytes: number): void {
  grow(top + bytes, bytes);
}

function release({ at, bytes }: Block): void {
  let i = free.findIndex((block) => block.at > at);
  if (i < 0) i = free.length;
  const before = free[i - 1];
  const after = free[i];
  const touchesBefore = before !== undefined && before.at + before.bytes === at;
  const touchesAfter = after !== undefined && at + bytes === after.at;
  const start = touchesBefore ? before.at : at;
  const end = touchesAfter ? after.at + after.bytes : at + bytes;
  const block = { at: start, bytes: end - start };
  free.splice(i - Number(touchesBefore), Number(touchesBefore) + Number(touchesAfter), block);
  if (end !== top) return;
  top = start;
  free.pop();
}

/** Memory of up to twice as many bytes is not reported to V8. */
const COUNTED = 2 ** 19;

/** Allocations that are freed together. */
export class Memory {
  readonly blocks: Block[] = [];
  /** Reports the blocks' size to V8, and is never used: V8 ignores shared memory when it decides whether to collect garbage. */
  private weight: ArrayBuffer | undefined;
  private bytes = 0;

  /** @param isCounted false if the user of the memory always frees it, so that it need not be reported to V8 */
  constructor(private readonly isCounted = true) {}

  get buffer(): ArrayBuffer {
    return sharedMemory.buffer;
  }

  /**
   * Allocates `bytes` of uninitialized memory.
   *
   * @returns the address, a multiple of 64
   * @throws ValueError if memory is exhausted
   */
  take(bytes: number): number {
    const rounded = Math.max(64, Math.ceil(bytes / 64) * 64);
    const at = allocate(rounded);
    fresh = Math.max(fresh, top);
    this.blocks.push({ at, bytes: rounded });
    this.bytes += rounded;
    if (this.isCounted && this.bytes > 2 * (this.weight?.byteLength ?? COUNTED))
      this.weight = new ArrayBuffer(this.bytes);
    return at;
  }

  /** Allocates `bytes` of zeros. @returns the address */
  reserve(bytes: number): number {
    const written = fresh;
    const at = this.take(bytes);
    const used = Math.min(bytes, written - at);
    if (used > 0) new Uint8Array(this.buffer, at, used).fill(0);
    return at;
  }

  /** Allocates a copy of the values. @returns the address */
  copyIn(values: Float32Array | Uint32Array): number {
    const address = this.take(4 * values.length);
    // Between arrays of the same type, `set` preserves the bits of a NaN.
    if (values instanceof Float32Array) this.floats(address, values.length).set(values);
    else new Uint32Array(this.buffer, address, values.length).set(values);
    return address;
  }

  /** Frees all. */
  release(): void {
    // An interrupt may end this at any point: no block may be freed twice.
    for (const block of this.blocks.splice(0)) release(block);
    this.bytes = 0;
    this.weight = undefined;
  }

  floats(address: number, count: number): Float32Array {
    return new Float32Array(sharedMemory.buffer, address, count);
  }
}

/** Memory that grows to its largest use. */
export class GrowingMemory {
  address = 0;
  /** Views of it. */
  words: Uint32Array = new Uint32Array(0);
  floats: Float32Array = new Float32Array(0);
  private count = 0;
  private readonly memory: Memory;

  /** @param memories to which it belongs; without them it is never freed */
  constructor(memories?: Set<Memory>) {
    this.memory = new Memory(memories !== undefined);
    memories?.add(this.memory);
  }

  /** Room for `count` values of four bytes. @returns the address */
  reserve(count: number): number {
    if (count <= this.count) return this.address;
    this.count = 0;
    this.memory.release();
    this.address = this.memory.take(4 * count);
    this.words = new Uint32Array(sharedMemory.buffer, this.address, count);
    this.floats = this.memory.floats(this.address, count);
    this.count = count;
    return this.address;
  }
}
