import {
  type Program,
  type ProgramEpoch,
  type ProgramResult,
  programOf,
} from "../../engine/threads/program.ts";
import { received, ValueError } from "../../errors.ts";
import { type ArrayInput, NDArray } from "../../ndarray.ts";
import { cut, PIECE } from "../../pieces.ts";
import { tuple } from "../../python-repr.ts";
import { History, type Logs } from "../callbacks/index.ts";
import { Dense } from "../layers/index.ts";
import { Sequential } from "../models/index.ts";
import { checkLoss, checkWeights, MetricTotals } from "../trainers/metric-totals.ts";
import type { FitOptions } from "../trainers/options.ts";
import type { Samples } from "../trainers/samples.ts";
import { type FitAsData, fitAsData } from "../trainers/trainer.ts";

/** A `fit` that runs on another thread: its program, and the conversion of its result. */
export class PreparedFit {
  private constructor(
    readonly program: Program,
    private readonly fit: FitAsData,
  ) {}

  /**
   * Prepares what `model.fit` would do after `setRandomSeed(seed)`, in pieces.
   *
   * @throws ValueError for options that a thread cannot handle, and data that does not fit
   */
  static *of(
    model: Sequential,
    x: ArrayInput,
    y: ArrayInput,
    options: FitOptions,
    seed: number,
  ): Generator<void, PreparedFit> {
    checkKnown(model, options);
    const fit = yield* fitAsData(model, x, y, options, seed);
    const { plan, parameters, samples, validation, order, learningRate } = fit;
    const { epochs, initialEpoch, batchSize, validationBatchSize } = fit;
    const program = yield* programOf({
      plan,
      parameters: parameters.map(({ values }) => values as Float32Array),
      samples: { ...samples, batchSize: Math.min(batchSize, samples.count) },
      validation: validation
        ? { ...validation, batchSize: Math.min(validationBatchSize, validation.count) }
        : null,
      order,
      epochs: Math.max(0, epochs - initialEpoch),
      learningRate,
    });
    return new PreparedFit(program, fit);
  }

  /**
   * History and weights, in pieces.
   *
   * @throws ValueError if the loss or a weight became NaN or infinite
   */
  *result({
    parameters,
    epochs,
  }: ProgramResult): Generator<void, { history: Record<string, number[]>; weights: NDArray[] }> {
    const { initialEpoch, parameters: first } = this.fit;
    const history = new History();
    for (const [i, epoch] of epochs.entries()) {
      history.onEpochEnd(initialEpoch + i, yield* this.logs(epoch, initialEpoch + i));
    }
    yield* checkWeights(() => parameters, `the end of epoch ${this.fit.epochs}`);
    let offset = 0;
    const weights: NDArray[] = [];
    for (const { shape, size } of first) {
      const values = new Float32Array(size);
      for (const [from, to] of cut(size, PIECE)) {
        values.set(parameters.subarray(offset + from, offset + to), from);
        yield;
      }
      weights.push(new NDArray(values, tuple([...shape])));
      offset += size;
    }
    return { history: history.history, weights };
  }

  private *logs(epoch: ProgramEpoch, number: number): Generator<void, Logs> {
    const { samples, validation, order, batchSize, validationFreq } = this.fit;
    const batch = Math.floor(epoch.trained / batchSize) + 1;
    checkLoss(epoch.totals[0], `epoch ${number + 1}, batch ${batch}`);
    const logs = (yield* this.metricTotals(samples, order, epoch.totals, epoch.outputs)).logs();
    if (validation && epoch.validation && (number + 1) % validationFreq === 0) {
      checkLoss(epoch.validation[0], `the validation of epoch ${number + 1}`);
      const validated = yield* this.metricTotals(validation, null, epoch.validation, epoch.validationOutputs);
      Object.assign(logs, validated.logs("val_"));
    }
    return logs;
  }

  private *metricTotals(
    samples: Samples,
    order: Uint32Array | null,
    sums: Float64Array,
    outputs: Float32Array | null,
  ): Generator<void, MetricTotals> {
    const metricTotals = new MetricTotals(this.fit.metrics);
    const { sums: totals } = metricTotals;
    totals.samples = samples.count;
    totals.loss = sums[0];
    totals.metrics = totals.metrics.map((_, i) => sums[2 * i + 2]);
    totals.metricWeights = totals.metrics.map((_, i) => sums[2 * i + 3]);
    if (outputs !== null) yield* metricTotals.addOutputs(outputs, samples, order, 0, samples.count);
    return metricTotals;
  }
}

/** @throws ValueError for options that need more than the engine */
function checkKnown(model: Sequential, { stepsPerEpoch, validationSteps, callbacks }: FitOptions): void {
  if (!(model instanceof Sequential)) {
    throw new ValueError(
      `Expected \`build\` to return a compiled \`Sequential\`. Received: ${received(model)}` +
        ((model as unknown) instanceof Promise ? ". Make `build` a function that is not async." : ""),
    );
  }
  const constrained = model.layers.find(
    (layer) => layer instanceof Dense && (layer.kernelConstraint ?? layer.biasConstraint) !== null,
  );
  const unsupported =
    (constrained && `a constraint, as layer '${constrained.name}' has one`) ??
    (callbacks && "callbacks") ??
    (stepsPerEpoch || validationSteps ? "`stepsPerEpoch` or `validationSteps`" : undefined);
  if (unsupported === undefined) return;
  throw new ValueError(
    `A sweep trains without ${unsupported}. Leave it out, or call \`fit\` for each network.`,
  );
}
