import { CallKind } from "./assembly/kinds.ts";
import { copyCall, readCall, writeCall } from "./call.ts";
import type { Costs } from "./cost.ts";
import { lastUnits } from "./layers.ts";
import { Memory } from "./memory.ts";
import type { NetworkMemory } from "./network-memory.ts";
import type { Plan } from "./plan.ts";
import { CALL } from "./record-fields.ts";
import { CONTROL, readTotals, writeRecord } from "./records.ts";
import type { LoadedSamples } from "./samples.ts";
import { Job } from "./threads/pool.ts";
import { Watch } from "./threads/watch.ts";
import type { Passed, Samples, Totals } from "./trainer.ts";

/** A whole training: `epochs` epochs over the same samples in the same order. */
export interface Epochs {
  readonly samples: Samples;
  readonly batchSize: number;
  /** Sample indices; null for `0, 1, 2 …`. */
  readonly order: Uint32Array | null;
  readonly epochs: number;
  /** Evaluated after each epoch for which `validates` is true. */
  readonly validation?: { readonly samples: Samples; readonly batchSize: number };
  validates?(epoch: number): boolean;
}

/** Totals and, with `keepOutputs`, outputs of one epoch. */
export interface Epoch extends Passed {
  readonly totals: Totals;
  readonly validation: (Passed & { readonly totals: Totals }) | undefined;
}

/** Writes the learning rates of the next `updates` into the memory, for a call. */
export type WriteRates = (updates: number, memory: Memory) => { rates: number; rateStart: number };

const NO_OUTPUTS = new Float32Array(0);

/** The record of a call, and what it writes. */
interface EpochCall {
  readonly address: number;
  readonly totals: number;
  readonly outputs: number;
  readonly rows: number;
}

/**
 * Trains for many epochs on one worker thread. Stops early if the loss becomes NaN or infinite.
 *
 * @param isOver as for `Trainer.trainSoon`
 */
export async function runEpochs(
  plan: Plan,
  network: NetworkMemory,
  costs: Costs,
  writeRates: WriteRates,
  { samples, order, validation, batchSize, epochs, validates }: Epochs,
  isOver: () => boolean,
): Promise<Epoch[]> {
  const memory = new Memory(false);
  const watch = new Watch(isOver);
  const units = lastUnits(plan);
  try {
    const longest = Math.max(samples.rows, validation?.samples.rows ?? 0);
    network.reserveBatch(Math.min(Math.max(batchSize, validation?.batchSize ?? 0), longest), 1);
    const shared = {
      order: order === null ? 0 : memory.copyIn(order),
      ...writeRates(epochs * Math.ceil(samples.rows / batchSize), memory),
    };
    const control = memory.take(CONTROL.bytes);
    const callBytes = network.totalsBytes + 8 * Math.ceil(CALL.length / 2);
    // Allocated at once, since there are two calls per epoch; each call follows its totals.
    const start = memory.reserve(2 * epochs * callBytes);
    const words = new Int32Array(memory.buffer, start, (epochs * callBytes) / 2);
    const sums = new Float64Array(memory.buffer, start, (epochs * callBytes) / 4);
    let totals = start;
    const first = { train: 0, evaluate: 0 };
    const write = (kind: "train" | "evaluate", loaded: Samples, batch: number): EpochCall => {
      const { rows, x, y, weights } = loaded as LoadedSamples;
      const address = totals + network.totalsBytes;
      const at = (address - start) / 4;
      const outputs = plan.keepOutputs ? memory.take(4 * rows * units) : 0;
      const call = { address, totals, outputs, rows };
      const own = { totals, outputs, next: address + callBytes };
      totals += callBytes;
      if (first[kind] !== 0) {
        copyCall(words, (first[kind] - start) / 4, at, own);
        return call;
      }
      first[kind] = address;
      writeCall(words, at, {
        ...(kind === "train" ? shared : { order: 0, rates: 0, rateStart: -1 }),
        kind: CallKind[kind],
        x,
        y,
        weights,
        rows,
        first: 0,
        count: rows,
        batch,
        burst: costs.burst(kind, batch),
        control,
        ...own,
      });
      return call;
    };
    const calls = Array.from({ length: epochs }, (_, epoch) => ({
      train: write("train", samples, batchSize),
      evaluate:
        validation && validates?.(epoch) !== false
          ? write("evaluate", validation.samples, validation.batchSize)
          : undefined,
    }));
    const last = calls.at(-1);
    if (last !== undefined) {
      writeRecord(memory, (last.evaluate ?? last.train).address, CALL, { next: 0 });
      watch.job = new Job(["step", network.net, start + network.totalsBytes], 1, control, [
        ...network.all,
        memory,
      ]);
      await watch.job.done;
    }
    watch.isOver();

    const read = (call: EpochCall) => {
      const { done } = readCall(words, (call.address - start) / 4);
      const totals = { samples: 0, loss: 0, metrics: plan.metrics.map(() => 0), metricWeights: [] };
      const at = (call.totals - start) / 8;
      readTotals(sums, done, totals, at, at + network.totalsBytes / 8);
      const outputs = call.outputs === 0 ? NO_OUTPUTS : memory.floats(call.outputs, done * units).slice();
      return { done, totals, outputs };
    };
    const results: Epoch[] = [];
    for (const { train, evaluate } of calls) {
      const { done, totals, outputs } = read(train);
      const isWhole = done === train.rows;
      results.push({ done, totals, outputs, validation: evaluate && isWhole ? read(evaluate) : undefined });
      if (!isWhole) break;
    }
    return results;
  } finally {
    watch.end();
    memory.release();
  }
}
