import type { Trainer as Engine, Passed, SampleShapes } from "../../engine/index.ts";
import { Pacer } from "../../event-loop.ts";
import type { NDArray } from "../../ndarray.ts";
import type { CallbackList } from "../callbacks/callback-list.ts";
import type { Logs, PredictLogs } from "../callbacks/index.ts";
import type { Optimizer } from "../optimizers/index.ts";
import type { LoadedSamples } from "./compiled-model.ts";
import { type EpochLoop, runEpochLoop, type Validation } from "./epoch-loop.ts";
import { type EpochRange, EpochSteps } from "./epoch-steps.ts";
import { type CompiledMetric, checkLoss, checkOutputs, checkWeights, MetricTotals } from "./metric-totals.ts";

/** The arguments of a training on samples. */
interface Training extends EpochLoop {
  engine: Engine;
  optimizer: Optimizer;
  metrics: readonly CompiledMetric[];
  training: LoadedSamples;
  batchSize: number;
  /** Batches per epoch; undefined: all. */
  stepsPerEpoch: number | undefined;
  shuffle: boolean;
}

/**
 * The epochs of `fit`.
 *
 * @throws ValueError when the loss or a weight stops being a finite number
 */
export async function runEpochs(training: Training): Promise<void> {
  const { engine, optimizer, metrics, batchSize, callbacks, isOver } = training;
  const { samples, loaded } = training.training;
  const steps = new EpochSteps(samples.count, batchSize, training.stepsPerEpoch, training.shuffle);
  const metricTotals = new MetricTotals(metrics);
  let order: Uint32Array | null = null;
  let epoch = 0;
  const pacer = new Pacer();
  const pass: Pass = {
    batchSize,
    callbacks,
    pacer,
    step(start, end, batch) {
      optimizer.prepare(engine);
      const passed = engine.trainSoon(isOver, loaded, order, start, end, batchSize, metricTotals.sums);
      const follow = ({ done, outputs }: Passed) => {
        optimizer.follow(engine);
        const reached = batch + Math.floor(done / batchSize) + 1;
        if (!callbacks.terminatesOnNaN)
          checkLoss(metricTotals.sums.loss, `epoch ${epoch + 1}, batch ${reached}`);
        if (!metricTotals.needsOutputs) return undefined;
        return metricTotals.addOutputsSoon(pacer, outputs, samples, order, start, start + done, batchSize);
      };
      return passed instanceof Promise ? passed.then(follow) : follow(passed);
    },
    logs: () => metricTotals.logs(),
    isOver,
  };
  await runEpochLoop(training, {
    async train(number) {
      epoch = number;
      const range = await steps.take();
      order = range.order;
      metricTotals.reset();
      await runBatches(pass, range);
      checkWeights(engine.parameters, `the end of epoch ${epoch + 1}`);
      return metricTotals.logs();
    },
    finish: () => engine.applyAverage(),
  });
}

/** Validates on samples, with only this many batches of them if `steps` is a number. */
export function validationOn(
  loaded: LoadedSamples,
  {
    batchSize,
    steps,
    ...training
  }: Pick<Training, "engine" | "metrics" | "callbacks" | "isOver" | "batchSize"> & {
    steps: number | undefined;
  },
): Validation {
  const range = firstBatches(loaded.samples.count, batchSize, steps);
  return (epoch) =>
    runEvaluation({
      ...training,
      loaded,
      batchSize,
      range,
      callbacks: training.callbacks.ofValidation(),
      prefix: "val_",
      where: `the validation of epoch ${epoch + 1}`,
    });
}

/**
 * The loss and metrics over samples, without an update.
 *
 * @throws ValueError when the loss is not a finite number
 */
export async function runEvaluation(evaluation: {
  engine: Engine;
  metrics: readonly CompiledMetric[];
  loaded: LoadedSamples;
  /** Default: all samples. */
  range?: Pick<EpochRange, "start" | "end">;
  batchSize: number;
  callbacks: CallbackList;
  isOver(): boolean;
  prefix?: string;
  /** Named where the loss is not a finite number. */
  where: string;
}): Promise<Logs> {
  const { engine, metrics, batchSize, callbacks, isOver, prefix, where } = evaluation;
  const { samples, loaded } = evaluation.loaded;
  const metricTotals = new MetricTotals(metrics);
  await callbacks.begin();
  const pacer = new Pacer();
  const pass: Pass = {
    batchSize,
    callbacks,
    pacer,
    async step(start, end, batch) {
      const { sums } = metricTotals;
      const { done, outputs } = await engine.evaluateSoon(isOver, loaded, start, end, batchSize, sums);
      if (!callbacks.terminatesOnNaN && !Number.isFinite(sums.loss)) {
        // One by one, for the batch's number.
        for (let from = start, number = batch + 1; from < end; from += batchSize, number++) {
          const { sums } = new MetricTotals(metrics);
          await engine.evaluateSoon(isOver, loaded, from, Math.min(from + batchSize, end), batchSize, sums);
          checkLoss(sums.loss, `${where}, batch ${number}`);
        }
      }
      if (metricTotals.needsOutputs)
        await metricTotals.addOutputsSoon(pacer, outputs, samples, null, start, start + done, batchSize);
    },
    logs: () => metricTotals.logs(),
    isOver,
  };
  await runBatches(pass, evaluation.range ?? { start: 0, end: samples.count });
  await callbacks.end(metricTotals.logs());
  return metricTotals.logs(prefix);
}

