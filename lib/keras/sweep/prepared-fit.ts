import type { Epoch } from "../../engine/index.ts";
import { received, ValueError } from "../../errors.ts";
import { type ArrayInput, NDArray, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { History, type Logs } from "../callbacks/index.ts";
import { dialect } from "../dialects/dialect.ts";
import { Sequential } from "../models/index.ts";
import { checkLoss, checkWeights, MetricTotals } from "../trainers/metric-totals.ts";
import type { FitOptions } from "../trainers/options.ts";
import type { Samples } from "../trainers/samples.ts";
import { type FitAsData, fitAsData } from "../trainers/trainer.ts";
import type { Trained } from "./engine-fit.ts";

/** A `fit` that runs on another thread, or on another machine. */
export class PreparedFit {
  private readonly totals: MetricTotals;

  private constructor(readonly engineFit: FitAsData) {
    this.totals = new MetricTotals(engineFit.metrics);
  }

  /**
   * Prepares what `model.fit` would do after `setRandomSeed(seed)`.
   *
   * @throws ValueError for options that a thread cannot handle, and data that does not fit
   */
  static async of(
    model: Sequential,
    x: ArrayInput,
    y: ArrayInput,
    options: FitOptions,
    seed: number,
  ): Promise<PreparedFit> {
    checkKnown(model, options);
    return new PreparedFit(await fitAsData(model, x, y, options, seed));
  }

  /**
   * History and weights of the finished training.
   *
   * @throws ValueError if the loss or a weight became NaN or infinite
   */
  outcome({ epochs: results, parameters }: Trained): {
    history: Record<string, number[]>;
    weights: NDArray[];
  } {
    const { epochs, initialEpoch } = this.engineFit;
    const history = new History();
    for (const [i, epoch] of results.entries())
      history.onEpochEnd(initialEpoch + i, ordered(this.logs(epoch, initialEpoch + i)));
    checkWeights(parameters, `the end of epoch ${epochs}`);
    return { history: history.history, weights: weightsOf(parameters, this.engineFit.shapes) };
  }

  private logs(epoch: Epoch, number: number): Logs {
    const { samples, validation, order, batchSize, validationBatchSize } = this.engineFit;
    const batch = Math.floor(epoch.done / batchSize) + 1;
    checkLoss(epoch.totals.loss, `epoch ${number + 1}, batch ${batch}`);
    const logs = this.metricTotals(samples, order, epoch, batchSize).logs();
    if (validation && epoch.validation) {
      checkLoss(epoch.validation.totals.loss, `the validation of epoch ${number + 1}`);
      const { validation: evaluated } = epoch;
      Object.assign(logs, this.metricTotals(validation, null, evaluated, validationBatchSize).logs("val_"));
    }
    return logs;
  }

  private metricTotals(
    samples: Samples,
    order: Uint32Array | null,
    { totals, outputs }: Pick<Epoch, "totals" | "outputs">,
    batchSize: number,
  ): MetricTotals {
    this.totals.reset();
    const { metrics, metricWeights } = totals;
    Object.assign(this.totals.sums, totals, {
      metrics: [...metrics],
      metricWeights: metricWeights && [...metricWeights],
    });
    this.totals.addOutputs(outputs, samples, order, 0, samples.count, batchSize);
    return this.totals;
  }
}

/** The trainings of a sweep by index, for threads or a queue. */
export interface SweepWork {
  readonly count: number;
  seed(index: number): number;
  /** Builds the model on this thread. @throws KeyboardInterrupt when it is stopped */
  prepare(index: number): Promise<PreparedFit>;
  /** Takes the result. @throws ValueError if the training has diverged */
  finish(index: number, fit: PreparedFit, trained: Trained): void;
}

function ordered(logs: Logs): Logs {
  dialect().order(logs);
  return logs;
}

/** Copies of the weights, in their shapes. */
function weightsOf(parameters: Float32Array, shapes: readonly (readonly number[])[]): NDArray[] {
  let at = 0;
  return shapes.map((shape) => {
    const size = sizeOf(shape);
    at += size;
    return new NDArray(parameters.slice(at - size, at), tuple([...shape]));
  });
}

/** @throws ValueError for options that need more than the engine */
function checkKnown(model: Sequential, { stepsPerEpoch, validationSteps, callbacks }: FitOptions): void {
  if (!(model instanceof Sequential)) {
    throw new ValueError(
      `Expected \`build\` to return a compiled \`Sequential\`. Received: ${received(model)}` +
        ((model as unknown) instanceof Promise ? ". Make `build` a function that is not async." : ""),
    );
  }
  const unsupported =
    (callbacks && "callbacks") ??
    (stepsPerEpoch || validationSteps ? "`stepsPerEpoch` or `validationSteps`" : undefined);
  if (unsupported === undefined) return;
  throw new ValueError(
    `A sweep trains without ${unsupported}. Leave it out, or call \`fit\` for each network.`,
  );
}
