import type { Plan } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import type { ArrayInput, NDArray } from "../../ndarray.ts";
import type { Layer, Shape } from "../layers/index.ts";
import { sampleSize } from "../layers/layer.ts";
import type { CompiledMetric, ModelEngine } from "./model-engine.ts";
import {
  batchSizeOf,
  checkValidationData,
  type FitOptions,
  fraction,
  optionalWholeNumber,
  wholeNumber,
} from "./options.ts";
import { checkWeighable, classWeights, sampleWeights } from "./sample-weights.ts";
import { checkCardinality, inputs, type Samples, split, targets } from "./samples.ts";

/** A `fit` that has been checked. */
export interface FitSettings {
  readonly samples: Samples;
  readonly validation: Samples | undefined;
  readonly batchSize: number;
  readonly validationBatchSize: number;
  readonly validationFreq: number;
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly shuffle: boolean;
  /** Batches per epoch, and per validation; undefined: all. */
  readonly stepsPerEpoch: number | undefined;
  readonly validationSteps: number | undefined;
}

/** A `fit` without its model. */
export interface FitAsData extends FitSettings {
  readonly plan: Plan;
  readonly metrics: readonly CompiledMetric[];
  /** The weights to begin with. */
  readonly parameters: readonly NDArray[];
  /** The order of the samples in each epoch; null: as they come. */
  readonly order: Uint32Array | null;
  readonly learningRate: number | ((step: number) => number);
}

/** What of a model decides what data it takes. */
interface DataModel {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly inputShape: Shape | undefined;
  readonly outputShape: Shape;
  build(inputShape: Shape): void;
}

/** Checks the data that a model is given, and brings it into the trainer's form, in pieces. */
export class ModelData {
  constructor(
    private readonly model: DataModel,
    private readonly engine: ModelEngine,
  ) {}

  /** Checks what `fit` was called with. */
  *forFit(x: ArrayInput, y: ArrayInput, options: FitOptions): Generator<void, FitSettings> {
    const settings = {
      validationFreq: wholeNumber("validationFreq", options.validationFreq ?? 1, 1),
      epochs: wholeNumber("epochs", options.epochs ?? 1, 0),
      initialEpoch: wholeNumber("initialEpoch", options.initialEpoch ?? 0, 0),
      shuffle: options.shuffle ?? true,
      stepsPerEpoch: optionalWholeNumber("stepsPerEpoch", options.stepsPerEpoch),
      validationSteps: optionalWholeNumber("validationSteps", options.validationSteps),
    };
    const [samples, validation] = yield* this.fitSamples(x, y, options);
    const { stepsPerEpoch, validationSteps } = settings;
    const validated = options.validationBatchSize ?? options.batchSize;
    return {
      ...settings,
      batchSize: batchSizeOf("batchSize", options.batchSize, samples.count, stepsPerEpoch),
      validationBatchSize: batchSizeOf(
        "validationBatchSize",
        validated,
        validation?.count ?? 1,
        validationSteps,
      ),
      samples,
      validation,
    };
  }

  /** Checks inputs; the first ones build a model that does not know its input shape. */
  *inputs(x: ArrayInput): Generator<void, NDArray> {
    const rows = yield* inputs(x, this.model.inputShape, this.model.layers[0]?.name ?? this.model.name);
    if (this.model.inputShape === undefined || this.model.layers.length === 0)
      this.model.build([null, ...rows.shape.slice(1)]);
    return rows;
  }

  /** Checks inputs, targets and weights. */
  *samples(x: ArrayInput, y: ArrayInput, sampleWeight?: ArrayInput): Generator<void, Samples> {
    const { loss } = this.engine.compiled;
    const rows = yield* this.inputs(x);
    const labels = yield* targets(y, loss, sampleSize(this.model.outputShape));
    checkCardinality(rows, labels);
    if (sampleWeight !== undefined) checkWeighable(loss, sampleSize(this.model.outputShape));
    const [count] = rows.shape;
    return {
      x: rows.values as Float32Array,
      y: labels.values as Float32Array,
      weights: sampleWeight === undefined ? null : yield* sampleWeights(sampleWeight, count),
      count,
    };
  }

  /** With the weights of the classes, if there are any. */
  *weighted(samples: Samples, { classWeight, sampleWeight }: FitOptions): Generator<void, Samples> {
    if (classWeight === undefined) return samples;
    if (sampleWeight !== undefined) {
      throw new ValueError("You cannot `classWeight` and `sampleWeight` at the same time.");
    }
    checkWeighable(this.engine.compiled.loss, sampleSize(this.model.outputShape));
    return { ...samples, weights: yield* classWeights(samples.y, samples.count, classWeight) };
  }

  private *fitSamples(
    x: ArrayInput,
    y: ArrayInput,
    options: FitOptions,
  ): Generator<void, [Samples, Samples | undefined]> {
    const share = fraction("validationSplit", options.validationSplit ?? 0);
    if (options.validationData) checkValidationData(options.validationData);
    const samples = yield* this.samples(x, y, options.sampleWeight);
    if (options.validationData) {
      const [xValidation, yValidation, weights] = options.validationData;
      return [yield* this.weighted(samples, options), yield* this.samples(xValidation, yValidation, weights)];
    }
    if (share === 0) return [yield* this.weighted(samples, options), undefined];
    const [training, validation] = split(samples, share);
    return [yield* this.weighted(training, options), validation];
  }
}