/**
 * The outputs for the first rows, those of `range`, in one array.
 *
 * @throws ValueError when an output is NaN
 */
export async function runPrediction(prediction: {
  engine: Engine;
  rows: NDArray;
  range: { start: 0; end: number };
  batchSize: number;
  /** True if the outputs depend on the batches. */
  isStateful: boolean;
  callbacks: CallbackList;
  isOver(): boolean;
  /** Shapes of one sample of each input, where the model leaves sizes open. */
  shapes: SampleShapes | undefined;
  /** Numbers in the outputs for a sample. */
  units: number;
  /** Outputs in the form of the model's. */
  arraysOf(outputs: Float32Array, samples: number): unknown;
}): Promise<Float32Array> {
  const { engine, rows, range, batchSize, isStateful, callbacks, isOver, units, arraysOf } = prediction;
  const features = rows.size / rows.shape[0];
  let outputs: Float32Array | undefined;
  let ofBatch = arraysOf(new Float32Array(0), 0);
  const pass: Pass = {
    batchSize,
    callbacks,
    pacer: new Pacer(),
    async step(start, end) {
      const size = isStateful ? batchSize : end - start;
      for (let from = start; from < end; from += size) {
        const to = Math.min(from + size, end);
        const batch = rows.values.subarray(from * features, to * features) as Float32Array;
        const some = await engine.predictSoon(isOver, batch, prediction.shapes);
        checkOutputs(some, from, units);
        ofBatch = arraysOf(some, to - from);
        if (to - from === range.end) outputs = some;
        else {
          outputs ??= new Float32Array(range.end * units);
          outputs.set(some, from * units);
        }
      }
    },
    logs: () => ({ outputs: ofBatch as NDArray }),
    isOver,
  };
  await callbacks.begin();
  await runBatches(pass, range);
  await callbacks.end();
  return outputs as Float32Array;
}

/** The number of batches of a pass without training, and its range of samples. */
export function firstBatches(
  samples: number,
  batchSize: number,
  steps: number | undefined,
): { steps: number; start: 0; end: number } {
  const taken = Math.min(steps ?? Number.POSITIVE_INFINITY, Math.ceil(samples / batchSize));
  return { steps: taken, start: 0, end: Math.min(taken * batchSize, samples) };
}

/** The steps of one pass over the samples. */
export interface Pass {
  batchSize: number;
  callbacks: CallbackList | undefined;
  pacer: Pacer;
  /** Processes the samples `start … end)`, whole batches beginning with batch number `batch`. */
  step(start: number, end: number, batch: number): Promise<void> | undefined;
  /** The figures so far, or the outputs of the batch, for the callbacks. */
  logs(): Logs | PredictLogs;
  /** Asked after each step. */
  isOver(): boolean;
}

/** Runs a pass: one step per batch if a callback has batch hooks, otherwise one step for all batches. */
export async function runBatches(
  pass: Pass,
  { start, end }: Pick<EpochRange, "start" | "end">,
): Promise<void> {
  const { batchSize, pacer } = pass;
  const hooks = pass.callbacks?.hasBatchHooks ? pass.callbacks : undefined;
  const stepSize = hooks ? batchSize : Math.max(batchSize, end - start);
  for (let from = start, batch = 0; from < end; from += stepSize, batch++) {
    if (hooks) await hooks.batchBegin(batch);
    const step = pass.step(from, Math.min(from + stepSize, end), batch);
    if (step !== undefined) await step;
    if (hooks) await hooks.batchEnd(batch, pass.logs());
    if (pass.isOver()) return;
    const rest = pacer.rest();
    if (rest === undefined) continue;
    await rest;
    if (pass.isOver()) return;
  }
}
