/** Long work on this thread: yielding to the event loop, and interrupts. */
import { kernelApi } from "./kernel-api.ts";

/** Milliseconds of work between two turns of the event loop: the longest wait for timers, messages and interrupts. */
const TURN = 10;

/** Lets the event loop run from time to time during long work on this thread. */
export class Pacer {
  private last = performance.now();

  /** Called between steps of the work. Returns a promise to await if it is the event loop's turn, else undefined. */
  rest(): Promise<void> | undefined {
    return performance.now() - this.last < TURN ? undefined : this.wait();
  }

  private async wait(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.last = performance.now();
  }
}

/** The error of interrupted work, under the name that Jupyter's tools know. */
class KeyboardInterrupt extends Error {
  override name = "KeyboardInterrupt";
}

/**
 * Returns a function to call between steps of work: it throws if the running cell was interrupted or `signal` is aborted, else
 * returns false.
 */
export function interruption(signal: AbortSignal | undefined): () => false {
  if (signalsOf(signal).length === 0) return goOn;
  const isAsked = endAsked(signal);
  return () => {
    if (isAsked()) throw interrupted();
    return false;
  };
}

/** Returns a function that is true once the running cell was interrupted or `signal` is aborted. */
export function endAsked(signal: AbortSignal | undefined): () => boolean {
  const signals = signalsOf(signal);
  return () => signals.some(({ aborted }) => aborted);
}

const goOn = (): false => false;

/** Rejects as soon as the running cell is interrupted or `signal` is aborted. */
export function untilInterrupted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    for (const one of signalsOf(signal)) {
      if (one.aborted) reject(interrupted());
      else one.addEventListener("abort", () => reject(interrupted()), { once: true });
    }
  });
}

function signalsOf(signal: AbortSignal | undefined): AbortSignal[] {
  // The kernel's is aborted when the learner stops the running cell.
  return [kernelApi()?.signal, signal].filter((one) => one !== undefined) as AbortSignal[];
}

function interrupted(): KeyboardInterrupt {
  return new KeyboardInterrupt("The work was stopped; the model has the weights of its last complete batch.");
}

/** Values to copy between two turns of the event loop. */
const COPIED = 2 ** 20;

/** Copies an array to another of the same length: a short one at once, a long one yielding to the event loop. */
export function copySoon(to: Float32Array, from: Float32Array): Promise<void> | undefined {
  if (from.length > COPIED) return copyInTurns(to, from);
  to.set(from);
  return undefined;
}

async function copyInTurns(to: Float32Array, from: Float32Array): Promise<void> {
  const pacer = new Pacer();
  for (let start = 0; start < from.length; start += COPIED) {
    to.set(from.subarray(start, start + COPIED), start);
    await pacer.rest();
  }
}
