import {
  type Program,
  type ProgramEpoch,
  type ProgramResult,
  programOf,
} from "../../engine/threads/program.ts";
import { received, ValueError } from "../../errors.ts";
import { type ArrayInput, NDArray } from "../../ndarray.ts";
import { atOnce } from "../../pieces.ts";
import { History, type Logs } from "../callbacks/index.ts";
import { Dense } from "../layers/index.ts";
import { checkLoss, checkWeights, Figures } from "../metrics/metric.ts";
import { Sequential } from "../models/index.ts";
import { tuple } from "../python-repr.ts";
import type { FitOptions } from "../trainers/options.ts";
import type { FitAsData, Samples } from "../trainers/samples.ts";

/** A `fit` that runs elsewhere: the program of it, and what its result means. */
export class PreparedFit {
  readonly program: Program;
  private readonly fit: FitAsData;

  constructor(model: Sequential, x: ArrayInput, y: ArrayInput, options: FitOptions) {
    checkKnown(model, options);
    this.fit = model.fitAsData(x, y, options);
    const { plan, parameters, samples, validation, order, learningRate } = this.fit;
    const { epochs, initialEpoch, batchSize, validationBatchSize } = this.fit;
    this.program = programOf({
      plan,
      parameters: Float32Array.from(parameters.flatMap(({ values }) => [...values])),
      samples: { ...samples, batchSize: Math.min(batchSize, samples.count) },
      validation: validation
        ? { ...validation, batchSize: Math.min(validationBatchSize, validation.count) }
        : null,
      order,
      epochs: Math.max(0, epochs - initialEpoch),
      learningRate,
    });
  }

  /**
   * The figures and weights.
   *
   * @throws ValueError when the loss or a weight stopped being a finite number
   */
  result({ parameters, epochs }: ProgramResult): { history: Record<string, number[]>; weights: NDArray[] } {
    const history = new History();
    epochs.forEach((epoch, i) => {
      history.onEpochEnd(this.fit.initialEpoch + i, this.logs(epoch, this.fit.initialEpoch + i));
    });
    atOnce(checkWeights(() => parameters, `the end of epoch ${this.fit.epochs}`));
    let offset = 0;
    const weights = this.fit.parameters.map(({ shape, size }) => {
      offset += size;
      return new NDArray(parameters.slice(offset - size, offset), tuple([...shape]));
    });
    return { history: history.history, weights };
  }

  private logs(epoch: ProgramEpoch, number: number): Logs {
    const { samples, validation, order, batchSize, validationFreq } = this.fit;
    const batch = Math.floor(epoch.trained / batchSize) + 1;
    checkLoss(epoch.totals[0], `epoch ${number + 1}, batch ${batch}`);
    const logs = this.figures(samples, order, epoch.totals, epoch.outputs).logs();
    if (validation && epoch.validation && (number + 1) % validationFreq === 0) {
      Object.assign(
        logs,
        this.figures(validation, null, epoch.validation, epoch.validationOutputs).logs("val_"),
      );
    }
    return logs;
  }

  private figures(
    samples: Samples,
    order: Uint32Array | null,
    sums: Float64Array,
    outputs: Float32Array | null,
  ): Figures {
    const figures = new Figures(this.fit.metrics);
    const { totals } = figures;
    totals.samples = samples.count;
    totals.loss = sums[0];
    totals.metrics = totals.metrics.map((_, i) => sums[2 * i + 2]);
    totals.metricWeights = totals.metrics.map((_, i) => sums[2 * i + 3]);
    if (outputs !== null) atOnce(figures.addOutputs(outputs, samples, order, 0, samples.count));
    return figures;
  }
}

/** @throws ValueError for what a thread that has the kernels alone cannot do */
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
  const what =
    (constrained && `a constraint, as layer '${constrained.name}' has one`) ??
    (callbacks && "callbacks") ??
    (stepsPerEpoch || validationSteps ? "`stepsPerEpoch` or `validationSteps`" : undefined);
  if (what === undefined) return;
  throw new ValueError(`A sweep trains without ${what}. Leave it out, or call \`fit\` for each network.`);
}
