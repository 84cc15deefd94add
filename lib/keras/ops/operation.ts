/** Makes the functions of `keras.ops`: of arrays and tensors they compute at once, of symbolic tensors they add to the graph. */
import { fromArguments, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../../ndarray.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { isProbing } from "../backend/scope.ts";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { Layer } from "../layers/custom-layer.ts";
import { isKerasTensor, type KerasTensor, unwrapSingle } from "../layers/keras-tensor.ts";
import { named } from "../named-functions.ts";
import { snakeCase } from "../state.ts";
import { Variable } from "../variable.ts";

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
 * @param name as it is called
 * @param tensors names of the first arguments, which become tensors; with a `*`: a list of them
 * @param others names of the other arguments
 * @param compute the function of tensors; arguments with defaults may be left out
 */
export function operation<Compute extends object>(
  name: string,
  tensors: string,
  others: string,
  compute: Compute,
): Operation<ArgumentsOf<Compute>> {
  const call = compute as unknown as (...args: unknown[]) => unknown;
  const inputs = tensors.split(" ").filter(Boolean);
  const names = [...inputs.map((input) => input.replace("*", "")), ...others.split(" ").filter(Boolean)];
  const lists = inputs.map((input) => input.endsWith("*"));
  const defaults = Object.fromEntries(names.map((argument) => [argument, undefined]));
  const run = (values: unknown[]) => call(...tensorsOf(values, lists), ...values.slice(lists.length));
  return named(snakeCase(name), (...args: unknown[]) => {
    const given = fromArguments<Record<string, unknown>>(`ops.${name}`, args, defaults);
    const missing = names.slice(0, call.length).find((argument) => given[argument] === undefined);
    if (missing !== undefined) throw new ValueError(`ops.${name} needs an argument \`${missing}\`.`);
    return applied(
      name,
      names.map((argument) => given[argument]),
      run,
    );
  }) as Operation<ArgumentsOf<Compute>>;
}

/** Runs a function of these arguments, or adds it to the graph of the symbolic tensors among them. */
export function applied(
  name: string,
  values: readonly unknown[],
  run: (values: unknown[]) => unknown,
): TensorFlowTensor {
  const found = new Set(
    values.flatMap((value): KerasTensor[] => (Array.isArray(value) ? value : [value]).filter(isKerasTensor)),
  );
  if (found.size === 0) return tensorFlowNow().tidy(() => run([...values]));
  if (isProbing()) throw new ValueError(`ops.${name} of a symbolic tensor`);
  const symbols = [...found];
  const className = `${name[0].toUpperCase()}${name.slice(1)}`;
  const layer = new OperationLayer(className, (inputs) => {
    const actual = (value: unknown): unknown => {
      if (isKerasTensor(value)) return inputs[symbols.indexOf(value)];
      return Array.isArray(value) && value.some(isKerasTensor) ? value.map(actual) : value;
    };
    return run(values.map(actual));
  });
  return layer.apply(unwrapSingle(symbols) as KerasTensor);
}

/** A call of an operation in a functional model. */
class OperationLayer extends Layer {
  readonly #compute: (inputs: readonly TensorFlowTensor[]) => unknown;

  constructor(className: string, compute: (inputs: readonly TensorFlowTensor[]) => unknown) {
    super({}, className);
    this.#compute = compute;
  }

  override call(inputs: TensorFlowTensor): TensorFlowTensor {
    const outputs = this.#compute([inputs].flat());
    // Models pass on float32.
    const float = (x: TensorFlowTensor) => (isTensor(x) ? x.toFloat() : x);
    return Array.isArray(outputs) ? outputs.map(float) : float(outputs);
  }

  override getConfig(): never {
    throw new ValueError(
      `A model with ops.${this.className[0].toLowerCase()}${this.className.slice(1)} of a symbolic tensor cannot be saved. ` +
        "Write a layer whose `call` computes it, or save the weights: model.saveWeights.",
    );
  }
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
