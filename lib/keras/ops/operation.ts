/** Makes the functions of `keras.ops`: of arrays and tensors they compute at once, of symbolic tensors they add to the graph. */
import { fromArguments, received, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../../ndarray.ts";
import { dict, tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { isProbing, retained } from "../backend/scope.ts";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { Layer } from "../layers/custom-layer.ts";
import { isKerasTensor, type KerasTensor, unwrapSingle } from "../layers/keras-tensor.ts";
import type { LayerConfig } from "../layers/layer.ts";
import type { ShownOperation } from "../layers/mask-operations.ts";
import { asTokens, type TokenData, Words } from "../layers/preprocessing/tokens.ts";
import { hasText, isWord } from "../layers/preprocessing/words.ts";
import { named } from "../named-functions.ts";
import { snakeCase } from "../state.ts";
import { Variable } from "../variable.ts";
import {
  classNameOf,
  computedType,
  type Declaration,
  declarations,
  formOf,
  operationForm,
} from "./operation-form.ts";
import { type Argument, argumentsOf, isTensors, type Signature, TENSOR } from "./signature.ts";

/** One axis or several, which may count from the end; null: all. */
export type Axis = number | readonly number[] | null;

type Named = Readonly<Record<string, unknown>>;

/** A function whose arguments are given by position, or the last ones by name. */
export interface Operation<Args extends unknown[]> {
  (...args: Args): TensorFlowTensor;
  (first: Args[0], options: Named): TensorFlowTensor;
  (first: Args[0], second: Args[1], options: Named): TensorFlowTensor;
  (first: Args[0], second: Args[1], third: Args[2], options: Named): TensorFlowTensor;
}

// Not a function type, by which TypeScript would not infer the types of defaults.
type ArgumentsOf<Compute> = Compute extends (...args: infer Args) => unknown ? Args : never;

/**
 * Makes a function that takes its arguments in a list, undefined for a default.
 *
 * @param name as it is called
 * @param compute the function of tensors; arguments with defaults may be left out
 */
export function declared<Compute extends object>(
  name: string,
  signature: Signature,
  compute: Compute,
): Declaration {
  const run = compute as unknown as (...args: unknown[]) => unknown;
  const args = argumentsOf(signature);
  const own = args.filter(({ kind }) => kind !== "only");
  const lists = args.filter(isTensors).map(({ kind }) => kind !== "tensor");
  const dtypeAt = own.findIndex(({ name }) => name === "dtype");
  const declaration: Declaration = {
    name,
    args,
    call(values, layerName) {
      const missing = own.slice(0, run.length).findIndex((_, i) => values[i] === undefined);
      if (missing !== -1) throw new ValueError(`ops.${name} needs an argument \`${own[missing].name}\`.`);
      const computed = (actual: readonly unknown[]): unknown => {
        const typed = dtypeAt < 0 ? actual : actual.with(dtypeAt, storedType(actual[dtypeAt]));
        const [moved, given] = withNumbers(typed, own);
        return moved(run(...tensorsOf(given, lists), ...given.slice(lists.length)));
      };
      const found = values.flatMap((value): KerasTensor[] =>
        (Array.isArray(value) ? value : [value]).filter(isKerasTensor),
      );
      if (found.length === 0) return retained(tensorFlowNow().tidy(() => computed(values)));
      if (isProbing()) throw new ValueError(`ops.${name} of a symbolic tensor`);
      return new OperationLayer(declaration, values, found, computed, layerName).apply(
        unwrapSingle(found) as KerasTensor,
      );
    },
  };
  declarations.set(classNameOf(name), declaration);
  return declaration;
}

/** A function of `keras.ops` with its arguments by position or by name, as `declared` describes them. */
export function operation<Compute extends object>(
  name: string,
  signature: Signature,
  compute: Compute,
): Operation<ArgumentsOf<Compute>> {
  const { args, call } = declared(name, signature, compute);
  const names = args.flatMap((one) => (one.kind === "only" ? [] : [one.name]));
  const defaults = Object.fromEntries(names.map((argument) => [argument, undefined]));
  return named(snakeCase(name), (...given: unknown[]) => {
    const values = fromArguments<Record<string, unknown>>(`ops.${name}`, given, defaults);
    return call(names.map((argument) => values[argument]));
  }) as Operation<ArgumentsOf<Compute>>;
}

/** A function of one tensor. */
export const unary = (name: string, compute: (x: TensorFlowTensor) => unknown) =>
  operation(name, { x: TENSOR }, (x: TensorFlowTensor) => compute(x));

/** A function of two tensors. */
export const binary = (name: string, compute: (x1: TensorFlowTensor, x2: TensorFlowTensor) => unknown) =>
  operation(name, { x1: TENSOR, x2: TENSOR }, (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
    compute(x1, x2),
  );

/** A reduction over axes, default all; `keepdims`: they stay, of size 1. */
export const reduction = (
  name: string,
  compute: (x: TensorFlowTensor, axes: number[], keepdims: boolean) => TensorFlowTensor,
  others: Signature = {},
) =>
  operation(
    name,
    { x: TENSOR, axis: null, keepdims: false, ...others },
    (x: TensorFlowTensor, axis: Axis = null, keepdims = false) => compute(x, axesOf(axis, x.rank), keepdims),
  );

/** A call of an operation in a functional model. */
class OperationLayer extends Layer implements ShownOperation {
  readonly args: readonly unknown[];
  readonly #declaration: Declaration;
  readonly #settings: Readonly<Record<string, unknown>>;
  readonly #compute: (inputs: readonly TensorFlowTensor[]) => unknown;
  readonly #hasWords: boolean;
  #types: string[] = [];
  /** Keras' operations neither pass masks on nor warn of it. */
  readonly usesMask = true;
  override readonly takesWords: boolean;

  constructor(
    declaration: Declaration,
    values: readonly unknown[],
    symbols: readonly KerasTensor[],
    compute: (values: readonly unknown[]) => unknown,
    name?: string,
  ) {
    super({ name }, classNameOf(declaration.name));
    this.#declaration = declaration;
    [this.args, this.#settings] = formOf(declaration, values);
    this.takesWords = declaration.args.some(({ takesWords }) => takesWords);
    this.#hasWords = symbols.some(isWord);
    this.#compute = (inputs) => {
      const left = inputs.map((input, i) =>
        isWord(symbols[i]) ? input : input.cast(computedType(symbols[i].dtype)),
      );
      const actual = (value: unknown): unknown => {
        if (isKerasTensor(value)) return left.shift();
        return Array.isArray(value) && value.some(isKerasTensor) ? value.map(actual) : value;
      };
      return compute(values.map(actual));
    };
  }

  override call(given: TensorFlowTensor): TensorFlowTensor {
    const inputs: TensorFlowTensor[] = [given].flat();
    if (!inputs.some((input) => input instanceof Words)) return this.#computed(inputs);
    // The data of a model, which are no tensors.
    return tensorFlowNow().tidy(() => {
      const outputs = [this.#computed(inputs)].flat() as TensorFlowTensor[];
      return unwrapSingle(outputs.map((x) => new Words(x.dataSync(), tuple([...x.shape]))));
    });
  }

  #computed(inputs: TensorFlowTensor[]): TensorFlowTensor {
    const result = this.#compute(inputs);
    const outputs = [result].flat() as TensorFlowTensor[];
    this.#types = outputs.map(({ dtype }) => dtype);
    const odd = outputs.find(({ shape }) => shape[0] !== inputs[0].shape[0]);
    if (odd !== undefined) {
      throw new ValueError(
        `ops.${this.#declaration.name} of a symbolic tensor has to keep the first axis, that of the samples: name other axes, such as ` +
          "`axis: -1`, or compute it in the `call` of a layer or in a loss of your own. " +
          `Received: a result of shape ${tuple([...odd.shape])} for ${inputs[0].shape[0]} samples`,
      );
    }
    // Models pass on float32.
    return unwrapSingle(outputs.map((x) => (isWord(x) ? x : x.toFloat())));
  }

  protected override get outputType(): readonly string[] {
    return this.#hasWords ? this.#types.map(() => "string") : this.#types;
  }

  override getConfig(): LayerConfig {
    return dict({ name: this.name, ...this.#settings });
  }

  /** The operation among the layers of a configuration, without its call. */
  getForm() {
    return operationForm(this.className, this.getConfig());
  }
}

/**
 * The values of an operation that moves elements with numbers for words, and a function that turns its results back to words.
 * TensorFlow.js moves few words itself.
 */
function withNumbers(
  values: readonly unknown[],
  args: readonly Argument[],
): [moved: (result: unknown) => unknown, values: readonly unknown[]] {
  const tf = tensorFlowNow();
  const words: unknown[] = [];
  const numbered = (value: unknown): unknown => {
    if (!hasText(value)) return value;
    const { values: own, shape } = asTokens(value as TokenData);
    const start = words.length;
    for (const word of own) words.push(word);
    return tf.tensor(
      Int32Array.from(own, (_, i) => start + i),
      [...shape],
      "int32",
    );
  };
  const given = values.map((value, i) => {
    if (!args[i].takesWords) return value;
    return args[i].kind !== "tensor" && Array.isArray(value) ? value.map(numbered) : numbered(value);
  });
  const worded = (x: TensorFlowTensor) =>
    tf.tensor(
      Array.from(x.dataSync() as Int32Array, (i) => words[i]),
      x.shape,
      "string",
    );
  const moved = (result: unknown) => (Array.isArray(result) ? result.map(worded) : worded(result));
  return words.length === 0 ? [(result) => result, values] : [moved, given];
}

/** Values as tensors. Whole numbers have the type of the tensors beside them, as in Keras. */
function tensorsOf(values: readonly unknown[], lists: readonly boolean[]): unknown[] {
  const made = lists.map((isList, i) => {
    const value = values[i];
    if (value === undefined || value === null || typeof value === "number") return value;
    if (!isList) return tensor(value);
    return isTensor(value)
      ? (value as TensorFlowTensor).unstack()
      : Array.from(value as unknown[], (one) => tensor(one));
  });
  const tensors = made.filter(isTensor) as TensorFlowTensor[];
  const isWhole =
    tensors.length > 0 &&
    tensors.every(({ dtype }) => dtype !== "float32") &&
    made.every((value) => typeof value !== "number" || Number.isInteger(value));
  return made.map((value) =>
    typeof value === "number" ? tensorFlowNow().scalar(value, isWhole ? "int32" : "float32") : value,
  );
}

/**
 * A tensor, number, array or variable as a tensor.
 *
 * @param dtype default: float32 for numbers, bool for booleans, else as it is
 */
export function tensor(value: unknown, dtype?: string): TensorFlowTensor {
  const made = converted(value);
  return dtype === undefined || made.dtype === dtype ? made : made.cast(dtype);
}

const DTYPES = ["bool", "int32", "float32"] as const;

/**
 * The type in which TensorFlow.js keeps numbers of a type of Keras: whole numbers of any size as int32, float64 as float32.
 *
 * @throws ValueError for a type that it does not have
 */
function storedType(dtype: unknown): unknown {
  if (typeof dtype !== "string" || /^(float32|bool|string|complex64)$/.test(dtype)) return dtype;
  if (/^u?int(8|16|32|64)$/.test(dtype)) return "int32";
  if (dtype === "float64") return "float32";
  throw new ValueError(
    `Expected \`dtype\` to be "float32", "int32" or "bool", with which TensorFlow.js computes. Received: dtype=${received(dtype)}`,
  );
}

/** Tensors to be joined in the type that holds the values of all. */
export function ofOneType(xs: TensorFlowTensor[]): TensorFlowTensor[] {
  const dtype = DTYPES.findLast((one) => xs.some((x) => x.dtype === one));
  return dtype === undefined ? xs : xs.map((x) => tensor(x, dtype));
}

function converted(value: unknown): TensorFlowTensor {
  if (isTensor(value)) return value;
  if (value instanceof Variable) return value.read();
  const tf = tensorFlowNow();
  if (typeof value === "boolean") return tf.scalar(value, "bool");
  if (Array.isArray(value)) {
    if (value.some((one) => isTensor(one) || one instanceof Variable || one instanceof NDArray))
      return tf.stack(value.map((one) => tensor(one)));
    const isBoolean = typeof value.flat(Number.POSITIVE_INFINITY)[0] === "boolean";
    const { values, shape } = asArray(value as ArrayInput, "float32", "x");
    return tf.tensor(values, [...shape], "float32").cast(isBoolean ? "bool" : "float32");
  }
  const isWhole = value instanceof Int32Array || (value instanceof NDArray && /int/.test(value.dtype));
  const { values, shape } = asArray(value as ArrayInput, isWhole ? "int32" : "float32", "x");
  return tf.tensor(values, [...shape], isWhole ? "int32" : "float32");
}

/** The axes from the front, in their order. @throws ValueError for one that the tensor lacks */
export function axesOf(axis: Axis | undefined, rank: number): number[] {
  if (axis === null || axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  return [axis].flat().map((one) => {
    const at = one < 0 ? one + rank : one;
    if (Number.isInteger(at) && at >= 0 && at < rank) return at;
    throw new ValueError(
      `Axis ${one} is out of bounds for a tensor with ${rank} axes. Received: axis=${axis}`,
    );
  });
}

/** One axis from the front. @throws ValueError for one that the tensor lacks */
export const axisOf = (axis: number, rank: number): number => axesOf(axis, rank)[0];
