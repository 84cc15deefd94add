import { kernels, Memory, sharedMemory } from "./memory.ts";

/** Values that are copied into the engine's memory at a time; they stay in a core's cache. */
const CHUNK = 2 ** 14;
const address = new Memory().take(4 * CHUNK);
const chunk = new Float32Array(sharedMemory.buffer, address, CHUNK);

/**
 * The index of the first value at `from … to)` that is not a finite number, or −1. The kernels search, as they are fast from the first
 * call on, and a loop in JavaScript only once V8 has optimized it.
 */
export function firstNotFinite(
  values: Float32Array | Float64Array | Int32Array | Uint8Array,
  from = 0,
  to = values.length,
): number {
  for (let start = from; start < to; start += CHUNK) {
    const part = values.subarray(start, Math.min(start + CHUNK, to));
    chunk.set(part);
    if (kernels.areFinite(address, part.length)) continue;
    // A large float64 is infinite as a float32. The difference of a number with itself is 0 only if the number is finite.
    for (let i = 0; i < part.length; i++) if (part[i] - part[i] !== 0) return start + i;
  }
  return -1;
}
