import type { Trainer as Engine, SampleShapes } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { Pacer } from "../../event-loop.ts";
import { concatenated, type NDArray } from "../../ndarray.ts";
import type { CallbackList } from "../callbacks/callback-list.ts";
import type { Logs } from "../callbacks/index.ts";
import type { Optimizer } from "../optimizers/index.ts";
import type { BatchArrays, BatchReader } from "./batch-source.ts";
import { load } from "./compiled-model.ts";
import { type EpochLoop, runEpochLoop, type Validation } from "./epoch-loop.ts";
import { type CompiledMetric, checkLoss, checkOutputs, checkWeights, MetricTotals } from "./metric-totals.ts";
import type { Samples } from "./samples.ts";

/** A training on batches that are read while it runs. */
export interface BatchTraining extends EpochLoop {
  engine: Engine;
  optimizer: Optimizer;
  metrics: readonly CompiledMetric[];
  reader: BatchReader;
  /** Checks a batch. */
  samplesOf(batch: BatchArrays): Promise<Samples>;
  /** Called with each batch before its update. */
  onBatch(samples: Samples): void;
}

/**
 * The epochs of `fit` over batches. They end early when a generator does.
 *
 * @throws ValueError when the loss or a weight stops being a finite number, and for a batch that does not fit
 */
export async function trainOnSource(training: BatchTraining): Promise<void> {
  const { engine, optimizer, callbacks, isOver, reader } = training;
  const metricTotals = new MetricTotals(training.metrics);
  const pacer = new Pacer();
  await runEpochLoop(training, {
    hasEnded: () => reader.hasEnded(),
    async train(epoch) {
      metricTotals.reset();
      await eachBatch(training, `epoch ${epoch + 1}`, async (samples, where) => {
        training.onBatch(samples);
        const { loaded } = await load(engine, samples);
        try {
          optimizer.prepare(engine);
          const { count } = samples;
          const passed = await engine.trainSoon(isOver, loaded, null, 0, count, count, metricTotals.sums);
          optimizer.follow(engine);
          if (!callbacks.terminatesOnNaN) checkLoss(metricTotals.sums.loss, where);
          await metricTotals.addOutputsSoon(pacer, passed.outputs, samples, null, 0, passed.done);
        } finally {
          engine.release(loaded);
        }
        return metricTotals.logs();
      });
      checkWeights(engine.parameters, `the end of epoch ${epoch + 1}`);
      return metricTotals.logs();
    },
    finish: () => engine.applyAverage(),
  });
}

/** An evaluation on batches that are read while it runs. */
interface BatchEvaluation
  extends Pick<BatchTraining, "engine" | "callbacks" | "isOver" | "reader" | "samplesOf"> {
  metrics: readonly CompiledMetric[];
}

/**
 * The loss and metrics over batches, without an update.
 *
 * @throws ValueError when the loss is not a finite number, and for a batch that does not fit
 */
export async function evaluateSource(
  evaluation: BatchEvaluation,
  pass: string,
  prefix?: string,
): Promise<Logs> {
  const { engine, callbacks, isOver } = evaluation;
  const metricTotals = new MetricTotals(evaluation.metrics);
  const pacer = new Pacer();
  await callbacks.begin();
  await eachBatch(evaluation, pass, async (samples, where) => {
    const { loaded } = await load(engine, samples);
    try {
      const { count } = samples;
      const passed = await engine.evaluateSoon(isOver, loaded, 0, count, count, metricTotals.sums);
      if (!callbacks.terminatesOnNaN) checkLoss(metricTotals.sums.loss, where);
      await metricTotals.addOutputsSoon(pacer, passed.outputs, samples, null, 0, passed.done);
    } finally {
      engine.release(loaded);
    }
    return metricTotals.logs();
  });
  await callbacks.end(metricTotals.logs());
  return metricTotals.logs(prefix);
}

/** Validates on batches; a generator that has ended gives no more figures. */
export function validationOnSource(evaluation: BatchEvaluation): Validation {
  return async (epoch) => {
    if (await evaluation.reader.hasEnded()) return {};
    const callbacks = evaluation.callbacks.ofValidation();
    return evaluateSource({ ...evaluation, callbacks }, `the validation of epoch ${epoch + 1}`, "val_");
  };
}

/** The outputs for batches, one array for all of them, and the number of samples. */
export async function predictSource(prediction: {
  engine: Engine;
  callbacks: CallbackList;
  isOver(): boolean;
  reader: BatchReader;
  /** Checks the inputs of a batch. */
  inputsOf(batch: BatchArrays): Promise<{ rows: NDArray; shapes: SampleShapes | undefined }>;
  units: number;
  /** Outputs in the form of the model's. */
  arraysOf(outputs: Float32Array, samples: number): unknown;
}): Promise<[outputs: Float32Array, samples: number]> {
  const { engine, callbacks, isOver, units, inputsOf } = prediction;
  const parts: Float32Array[] = [];
  let samples = 0;
  await callbacks.begin();
  await eachBatch(
    { ...prediction, samplesOf: inputsOf },
    "the prediction",
    async ({ rows, shapes }, where) => {
      const [count] = rows.shape;
      const some = Float32Array.from(await engine.predictSoon(isOver, rows.values as Float32Array, shapes));
      if (some.length !== count * units) {
        throw new ValueError(
          `Expected the outputs of all batches to have one shape, ${units} numbers for a sample. Received: ` +
            `${some.length / count} numbers in ${where}. Predict batches of different lengths one by one: ` +
            "`await model.predict(batch)`.",
        );
      }
      checkOutputs(some, samples, units);
      parts.push(some);
      samples += count;
      return { outputs: prediction.arraysOf(some, count) as NDArray };
    },
  );
  await callbacks.end();
  return [concatenated(parts), samples];
}

/** Runs the next epoch of a source: batch after batch, until one of the callbacks ends it. */
async function eachBatch<Checked>(
  {
    reader,
    samplesOf,
    callbacks,
    isOver,
  }: {
    reader: BatchReader;
    samplesOf(batch: BatchArrays): Promise<Checked>;
    callbacks: CallbackList;
    isOver(): boolean;
  },
  pass: string,
  step: (samples: Checked, where: string) => Promise<Parameters<CallbackList["batchEnd"]>[1]>,
): Promise<void> {
  const pacer = new Pacer();
  let batch = 0;
  for await (const arrays of reader.epoch()) {
    const where = `${pass}, batch ${batch + 1}`;
    const samples = await samplesOf(arrays).catch((error: unknown) => {
      if (!(error instanceof ValueError)) throw error;
      throw new ValueError(`${error.message}\nThis is in ${where}.`, { cause: error });
    });
    if (callbacks.hasBatchHooks) await callbacks.batchBegin(batch);
    const logs = await step(samples, where);
    if (callbacks.hasBatchHooks) await callbacks.batchEnd(batch, logs);
    batch++;
    await pacer.rest();
    if (isOver()) break;
  }
  callbacks.sawSteps(batch);
}
