import { ValueError } from "../../errors.ts";
import { Pacer } from "../../event-loop.ts";
import { type ArrayInput, asArray, firstNotFinite, type NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { AnyLossPlan } from "../backend/plan.ts";
import { incompatibleInput, type Layer, type Shape, sampleSize } from "../layers/layer.ts";
import { takesClassNumbers } from "../losses/loss-of-batch.ts";
import type { ModelEngine } from "./model-engine.ts";
import {
  batchSizeOf,
  checkValidationData,
  type FitOptions,
  fraction,
  optionalWholeNumber,
  wholeNumber,
} from "./options.ts";
import { checkWeighable, classWeights, type Samples, sampleWeights, split } from "./samples.ts";

/**
 * Inputs as `[samples, …features]`.
 *
 * @throws ValueError for no samples, another sample shape, or values that are not finite
 */
function inputs(x: ArrayInput, inputShape: Shape | undefined, layer: string, checks: Check[]): NDArray {
  const array = asArray(x, "float32", "x");
  const axes = inputShape?.length ?? Math.max(2, array.ndim);
  const rows = array.ndim === 1 && axes === 2 && inputShape?.[1] === 1 ? array.reshape([-1, 1]) : array;
  if (rows.ndim < axes) {
    throw new ValueError(
      `Input 0 with name 'None' of layer '${layer}' is incompatible with the layer: expected min_ndim=${axes}, ` +
        `found ndim=${rows.ndim}. Full shape received: ${tuple([...rows.shape])}`,
    );
  }
  if (rows.ndim > axes) {
    const expected =
      axes === 2 ? "two axes, samples and features" : `the shape ${tuple([...(inputShape ?? [])])}`;
    throw new ValueError(`Expected \`x\` to have ${expected}. Received: shape ${tuple([...rows.shape])}`);
  }
  inputShape?.forEach((size, axis) => {
    if (axis === 0 || size === rows.shape[axis]) return;
    throw incompatibleInput(layer, size, [null, ...rows.shape.slice(1)], axis === axes - 1 ? -1 : axis);
  });
  checks.push(contentCheck(rows, "x"));
  return rows;
}

/**
 * Targets in the form that the loss takes: a number or a row of numbers per sample.
 *
 * @throws ValueError for a shape that does not fit the loss and `units` outputs, or invalid values
 */
function targets(y: ArrayInput, loss: AnyLossPlan, units: number, checks: Check[]): NDArray {
  const array = asArray(y, "float32", "y");
  const [samples = 0] = array.shape;
  const perSample = takesClassNumbers(loss.kind) ? 1 : units;
  const isColumn = array.ndim === 1 && perSample === 1;
  // A function of the user's may accept any shape.
  const isFree = loss.kind === "custom" && array.ndim <= 2;
  if (!isColumn && !isFree && !(array.ndim === 2 && array.shape[1] === perSample)) {
    throw new ValueError(
      "Arguments `target` and `output` must have the same shape. " +
        `Received: target.shape=${tuple([...array.shape])}, output.shape=${tuple([samples, units])}` +
        (perSample === units ? "" : " (this loss takes one class number per sample)"),
    );
  }
  checks.push(contentCheck(array, "y"), ...labelChecks(array, loss, units));
  return array;
}

/** @throws ValueError when `x` and `y` do not hold the same number of samples */
function checkCardinality(x: NDArray, y: NDArray): void {
  if (x.shape[0] === y.shape[0]) return;
  throw new ValueError(
    "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples." +
      `'x' sizes: ${x.shape[0]}\n'y' sizes: ${y.shape[0]}\n`,
  );
}

/** @throws ValueError at once for an array without values, and later for a value that is not finite */
function contentCheck(array: NDArray, name: string): Check {
  if (array.size === 0) {
    throw new ValueError(
      `Expected \`${name}\` to hold at least one sample. Received: shape ${tuple([...array.shape])}`,
    );
  }
  const { values } = array;
  const run = (from: number, to: number) => {
    const at = firstNotFinite(values, from, to);
    if (at === -1) return;
    const perSample = array.size / array.shape[0];
    const column = perSample === 1 ? "" : `, column ${at % perSample}`;
    throw new ValueError(
      `Expected every value of \`${name}\` to be finite. Received: ${values[at]} at row ` +
        `${Math.floor(at / perSample)}${column}. Fill in such values, or leave those samples out.`,
    );
  };
  return { count: values.length, run };
}

/** Losses whose labels are probabilities. */
const PROBABILITIES: readonly string[] = [
  "binaryCrossentropy",
  "binaryFocalCrossentropy",
  "categoricalCrossentropy",
  "categoricalFocalCrossentropy",
];

function labelChecks(y: NDArray, loss: AnyLossPlan, units: number): Check[] {
  const isClass = takesClassNumbers(loss.kind);
  if (!isClass && !PROBABILITIES.includes(loss.kind)) return [];
  const ignored = "ignoreClass" in loss ? loss.ignoreClass : undefined;
  // The outputs of this loss are an embedding, not one per class.
  const classes = loss.kind === "circle" ? Number.POSITIVE_INFINITY : units;
  const fits = isClass
    ? (label: number) => (Number.isInteger(label) && label >= 0 && label < classes) || label === ignored
    : (label: number) => label >= 0 && label <= 1;
  const expected = isClass
    ? `class numbers from 0${classes === units ? ` to ${units - 1}` : ""}`
    : "labels from 0 to 1";
  const run = (from: number, to: number) => {
    for (let at = from; at < to; at++) {
      if (fits(y.values[at])) continue;
      throw new ValueError(
        `Expected \`y\` to hold ${expected} for this loss. Received: ${y.values[at]} at row ` +
          `${Math.floor((at * y.shape[0]) / y.size)}`,
      );
    }
  };
  return [{ count: y.size, run }];
}

/** The checked arguments of a `fit`. */
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

/** The members of a model that decide which data it takes. */
interface Model {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly inputShape: Shape | undefined;
  readonly outputShape: Shape;
  build(inputShape: Shape): void;
}

/** A check of the values `from … to)` of `count`; it throws what is wrong. */
interface Check {
  readonly count: number;
  run(from: number, to: number): void;
}

/** Values that are checked between two turns of the event loop. */
const CHECKED = 2 ** 20;

/** Converts the data of one call to the trainer's form and checks its shapes. The values are checked by `check` or `checkSoon`. */
export class ModelData {
  private readonly checks: Check[] = [];

  constructor(
    private readonly model: Model,
    private readonly engine: ModelEngine,
  ) {}

  /** Checks the values of all data. */
  check(): void {
    for (const { count, run } of this.checks) run(0, count);
  }

  /** Like `check`; many values with turns for the event loop. `isOver` may end it by an error. */
  checkSoon(isOver: () => unknown): Promise<void> | undefined {
    if (this.checks.some(({ count }) => count > CHECKED)) return this.checkInTurns(isOver);
    this.check();
    return undefined;
  }

  private async checkInTurns(isOver: () => unknown): Promise<void> {
    const pacer = new Pacer();
    for (const { count, run } of this.checks) {
      for (let from = 0; from < count; from += CHECKED) {
        run(from, Math.min(from + CHECKED, count));
        await pacer.rest();
        isOver();
      }
    }
  }

  /** Checks the arguments of `fit`. */
  forFit(x: ArrayInput, y: ArrayInput, options: FitOptions): FitSettings {
    const settings = {
      validationFreq: wholeNumber("validationFreq", options.validationFreq ?? 1, 1),
      epochs: wholeNumber("epochs", options.epochs ?? 1, 0),
      initialEpoch: wholeNumber("initialEpoch", options.initialEpoch ?? 0, 0),
      shuffle: options.shuffle ?? true,
      stepsPerEpoch: optionalWholeNumber("stepsPerEpoch", options.stepsPerEpoch),
      validationSteps: optionalWholeNumber("validationSteps", options.validationSteps),
    };
    const [samples, validation] = this.fitSamples(x, y, options);
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

  /** Checks inputs; the first ones build a model without an input shape. */
  inputs(x: ArrayInput): NDArray {
    const { inputShape, layers, name } = this.model;
    const rows = inputs(x, inputShape, layers[0]?.name ?? name, this.checks);
    if (this.model.inputShape === undefined || this.model.layers.length === 0)
      this.model.build([null, ...rows.shape.slice(1)]);
    return rows;
  }

  /** Checks inputs, targets and weights. */
  samples(x: ArrayInput, y: ArrayInput, sampleWeight?: ArrayInput): Samples {
    const { loss } = this.engine.compiled;
    const rows = this.inputs(x);
    const labels = targets(y, loss, sampleSize(this.model.outputShape), this.checks);
    checkCardinality(rows, labels);
    if (sampleWeight !== undefined) checkWeighable(loss, sampleSize(this.model.outputShape));
    const [count] = rows.shape;
    return {
      x: rows.values as Float32Array,
      y: labels.values as Float32Array,
      weights: sampleWeight === undefined ? null : sampleWeights(sampleWeight, count),
      count,
    };
  }

  /** Adds the class weights, if any. */
  weighted(samples: Samples, { classWeight, sampleWeight }: FitOptions): Samples {
    if (classWeight === undefined) return samples;
    if (sampleWeight !== undefined) {
      throw new ValueError("You cannot `classWeight` and `sampleWeight` at the same time.");
    }
    checkWeighable(this.engine.compiled.loss, sampleSize(this.model.outputShape));
    return { ...samples, weights: classWeights(samples.y, samples.count, classWeight) };
  }

  private fitSamples(x: ArrayInput, y: ArrayInput, options: FitOptions): [Samples, Samples | undefined] {
    const share = fraction("validationSplit", options.validationSplit ?? 0);
    if (options.validationData) checkValidationData(options.validationData);
    const samples = this.samples(x, y, options.sampleWeight);
    if (options.validationData) {
      const [xValidation, yValidation, weights] = options.validationData;
      return [this.weighted(samples, options), this.samples(xValidation, yValidation, weights)];
    }
    if (share === 0) return [this.weighted(samples, options), undefined];
    const [training, validation] = split(samples, share);
    return [this.weighted(training, options), validation];
  }
}
