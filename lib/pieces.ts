/** Long work in pieces of some milliseconds, between which others get their turn. */
import { kernelApi } from "./kernel-api.ts";

/** Values of a piece of work that takes some nanoseconds for each. */
export const PIECE = 2 ** 18;

/** From 0 up to `count`, `step` at a time. */
export function* cut(count: number, step: number): Generator<[from: number, to: number], void> {
  for (let from = 0; from < count; from += step) yield [from, Math.min(from + step, count)];
}

/** What `find` finds first, −1 for nothing: the index of a value at `from … to)`. */
export function* findInPieces(
  values: ArrayLike<number>,
  find: (values: ArrayLike<number>, from: number, to: number) => number,
): Generator<void, number> {
  for (let from = 0; from < values.length; from += PIECE) {
    if (from > 0) yield;
    const at = find(values, from, Math.min(from + PIECE, values.length));
    if (at !== -1) return at;
  }
  return -1;
}

/** Does the pieces at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The index of the first value at `from … to)` that is no finite number, or −1. */
export function firstNotFinite(values: ArrayLike<number>, from = 0, to = values.length): number {
  // V8's own search needs no compiled loop, and nearly always nothing is there.
  if (values instanceof Float32Array) {
    const some = to - from === values.length ? values : values.subarray(from, to);
    if (
      !(
        some.includes(Number.NaN) ||
        some.includes(Number.POSITIVE_INFINITY) ||
        some.includes(Number.NEGATIVE_INFINITY)
      )
    )
      return -1;
  }
  // The difference is 0 for every finite number, and for no other.
  for (let i = from; i < to; i++) if (values[i] - values[i] !== 0) return i;
  return -1;
}

/** Milliseconds of work between two turns of the event loop: timers, messages and an interrupt wait no longer. */
const TURN = 20;
/** Milliseconds that one call of the engine is to take at most, where that is more than one batch. */
const CALL = 10;

/** Lets the event loop run now and then during long work, which is cut into calls of some batches. */
export class Turns {
  /** Batches that one call is to take, by what the last one took. */
  batches = 1;
  private last = performance.now();

  /** So many batches took so many milliseconds. */
  took(count: number, time: number): void {
    const perBatch = time / count;
    this.batches = Math.max(1, Math.floor(CALL / Math.max(perBatch, 1e-3)));
  }

  /** Whether the event loop has waited long enough. */
  isDue(): boolean {
    return performance.now() - this.last >= TURN;
  }

  /** Waits while the event loop has its turn. */
  async wait(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.last = performance.now();
  }
}

/** Does the pieces of a work, the event loop having its turn now and then; what `isOver` throws then ends them. */
export async function inTurns<T>(work: Generator<void, T>, turns: Turns, isOver: () => unknown): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (!turns.isDue()) continue;
    await turns.wait();
    isOver();
  }
}

/** Does the pieces of a work that has to come to its end, the event loop having its turn now and then. */
export function atLeisure<T>(work: Generator<void, T>, turns = new Turns()): Promise<T> {
  return inTurns(work, turns, () => {});
}

/** What a stopped `fit` ends with; the name is the one that Jupyter's tools know. */
class KeyboardInterrupt extends Error {
  override name = "KeyboardInterrupt";
}

/**
 * A function, to be called after each step of work, that ends the work when the running cell or the caller has asked so,
 * and else returns false.
 */
export function interruption(signal: AbortSignal | undefined): () => false {
  const signals = signalsOf(signal);
  if (signals.length === 0) return goOn;
  return () => {
    if (signals.some(({ aborted }) => aborted)) throw interrupted();
    return false;
  };
}

const goOn = (): false => false;

/** Fails as soon as the running cell or the caller asks for the end of the work. */
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
  return new KeyboardInterrupt(
    "The work was stopped after a batch; the model has the weights of that moment.",
  );
}
