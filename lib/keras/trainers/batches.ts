import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logs } from "../callbacks";
import type { CallbackList } from "../callbacks/callback-list";

/** Milliseconds of work between two turns of the event loop: timers, messages and an interrupt wait no longer. */
const TURN = 20;

/** One pass over the samples. */
export interface Pass {
  samples: number;
  batchSize: number;
  callbacks: CallbackList | undefined;
  /** The work on samples `start … end)`. */
  step(start: number, end: number, batch: number): void;
  /** The figures so far, for the callbacks. */
  logs(): Logs;
  /** Asked after each batch. */
  isOver(): boolean;
}

/** Batch after batch, letting the event loop run now and then. */
export async function runBatches(pass: Pass): Promise<void> {
  const hooks = pass.callbacks?.hasBatchHooks ? pass.callbacks : undefined;
  let turn = performance.now();
  for (let start = 0, batch = 0; start < pass.samples; start += pass.batchSize, batch++) {
    if (hooks) await hooks.batchBegin(batch);
    pass.step(start, Math.min(start + pass.batchSize, pass.samples), batch);
    if (hooks) await hooks.batchEnd(batch, pass.logs());
    if (pass.isOver()) return;
    if (performance.now() - turn < TURN) continue;
    await nextTurn();
    turn = performance.now();
  }
}
