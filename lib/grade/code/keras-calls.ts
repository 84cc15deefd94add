import { type Layer, type Model, UNKNOWN, type Value } from "./value.ts";

/** The arguments of a call: in TypeScript the options object's entries count as named ones. */
export interface Arguments {
  positional: Value[];
  named: Map<string, Value>;
  /** It has some that are not known, as `**options`. */
  open: boolean;
  /** The values that the unknown ones come from. */
  rest: Value[];
}

const LAYERS = [
  "Dense",
  "Input",
  "InputLayer",
  "Activation",
  "Dropout",
  "Flatten",
  "Normalization",
  "BatchNormalization",
  "Lambda",
  "LeakyReLU",
  "ReLU",
  "ELU",
  "PReLU",
  "Softmax",
];
/** A model can be added to itself. */
const MOST_LAYERS = 1000;
const MODELS = ["Sequential", "Model", "Functional"];

/** Names that `from keras.layers import *` imports, as far as they matter here. */
export const KERAS_CLASSES = [...LAYERS, ...MODELS];

/** Keras' class of that name, as Python, this project or TensorFlow.js (`tf.layers.dense`) writes it. */
export function kerasClass(name: string): string | undefined {
  const wanted = name.toLowerCase();
  return KERAS_CLASSES.find((known) => known.toLowerCase() === wanted);
}

/** True if a module's classes are Keras' own. */
export function isKerasModule(path: string): boolean {
  return /(?:^|[./@])(?:keras|tf_keras|tensorflow)(?:$|[./])|tfjs/.test(path);
}

export const isModelClass = (name: string) => MODELS.includes(name);

export function makeLayer(className: string, args: Arguments, cell: number): Layer {
  const dense = className === "Dense";
  return {
    kind: "layer",
    className,
    units: dense ? number(named(args, "units") ?? args.positional[0], args.open) : UNKNOWN,
    activation: activation(named(args, "activation") ?? args.positional[dense ? 1 : 0], args.open),
    input: input(className, args),
    cell,
  };
}

/** A fit's number, such as `epochs`: its default where it is not given. */
export function numberArgument(
  args: Arguments,
  name: string,
  at: number,
  otherwise: number,
): number | typeof UNKNOWN {
  const value = named(args, name) ?? args.positional[at];
  if (value === undefined) return args.open ? UNKNOWN : otherwise;
  return typeof value.constant === "number" ? value.constant : UNKNOWN;
}

/** By its name in either spelling: `inputShape` or `input_shape`. */
export function named({ named: all }: Arguments, name: string): Value | undefined {
  return all.get(name) ?? all.get(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** The number of features in a shape such as `[5]`, `(5,)`, `5` or `[null, 5]`. */
export function features(shape: Value | undefined): number | typeof UNKNOWN {
  if (typeof shape?.constant === "number") return shape.constant;
  const last = shape?.items?.at(-1)?.constant;
  return typeof last === "number" ? last : UNKNOWN;
}

/** Adds a layer, an Input or the layers of another model, as a Sequential's constructor and `add` do. */
export function addLayer(model: Model, value: Value): void {
  const { thing } = value;
  if (model.layers.length >= MOST_LAYERS) model.complete = false;
  else if (thing?.kind === "model") {
    model.layers.push(...thing.layers.slice(0, MOST_LAYERS));
    model.input ??= thing.input;
  } else if (thing?.kind !== "layer") model.complete = false;
  else if (thing.className === "Input" || thing.className === "InputLayer") model.input ??= thing.input;
  else {
    // `Dense(1)` and an `Activation` after it are what `Dense(1, activation=…)` is.
    const before = model.layers.at(-1);
    if (thing.className === "Activation" && before?.className === "Dense" && before.activation === "linear") {
      model.layers[model.layers.length - 1] = { ...before, activation: thing.activation };
      return;
    }
    if (model.layers.length === 0) model.input ??= thing.input;
    model.layers.push(thing);
  }
}

function number(value: Value | undefined, open: boolean): number | typeof UNKNOWN {
  return typeof value?.constant === "number" && !open ? value.constant : UNKNOWN;
}

function activation(value: Value | undefined, open: boolean): string {
  if (value === undefined || value.constant === null) return open ? UNKNOWN : "linear";
  if (typeof value.constant === "string") return value.constant;
  // `keras.activations.sigmoid`, `tf.nn.relu` (which is a layer's name as well)
  if (value.thing?.kind === "class") return value.thing.name.toLowerCase();
  return value.thing?.kind === "module" ? value.thing.path.split(".").at(-1)! : UNKNOWN;
}

function input(className: string, args: Arguments): Layer["input"] {
  const names = ["inputShape", "inputDim", "batchInputShape", "batchShape", "shape"];
  const given = names.map((name) => named(args, name)).find((value) => value !== undefined);
  const first = className.startsWith("Input") ? args.positional[0] : undefined;
  if (given ?? first) return features(given ?? first);
  return args.open ? UNKNOWN : null;
}
