import { NoTranslation } from "./syntax.ts";

/** A value of many elements, with its type as TypeScript spells it. */
export interface Typed {
  text: string;
  type: string;
}

/** The type of a tensor in the `call` of a layer or a function of `keras.ops`, and of a layer's weights. */
export const [TENSOR, WEIGHT] = ["Tensor", "Weight"];

export const isTensor = (type: string) => type === TENSOR || type === WEIGHT;

/** True for the data of a model, X or x_train. Their type does not tell whether they have rows, which `keras.ops` keeps. */
export const isData = ({ text, type }: Typed) => type === "NDArray" && /^x(?![a-z])/i.test(text);

/** The functions of `keras.ops` for the operators, as TypeScript spells them. */
const operators: Record<string, string> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "//": "floorDivide",
  "%": "mod",
  "**": "power",
  "@": "matmul",
  "<": "less",
  "<=": "lessEqual",
  ">": "greater",
  ">=": "greaterEqual",
  "===": "equal",
  "!==": "notEqual",
};

/** True for a side of an operation for which lists of numbers are not enough. */
const needsOps = (operator: string, side: Typed) =>
  isTensor(side.type) || isData(side) || (operator === "@" && side.type === "NDArray");

/** An operation with a tensor or data, which JavaScript's operators cannot compute; `undefined` for others. */
export function tensorOperation(operator: string, sides: Typed[]): string | undefined {
  if (!sides.some((side) => needsOps(operator, side))) return undefined;
  if (!Object.hasOwn(operators, operator)) throw new NoTranslation("an operator of tensors");
  return `ops.${operators[operator]}(${sides.map(({ text }) => text).join(", ")})`;
}

/** Names of TensorFlow's functions that `keras.ops` has under others. */
const renamed: Record<string, string> = {
  clip_by_value: "clip",
  concat: "concatenate",
  constant: "convert_to_tensor",
  pow: "power",
  reduce_variance: "var",
};

/** The name in `keras.ops` of a function of TensorFlow's with these keyword arguments. */
export function operationName(name: string, named: [string, string][], count: number): string {
  if (named.some(([option]) => !/^(axis|keepdims)$/.test(option))) throw new NoTranslation(name);
  // TensorFlow takes the place along the first axis.
  if (/^arg(max|min)$/.test(name) && count + named.length < 2) throw new NoTranslation(name);
  return Object.hasOwn(renamed, name) ? renamed[name] : name.replace(/^reduce_/, "");
}
