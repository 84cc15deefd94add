import { setImmediate as nextTurn } from "node:timers/promises";

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
    await nextTurn();
    this.last = performance.now();
  }
}
