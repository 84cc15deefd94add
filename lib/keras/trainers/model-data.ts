import type { SampleShapes } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { Pacer } from "../../event-loop.ts";
import { type ArrayInput, asArray, NDArray, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { AnyLossPlan } from "../backend/plan.ts";
import { dialect } from "../dialects/dialect.ts";
import { incompatibleInput } from "../layers/arguments.ts";
import { hasFreeAxes } from "../layers/graph.ts";
import type { DataType } from "../layers/input-layer.ts";
import type { Graph, Structure } from "../layers/keras-tensor.ts";
import type { Layer, Shape } from "../layers/layer.ts";
import type { Words } from "../layers/preprocessing/tokens.ts";
import {
  encodeWords,
  hasText,
  isWord,
  numericGraph,
  shapeAndType,
  takesWords,
  wordsOf,
} from "../layers/preprocessing/words.ts";
import { takesClassNumbers } from "../losses/loss-of-batch.ts";
import { checkColumn } from "../metrics/target-ranks.ts";
import type { CompiledOutput } from "./compile-utils.ts";
import type { ModelEngine } from "./model-engine.ts";
import { batchSizeOf, checkValidationData, type FitOptions, fitCounts, validationShare } from "./options.ts";
import { checkWeighable, classWeights, type Samples, sampleWeights, split } from "./samples.ts";
import type { SeenSamples } from "./seen-samples.ts";
import { areArrays, isDictionary, joined, type ModelArrays, partsOf } from "./structured-data.ts";
import { type Check, contentCheck, labelChecks } from "./value-checks.ts";

/**
 * Data of an input as `[samples, …features]`.
 *
 * @param inputShape undefined before the model is built
 * @param layer named in errors
 * @throws ValueError for no samples, another sample shape, or values that are not finite
 */
function inputs(
  x: ArrayInput,
  inputShape: Shape | undefined,
  layer: string,
  checks: Check[],
  name = "x",
): NDArray {
  const array = asArray(x, "float32", name);
  const axes = inputShape?.length ?? Math.max(2, array.ndim);
  const rows =
    array.ndim === axes - 1 && inputShape?.[axes - 1] === 1 ? array.reshape([...array.shape, 1]) : array;
  if (rows.ndim < axes) {
    throw new ValueError(
      `Input 0 with name 'None' of layer '${layer}' is incompatible with the layer: expected min_ndim=${axes}, ` +
        `found ndim=${rows.ndim}. Full shape received: ${tuple([...rows.shape])}`,
    );
  }
  if (rows.ndim > axes) {
    const expected =
      axes === 2 ? "two axes, samples and features" : `the shape ${tuple([...(inputShape ?? [])])}`;
    throw new ValueError(
      `Expected \`${name}\` to have ${expected}. Received: shape ${tuple([...rows.shape])}`,
    );
  }
  inputShape?.forEach((size, axis) => {
    if (axis === 0 || size === null || size === rows.shape[axis]) return;
    throw incompatibleInput(layer, size, [null, ...rows.shape.slice(1)], axis === axes - 1 ? -1 : axis);
  });
  checks.push(contentCheck(rows, name));
  return rows;
}

/**
 * Targets in the form that the loss takes: a number or a row of numbers per sample.
 *
 * @throws ValueError for a shape that does not fit the loss and `units` outputs, or invalid values
 */
function targets(
  y: NDArray,
  loss: AnyLossPlan,
  { units, sampleShape, shape }: CompiledOutput,
  checks: Check[],
  name = "y",
): NDArray {
  const classes = sampleShape?.at(-1) ?? units;
  const array = flatTargets(y, shape);
  const [samples = 0] = array.shape;
  const perSample = takesClassNumbers(loss.kind) ? units / classes : units;
  const isColumn = array.ndim === 1 && perSample === 1;
  // A custom function may accept any shape.
  const isFree = loss.kind === "custom" && array.ndim <= 2;
  if (!isColumn && !isFree && !(array.ndim === 2 && array.shape[1] === perSample)) {
    throw new ValueError(
      "Arguments `target` and `output` must have the same shape. " +
        `Received: target.shape=${tuple([...array.shape])}, output.shape=${tuple([samples, units])}` +
        (perSample === units
          ? ""
          : ` (this loss takes one class number per ${perSample === 1 ? "sample" : "position of a sample"})`),
    );
  }
  checks.push(contentCheck(array, name), ...labelChecks(array, loss, classes));
  return array;
}

/** @throws ValueError when the arrays do not hold the same number of samples */
function checkCardinality(x: readonly NDArray[], y: readonly NDArray[]): void {
  const sizes = (arrays: readonly NDArray[]) => arrays.map(({ shape }) => shape[0]);
  if (new Set([...sizes(x), ...sizes(y)]).size === 1) return;
  throw new ValueError(
    "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples." +
      `'x' sizes: ${sizes(x).join(", ")}\n` +
      (y.length === 0 ? "" : `'y' sizes: ${sizes(y).join(", ")}\n`),
  );
}

/** Targets of outputs with several axes, as a row for each sample. */
function flatTargets(array: NDArray, shape: Shape): NDArray {
  const isRows = array.ndim > 2 && (array.ndim === shape.length || array.ndim === shape.length - 1);
  return isRows ? array.reshape([array.shape[0], -1]) : array;
}

/** The same of each part of a list or dictionary. */
function eachOf<T>(
  x: readonly unknown[] | Readonly<Record<string, unknown>>,
  of: (part: unknown) => T,
): Structure<T> {
  if (Array.isArray(x)) return x.map(of);
  return Object.fromEntries(Object.entries(x).map(([name, part]) => [name, of(part)]));
}

/** The shape of data for which a model is built. A list of words is a column of them. */
function batchShape(
  { shape: [samples, ...sample], dtype }: ReturnType<typeof shapeAndType>,
  seen: SeenSamples,
): Shape {
  return tuple([seen(samples), ...(dtype === "string" && sample.length === 0 ? [1] : sample)]);
}

/** The checked arguments of a `fit`. */
export interface FitSettings {
  readonly samples: Samples;
  readonly validation: Samples | undefined;
  readonly batchSize: number;
  readonly validationBatchSize: number;
  readonly validationFreq: number | readonly number[];
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly shuffle: boolean;
  /** Batches per epoch, and per validation; undefined: all. */
  readonly stepsPerEpoch: number | undefined;
  readonly validationSteps: number | undefined;
}

/** The members of a model that determine which data it takes. */
interface Model {
  readonly name: string;
  readonly layers: readonly Layer[];
  /** Undefined before the model is built. */
  readonly graph: Graph | undefined;
  readonly inputShape: Shape | undefined;
  /** The inputs and outputs in the form in which the model was given them. */
  readonly inputForm: Structure<object>;
  readonly outputForm: Structure<object>;
  readonly inputNames: readonly string[];
  /** True if the first data determine the number of inputs. */
  readonly buildsByStructure: boolean;
  build(inputShape: Shape | Structure<Shape>, types?: Structure<DataType>): void;
}

/** Values that are checked before yielding to the event loop. */
const CHECKED = 2 ** 18;

/** Converts the data of one call to the trainer's form and checks its shapes. The values are checked by `check` or `checkSoon`. */
export class ModelData {
  /** Shapes of one sample of each of the last inputs, where the model leaves sizes open. */
  shapes: SampleShapes | undefined;
  private readonly checks: Check[] = [];

  constructor(
    private readonly model: Model,
    private readonly engine: ModelEngine,
    private readonly seen: SeenSamples = (samples) => samples,
  ) {}

  /** Checks the values of all data. */
  check(): void {
    for (const { count, run } of this.checks) run(0, count);
  }

  /** Like `check`, but yields to the event loop if there are many values. `isOver` may stop it by throwing. */
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
  forFit(x: ModelArrays, y: ModelArrays, options: FitOptions): FitSettings {
    const settings = {
      ...fitCounts(options),
      shuffle: options.shuffle ?? true,
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
  inputs(x: ModelArrays): NDArray {
    const arrays = this.inputArrays(x);
    if (arrays.length === 1) return arrays[0];
    checkCardinality(arrays, []);
    const [count] = arrays[0].shape;
    const values = joined(arrays);
    return new NDArray(values, [count, values.length / count]);
  }

  /** Checks inputs and turns words into numbers: an array for each input of the numeric graph. */
  arrays(x: ModelArrays): NDArray[] {
    const arrays = this.checkedInputs(x) as NDArray[];
    const { graph } = this.model;
    return graph && takesWords(graph) ? encodeWords(graph, arrays) : arrays;
  }

  private inputArrays(x: ModelArrays): NDArray[] {
    const arrays = this.arrays(x);
    const graph = this.model.graph && numericGraph(this.model.graph);
    this.shapes = graph && hasFreeAxes(graph) ? arrays.map(({ shape: [, ...sizes] }) => sizes) : undefined;
    return arrays;
  }

  private checkedInputs(x: ModelArrays): (NDArray | Words)[] {
    const { model } = this;
    const seen: SeenSamples = (samples) => (dialect().showsBatchSize ? this.seen(samples) : null);
    if (model.graph === undefined && model.buildsByStructure && (isDictionary(x) || areArrays(x))) {
      model.build(
        eachOf(x, (part) => batchShape(shapeAndType(part), seen)),
        eachOf(x, (part) => shapeAndType(part).dtype),
      );
    }
    if (model.graph === undefined && hasText(x)) model.build(batchShape(shapeAndType(x), seen), "string");
    if (model.graph === undefined) {
      const rows = inputs(
        x as ArrayInput,
        model.inputShape,
        model.layers.at(0)?.name ?? model.name,
        this.checks,
      );
      const [samples, ...sample] = rows.shape;
      model.build([seen(samples), ...sample]);
      return [rows];
    }
    const { inputForm, inputNames: names } = model;
    const tensors = model.graph.inputs;
    const first = model.layers.find(({ className }) => className !== "InputLayer")?.name ?? model.name;
    return partsOf("x", x, inputForm, names).map((part, i) => {
      const name = names.length === 1 ? "x" : `x['${names[i]}']`;
      if (part === undefined) {
        throw new ValueError(
          `The input '${names[i]}' is not optional, but None was passed. Please provide a valid tensor.`,
        );
      }
      if (isWord(tensors[i])) return wordsOf(part, tensors[i].shape, name);
      return inputs(
        part as ArrayInput,
        tensors[i].shape,
        names.length === 1 ? first : model.name,
        this.checks,
        name,
      );
    });
  }

  /** Checks inputs, targets and weights. */
  samples(x: ModelArrays, y: ModelArrays, sampleWeight?: ModelArrays | null): Samples {
    void this.engine.compiled; // throws before `compile`
    const arrays = this.inputArrays(x);
    const { shapes } = this;
    const outputs = this.engine.outputs(shapes);
    const targetAxes: Record<number, number> = {};
    const targetShapes: Record<number, readonly number[]> = {};
    const labels = this.targets(y, outputs, targetAxes, targetShapes);
    checkCardinality(arrays, labels);
    const [count] = arrays[0].shape;
    return {
      shapes,
      x: joined(arrays),
      y: labels.length === 0 ? new Float32Array(0) : joined(labels),
      weights: sampleWeight == null ? null : this.weights(sampleWeight, outputs, count),
      count,
      targetAxes,
      targetShapes,
      outputShapes: outputs.map(({ units, sampleShape = [units] }) => sampleShape),
    };
  }

  /** The targets of each output that has a loss. */
  private targets(
    y: ModelArrays,
    outputs: readonly CompiledOutput[],
    axes: Record<number, number>,
    targetShapes: Record<number, readonly number[]>,
  ): NDArray[] {
    const names = outputs.map(({ name }) => name);
    const trained = outputs.filter(({ loss }) => loss !== null);
    if (trained.length === 0) return [];
    const isForTrained =
      Array.isArray(y) &&
      y.length === trained.length &&
      trained.length < outputs.length &&
      trained.length > 1;
    // As in Keras one array is for the first output, if that is the only one with a loss.
    const isForFirst =
      trained.length === 1 &&
      trained[0] === outputs[0] &&
      outputs.length > 1 &&
      !isDictionary(y) &&
      !(Array.isArray(y) && y.length === outputs.length);
    const parts = isForTrained
      ? outputs.map((output) => (y as ArrayInput[])[trained.indexOf(output)])
      : isForFirst
        ? [y as ArrayInput]
        : partsOf("y", y, this.model.outputForm, names);
    return outputs.flatMap(({ name, loss }, i) => {
      if (loss === null) return [];
      const part = parts[i];
      const label = outputs.length === 1 ? "y" : `y['${name}']`;
      if (part === undefined) {
        throw new ValueError(
          `Expected targets for each output with a loss. Received: none for output '${name}'`,
        );
      }
      const given = asArray(part, "float32", label);
      targetShapes[i] = given.shape.slice(1);
      const array = targets(given, loss, outputs[i], this.checks, label);
      const { units, shape } = outputs[i];
      // Targets have at most two axes by now.
      if (units !== 1 || array.ndim === Math.min(shape.length, 2)) return [array];
      axes[i] = array.ndim;
      if (array.ndim === 1)
        for (const { metric, output = 0 } of this.engine.prepared) if (output === i) checkColumn(metric);
      return [array];
    });
  }

  /** A weight per sample, or one for each place of its outputs. */
  private weights(given: ModelArrays, outputs: readonly CompiledOutput[], count: number): Float32Array {
    for (const { loss, units } of outputs) if (loss !== null) checkWeighable(loss, units);
    const names = outputs.map(({ name }) => name);
    const isPerOutput =
      isDictionary(given) || (outputs.length > 1 && Array.isArray(given) && typeof given[0] === "object");
    const places = outputs.map(({ shape }) => shape.slice(1, -1) as number[]);
    if (!isPerOutput) {
      const weights = sampleWeights(given as ArrayInput, count, places.length === 1 ? places[0] : []);
      if (weights.length === count || !this.engine.usesEngine) return weights;
      throw new ValueError(
        "Expected a `sampleWeight` for each sample, which is what the engine takes. Received: one for each of their places. " +
          "Compile the model with `jitCompile: false`: then TensorFlow.js computes.",
      );
    }
    const ones = new Float32Array(count).fill(1);
    const each = partsOf("sampleWeight", given, this.model.outputForm, names).map((part, i) =>
      part === undefined ? ones : sampleWeights(part, count, places[i]),
    );
    const arrays = each.map((weights, i) => {
      const width = sizeOf(places[i]);
      const repeated = (_: unknown, at: number) =>
        weights[Math.floor((at * weights.length) / (count * width))];
      return new NDArray(Float32Array.from({ length: count * width }, repeated), [count, width]);
    });
    return joined(arrays);
  }

  /** Adds the class weights, if any. */
  weighted(
    samples: Samples,
    { classWeight, sampleWeight }: Pick<FitOptions, "classWeight" | "sampleWeight">,
  ): Samples {
    if (classWeight == null) return samples;
    if (sampleWeight != null) {
      throw new ValueError("You cannot `classWeight` and `sampleWeight` at the same time.");
    }
    const [{ loss, units }, ...others] = this.engine.outputs();
    if (others.length > 0) {
      throw new ValueError("`classWeight` is only supported for Models with a single output.");
    }
    if (loss !== null) checkWeighable(loss, units);
    return { ...samples, weights: classWeights(samples.y, samples.count, classWeight) };
  }

  private fitSamples(x: ModelArrays, y: ModelArrays, options: FitOptions): [Samples, Samples | undefined] {
    const share = validationShare(options);
    if (options.validationData) checkValidationData(options.validationData);
    const samples = this.samples(x, y, options.sampleWeight);
    if (options.validationData) {
      const [xValidation, yValidation, weights] = options.validationData as readonly ModelArrays[];
      return [this.weighted(samples, options), this.samples(xValidation, yValidation, weights)];
    }
    if (share === 0) return [this.weighted(samples, options), undefined];
    const [training, validation] = split(samples, share);
    return [this.weighted(training, options), validation];
  }
}
