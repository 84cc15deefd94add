import type { Trainer as Engine, Samples as Loaded, Passed, SampleShapes } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { Pacer } from "../../event-loop.ts";
import { concatenated, type NDArray } from "../../ndarray.ts";
import type { CallbackList } from "../callbacks/callback-list.ts";
import type { Logs } from "../callbacks/index.ts";
import type { Optimizer } from "../optimizers/index.ts";
import type { BatchArrays, BatchReader } from "./batch-source.ts";
import { load } from "./compiled-model.ts";
import { type EpochLoop, eachBatch, runEpochLoop, type Validation } from "./epoch-loop.ts";
import { type CompiledMetric, checkLoss, checkOutputs, checkWeights, MetricTotals } from "./metric-totals.ts";
import type { Samples } from "./samples.ts";

/** A training on batches that are read while it runs. */
export interface BatchTraining extends EpochLoop {
  engine: Engine;
  optimizer: Optimizer;
  metrics: readonly CompiledMetric[];
  batches: BatchReader;
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
  const { engine, optimizer, isOver, batches } = training;
  const metricTotals = new MetricTotals(training.metrics);
  const check = checking(training.samplesOf);
  await runEpochLoop(training, {
    hasEnded: () => batches.hasEnded(),
    async train(epoch) {
      metricTotals.reset();
      await eachBatch(training, `epoch ${epoch + 1}`, check, (samples, where) => {
        training.onBatch(samples);
        return addBatch(training, metricTotals, samples, where, async (loaded, count) => {
          optimizer.prepare(engine);
          const passed = await engine.trainSoon(isOver, loaded, null, 0, count, count, metricTotals.sums);
          optimizer.follow(engine);
          return passed;
        });
      });
      checkWeights(engine.parameters, `the end of epoch ${epoch + 1}`);
      return metricTotals.logs();
    },
    finish: () => engine.applyAverage(),
  });
}

/** An evaluation on batches that are read while it runs. */
interface BatchEvaluation
  extends Pick<BatchTraining, "engine" | "callbacks" | "isOver" | "batches" | "samplesOf"> {
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
  await callbacks.begin();
  await eachBatch(evaluation, pass, checking(evaluation.samplesOf), (samples, where) =>
    addBatch(evaluation, metricTotals, samples, where, (loaded, count) =>
      engine.evaluateSoon(isOver, loaded, 0, count, count, metricTotals.sums),
    ),
  );
  await callbacks.end(metricTotals.logs());
  return metricTotals.logs(prefix);
}

/** Validates on batches; a generator that has ended gives no more figures. */
export function validationOnSource(evaluation: BatchEvaluation): Validation {
  return async (epoch) => {
    if (await evaluation.batches.hasEnded()) return {};
    const callbacks = evaluation.callbacks.ofValidation();
    return evaluateSource({ ...evaluation, callbacks }, `the validation of epoch ${epoch + 1}`, "val_");
  };
}

/** The outputs for batches, one array for all of them, and the number of samples. */
export async function predictSource(prediction: {
  engine: Engine;
  callbacks: CallbackList;
  isOver(): boolean;
  batches: BatchReader;
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
  await eachBatch(prediction, "the prediction", checking(inputsOf), async ({ rows, shapes }, where) => {
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
  });
  await callbacks.end();
  return [concatenated(parts), samples];
}

/** Checks batches; errors say which of them does not fit. */
const checking =
  <Checked>(samplesOf: (batch: BatchArrays) => Promise<Checked>) =>
  (batch: BatchArrays, where: string): Promise<Checked> =>
    samplesOf(batch).catch((error: unknown) => {
      if (!(error instanceof ValueError)) throw error;
      throw new ValueError(`${error.message}\nThis is in ${where}.`, { cause: error });
    });

/** Computes a batch, adds it to the totals, and returns the figures so far. */
async function addBatch(
  { engine, callbacks }: Pick<BatchEvaluation, "engine" | "callbacks">,
  metricTotals: MetricTotals,
  samples: Samples,
  where: string,
  compute: (loaded: Loaded, count: number) => Promise<Passed> | Passed,
): Promise<Logs> {
  const { loaded } = await load(engine, samples);
  try {
    const { outputs, done } = await compute(loaded, samples.count);
    if (!callbacks.terminatesOnNaN) checkLoss(metricTotals.sums.loss, where);
    await metricTotals.addOutputsSoon(new Pacer(), outputs, samples, null, 0, done);
  } finally {
    engine.release(loaded);
  }
  return metricTotals.logs();
}
