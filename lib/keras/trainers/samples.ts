import type { EngineTrainer as Engine, Samples as Loaded } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArrayInPieces, type NDArray } from "../../ndarray.ts";
import { atOnce, findInPieces, firstNotFinite } from "../../pieces.ts";
import { incompatibleInput, type Shape } from "../layers/layer.ts";
import type { AnyLossPlan } from "../losses/index.ts";
import { takesClassNumbers } from "../losses/loss.ts";
import { tuple } from "../python-repr.ts";

/** Samples, checked and in the trainer's form: row-major float32. */
export interface Samples {
  x: Float32Array;
  y: Float32Array;
  /** How much each sample counts; null: 1. */
  weights: Float32Array | null;
  count: number;
}

/**
 * Inputs as `[samples, …features]`.
 *
 * @throws ValueError for no samples, another shape of a sample, or values that are not finite
 */
export function* inputs(
  x: ArrayInput,
  inputShape: Shape | undefined,
  layer: string,
): Generator<void, NDArray> {
  const array = yield* asArrayInPieces(x, "float32", "x");
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
  yield* checkContent(rows, "x");
  return rows;
}

/**
 * Targets, a number or a row of them per sample as the loss takes them.
 *
 * @throws ValueError for a shape that the loss cannot compare with `units` outputs, or values that it cannot take
 */
export function* targets(y: ArrayInput, loss: AnyLossPlan, units: number): Generator<void, NDArray> {
  const array = yield* asArrayInPieces(y, "float32", "y");
  const [samples = 0] = array.shape;
  const perSample = takesClassNumbers(loss.kind) ? 1 : units;
  const isColumn = array.ndim === 1 && perSample === 1;
  // A function of the user's decides itself what it can compare.
  const isFree = loss.kind === "custom" && array.ndim <= 2;
  if (!isColumn && !isFree && !(array.ndim === 2 && array.shape[1] === perSample)) {
    throw new ValueError(
      "Arguments `target` and `output` must have the same shape. " +
        `Received: target.shape=${tuple([...array.shape])}, output.shape=${tuple([samples, units])}` +
        (perSample === units ? "" : " (this loss takes one class number per sample)"),
    );
  }
  yield* checkContent(array, "y");
  yield* checkLabels(array, loss.kind, units);
  return array;
}

/** @throws ValueError when `x` and `y` do not hold the same number of samples */
export function checkCardinality(x: NDArray, y: NDArray): void {
  if (x.shape[0] === y.shape[0]) return;
  throw new ValueError(
    "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples." +
      `'x' sizes: ${x.shape[0]}\n'y' sizes: ${y.shape[0]}\n`,
  );
}

/** The last `fraction` of the samples is kept for validation. */
export function split(samples: Samples, fraction: number): [training: Samples, validation: Samples] {
  const { x, y, weights, count } = samples;
  const at = Math.floor(count * (1 - fraction));
  if (at === 0 || at === count) {
    throw new ValueError(
      `Training data contains ${count} samples, which is not sufficient to split it into a validation and training ` +
        `set as specified by \`validationSplit=${fraction}\`. Either provide more data, or a different value for the ` +
        "`validationSplit` argument.",
    );
  }
  const cut = (values: Float32Array, from: number, to: number) => {
    const perSample = values.length / count;
    return values.subarray(from * perSample, to * perSample);
  };
  const part = (from: number, to: number) => ({
    x: cut(x, from, to),
    y: cut(y, from, to),
    weights: weights && cut(weights, from, to),
    count: to - from,
  });
  return [part(0, at), part(at, count)];
}

function* checkContent(array: NDArray, name: string): Generator<void, void> {
  if (array.size === 0) {
    throw new ValueError(
      `Expected \`${name}\` to hold at least one sample. Received: shape ${tuple([...array.shape])}`,
    );
  }
  const { values } = array;
  const at = yield* findInPieces(values, firstNotFinite);
  if (at === -1) return;
  const perSample = array.size / array.shape[0];
  const column = perSample === 1 ? "" : `, column ${at % perSample}`;
  throw new ValueError(
    `Expected every value of \`${name}\` to be finite. Received: ${values[at]} at row ` +
      `${Math.floor(at / perSample)}${column}. Fill in such values, or leave those samples out.`,
  );
}

/** Losses of probabilities, whose labels are probabilities too. */
const PROBABILITIES: readonly string[] = [
  "binaryCrossentropy",
  "binaryFocalCrossentropy",
  "categoricalCrossentropy",
  "categoricalFocalCrossentropy",
];

function* checkLabels(y: NDArray, loss: string, units: number): Generator<void, void> {
  const isClass = takesClassNumbers(loss);
  if (!isClass && !PROBABILITIES.includes(loss)) return;
  // A class is not one of the outputs where these are an embedding.
  const classes = loss === "circle" ? Number.POSITIVE_INFINITY : units;
  const fits = isClass
    ? (label: number) => Number.isInteger(label) && label >= 0 && label < classes
    : (label: number) => label >= 0 && label <= 1;
  const at = yield* findInPieces(y.values, (labels, from, to) => {
    for (let i = from; i < to; i++) if (!fits(labels[i])) return i;
    return -1;
  });
  if (at === -1) return;
  const expected = isClass
    ? `class numbers from 0${classes === units ? ` to ${units - 1}` : ""}`
    : "labels from 0 to 1";
  throw new ValueError(
    `Expected \`y\` to hold ${expected} for this loss. Received: ${y.values[at]} at row ` +
      `${Math.floor((at * y.shape[0]) / y.size)}`,
  );
}

/** Samples, and the engine's copy of them. */
export interface LoadedSamples {
  readonly samples: Samples;
  readonly loaded: Loaded;
}

/** What is loaded into each engine, in that order. The engine lets go of the last ones first. */
const stacks = new WeakMap<Engine, { loaded: Loaded; isInUse: boolean }[]>();

/** Copies samples into the engine. */
export function load(engine: Engine, samples: Samples): LoadedSamples {
  const all = allot(engine, samples);
  atOnce(engine.fill(all.loaded));
  return all;
}

/** Makes room for samples, which the engine's `fill` then copies. */
export function allot(engine: Engine, samples: Samples): LoadedSamples {
  const loaded = engine.allot(samples.x, samples.y, samples.weights);
  const stack = stacks.get(engine) ?? [];
  stack.push({ loaded, isInUse: true });
  stacks.set(engine, stack);
  return { samples, loaded };
}

/** Lets the engine forget samples, as soon as nothing that was loaded after them is in use: a callback may evaluate. */
export function unload(engine: Engine, ...all: (LoadedSamples | undefined)[]): void {
  const stack = stacks.get(engine) ?? [];
  for (const entry of stack) if (all.some((given) => given?.loaded === entry.loaded)) entry.isInUse = false;
  let keep = stack.length;
  while (keep > 0 && !stack[keep - 1].isInUse) keep--;
  if (keep < stack.length) engine.release(stack[keep].loaded);
  stack.length = keep;
}
