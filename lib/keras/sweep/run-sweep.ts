import { availableParallelism } from "node:os";
import { checkOptions, received, ValueError } from "../../errors.ts";
import { interruption, Pacer, untilInterrupted } from "../../event-loop.ts";
import { asArray } from "../../ndarray.ts";
import { type FitOptions, OPTIONS } from "../trainers/options.ts";
import { trainOnEngine } from "./engine-fit.ts";
import { inFreshSession } from "./fresh-session.ts";
import type { Choice, Grid, SweepOptions, SweepResult } from "./options.ts";
import { PreparedFit, type SweepWork } from "./prepared-fit.ts";
import { sweepProgress } from "./sweep-progress.ts";
import { TaskPool } from "./task-pool.ts";
import { type Trial, trialsOf } from "./trials.ts";

const SWEEP = {
  ...OPTIONS.fit,
  build: true,
  x: true,
  y: true,
  seeds: true,
  grid: true,
  onResult: true,
  threads: true,
  queue: true,
} satisfies Record<keyof SweepOptions<Grid>, true>;

/** The implementation of `sweep`. */
export async function runSweep<G extends Grid>(options: SweepOptions<G>): Promise<SweepResult<Choice<G>>[]> {
  checkOptions("sweep", options, SWEEP);
  const { threads = availableParallelism(), onResult, verbose = 0 } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new ValueError(`Expected \`threads\` to be a positive integer. Received: threads=${threads}`);
  }
  if (typeof options.build !== "function") {
    throw new ValueError(
      `Expected \`build\` to be a function that returns a compiled model. Received: ${received(options.build)}`,
    );
  }
  const trials = trialsOf(options);
  const isStopped = interruption(options.signal);
  const x = asArray(options.x, "float32", "x");
  const y = asArray(options.y, "float32", "y");
  const results: SweepResult<Choice<G>>[] = [];
  const progress = verbose === 0 ? undefined : sweepProgress(trials.length);
  let done = 0;
  const work: SweepWork = {
    count: trials.length,
    async prepare(index) {
      isStopped();
      const { seed, choice } = trials[index];
      const model = inFreshSession(seed, () => options.build(choice, seed));
      return PreparedFit.of(model, x, y, { ...options, ...fitOptionsIn(choice) }, seed);
    },
    seed: (index) => trials[index].seed,
    finish(index, fit, trained) {
      const trial = trials[index];
      try {
        const result = { ...trial, ...fit.outcome(trained) };
        results[index] = result;
        done++;
        progress?.(done);
        onResult?.(result, done, trials.length);
      } catch (error) {
        throw named(error, trial);
      }
    },
  };
  if (options.queue === undefined) await trainHere(work, threads, options.signal);
  else await (await import("./train-on-queue.ts")).trainOnQueue(work, options.queue, options.signal);
  return results;
}

/** Trains on threads of this process. */
async function trainHere(work: SweepWork, threads: number, signal: AbortSignal | undefined): Promise<void> {
  const isStopped = interruption(signal);
  // A failure or an interrupt ends the sweep; it does not wait for later trainings.
  const trainings = new TaskPool(threads);
  untilInterrupted(signal).catch((reason) => trainings.fail(reason));
  const pacer = new Pacer();
  let isOver = false;
  const isEnded = () => {
    if (isOver) throw new Error("Another training of the sweep has failed.");
    return isStopped();
  };
  const train = async (index: number, fit: PreparedFit) => {
    const trained = await trainOnEngine(fit.engineFit, isEnded);
    work.finish(index, fit, trained);
  };
  try {
    for (let index = 0; index < work.count; index++) {
      // Prepared while the threads are busy; an error waits until trainings before it have ended.
      const fit = work.prepare(index);
      const isPrepared = fit.catch(() => {});
      await trainings.slot();
      trainings.add(fit.then((prepared) => train(index, prepared)));
      await isPrepared;
      await pacer.rest();
    }
    await trainings.finished();
  } finally {
    isOver = true;
  }
}

/** The values of a grid that are options of `fit`, such as `epochs`. */
function fitOptionsIn(choice: Record<string, unknown>): FitOptions {
  return Object.fromEntries(Object.entries(choice).filter(([name]) => Object.hasOwn(OPTIONS.fit, name)));
}

/** Adds to the error which training failed. */
function named(error: unknown, { seed, choice }: Trial<Record<string, unknown>>): unknown {
  if (!(error instanceof ValueError)) return error;
  const values = Object.entries({ seed, ...choice }).map(([name, value]) => `${name}=${String(value)}`);
  return new ValueError(`${error.message} It is the training with ${values.join(", ")}.`, { cause: error });
}
