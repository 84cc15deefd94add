import type { CallbackList } from "../callbacks/callback-list.ts";
import type { Logs } from "../callbacks/index.ts";

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

/** One pass over the samples. */
export interface Pass {
  /** The first sample, and the one after the last. */
  start: number;
  end: number;
  batchSize: number;
  callbacks: CallbackList | undefined;
  turns: Turns;
  /**
   * The work on samples `start … end)`, which are whole batches, the first of them number `batch` of the pass. A large batch is done
   * in pieces: the event loop may run after each.
   */
  step(start: number, end: number, batch: number): Iterable<void>;
  /** The figures so far, for the callbacks. */
  logs(): Logs;
  /** Asked after each step. What it throws ends a step between two pieces too. */
  isOver(): boolean;
}

/**
 * Batch after batch, letting the event loop run now and then. Where no callback asks for single batches, a step is as
 * many as take some milliseconds.
 */
export async function runBatches(pass: Pass): Promise<void> {
  const hooks = pass.callbacks?.hasBatchHooks ? pass.callbacks : undefined;
  const batches = Math.ceil((pass.end - pass.start) / pass.batchSize);
  for (let batch = 0; batch < batches; ) {
    const next = Math.min(batch + (hooks ? 1 : pass.turns.batches), batches);
    const start = pass.start + batch * pass.batchSize;
    const end = Math.min(pass.start + next * pass.batchSize, pass.end);
    const first = batch;
    if (hooks) await hooks.batchBegin(first);
    const begin = performance.now();
    for (const _ of pass.step(start, end, first)) {
      if (!pass.turns.isDue()) continue;
      await pass.turns.wait();
      pass.isOver();
    }
    pass.turns.took(next - first, performance.now() - begin);
    batch = next;
    if (hooks) await hooks.batchEnd(first, pass.logs());
    if (pass.isOver()) return;
    if (!pass.turns.isDue()) continue;
    await pass.turns.wait();
    if (pass.isOver()) return;
  }
}

/** The kernel's seam, as far as it matters here: `signal` is aborted when the learner stops the running cell. */
const kernel = Symbol.for("tslab.kernel");

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
  const cell = (globalThis as { [kernel]?: { signal?: AbortSignal } })[kernel]?.signal;
  return [cell, signal].filter((one) => one !== undefined) as AbortSignal[];
}

function interrupted(): KeyboardInterrupt {
  return new KeyboardInterrupt(
    "The work was stopped after a batch; the model has the weights of that moment.",
  );
}
