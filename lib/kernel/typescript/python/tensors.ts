import type { Typed } from "./numpy.ts";
import { NoTranslation } from "./syntax.ts";
import { simple } from "./typescript-text.ts";

/** The type of a tensor of TensorFlow.js' in the `call` of a layer, and of the layer's weights. */
export const [TENSOR, WEIGHT] = ["Tensor", "Weight"];

export const isTensor = (type: string) => type === TENSOR || type === WEIGHT;

/** The methods of tensors for Python's operators. */
const operators: Record<string, string> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "//": "floorDiv",
  "%": "mod",
  "**": "pow",
  "@": "matMul",
  "<": "less",
  "<=": "lessEqual",
  ">": "greater",
  ">=": "greaterEqual",
};

/** A value with tensors, a weight read as one. */
export const tensorOf = ({ text, type }: Typed) => (type === WEIGHT ? `${text}.read()` : text);

/** An operation with a tensor, which JavaScript's operators cannot compute; `undefined` for others. */
export function tensorOperation(operator: string, sides: Typed[]): string | undefined {
  const at = sides.findIndex(({ type }) => isTensor(type));
  if (at < 0) return undefined;
  const method = operators[operator];
  if (method === undefined) throw new NoTranslation("an operator of tensors");
  const [tensor, other] = [simple(tensorOf(sides[at])), tensorOf(sides[1 - at])];
  if (at === 0 || /^[+*]$/.test(operator)) return `${tensor}.${method}(${other})`;
  if (operator === "-") return `${tensor}.neg().add(${other})`;
  if (operator === "/") return `${tensor}.reciprocal().mul(${other})`;
  throw new NoTranslation("an operator of tensors");
}

/** Functions of TensorFlow and of `keras.ops` that tensors have as methods under another name. */
const renamed: Record<string, string> = {
  argmax: "argMax",
  matmul: "matMul",
  multiply: "mul",
  negative: "neg",
  subtract: "sub",
  divide: "div",
  reduce_max: "max",
  reduce_mean: "mean",
  reduce_min: "min",
  reduce_sum: "sum",
};

const same =
  /^(abs|add|argMax|ceil|cos|dot|elu|erf|exp|floor|log|max|maximum|mean|min|minimum|neg|pow|relu|round|selu|sigmoid|sign|sin|softmax|softplus|sqrt|square|sum|tanh|transpose)$/;

/** The call of such a function. */
export function tensorFunction(name: string, [first, ...rest]: Typed[], named: [string, string][]): string {
  const method = Object.hasOwn(renamed, name) ? renamed[name] : same.test(name) ? name : undefined;
  const [[option, axis] = [], ...others] = named;
  if (method === undefined || others.length > 0 || (option !== undefined && option !== "axis"))
    throw new NoTranslation(name);
  // Without an axis Keras takes the place in the whole tensor.
  if (method === "argMax" && rest.length === 0 && axis === undefined) throw new NoTranslation(name);
  if (!isTensor(first.type)) throw new NoTranslation(name);
  return `${simple(tensorOf(first))}.${method}(${[...rest.map(tensorOf), axis ?? []].flat().join(", ")})`;
}
