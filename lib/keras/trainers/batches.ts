import type { Logs } from "../callbacks";
import type { CallbackList } from "../callbacks/callback-list";
import type { Turns } from "./turns";

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
