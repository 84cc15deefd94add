import { isPlainObject, ValueError } from "../../errors.ts";
import type { NDArray } from "../../ndarray.ts";
import { dialect } from "../dialects/dialect.ts";

/** Sizes per axis; `null` is any size, as that of a batch. */
export type Shape = (number | null)[];

/** The shapes of a layer's inputs; one shape is that of a single input. */
export const shapesIn = (shape: Shape | readonly Shape[]): Shape[] =>
  (Array.isArray(shape[0]) ? shape : [shape]) as Shape[];

/** The shape of one sample of an input; of a list of inputs, whose shapes are those of their calls, none. */
export function sampleShape(inputShape: Shape | readonly Shape[] | undefined): readonly number[] {
  return Array.isArray(inputShape?.[0]) ? [] : ((inputShape?.slice(1) ?? []) as number[]);
}

/** The numbers in one sample of that shape. */
export function sampleSize(shape: Shape): number {
  return shape.slice(1).reduce<number>((product, size) => product * (size ?? 1), 1);
}

/** One, a list or a dictionary of something, or several in each other: the inputs and outputs of layers and models. */
export type Structure<T> = T | readonly Structure<T>[] | { readonly [name: string]: Structure<T> };

/** One tensor or a list, as most layers have. TypeScript cannot tell which, and accepts both; a dictionary takes a cast by way of `unknown`. */
export type OneOrList = KerasTensor & KerasTensor[];

/** Arrays in the form of symbolic tensors. */
export type Arrays<Form> = 0 extends 1 & Form
  ? Form
  : Form extends OneOrList
    ? NDArray & NDArray[]
    : Form extends KerasTensor
      ? NDArray
      : Form extends readonly unknown[]
        ? NDArray[]
        : { [Name in keyof Form]: NDArray };

/**
 * A symbolic tensor: the shape of a layer's output before there are data. `Input` makes the first ones, `layer.apply` the others;
 * `Model` takes those that are its inputs and outputs.
 *
 * @example
 * const inputs = Input({ shape: [3] });
 * const outputs = new Dense(1).apply(inputs);
 * console.log(outputs.shape); // (None, 1)
 */
export class KerasTensor {
  /** Which steps count, where a layer said so and the dialect shows it. */
  mask: KerasTensor | undefined;

  /**
   * @param shape sizes per axis, `null` for that of the batch
   * @param node the call of a layer that computes it
   * @param index among the outputs of that call
   * @param dtype `"float32"` unless an input is declared otherwise
   */
  constructor(
    readonly shape: Shape,
    readonly node: Node,
    readonly index: number,
    readonly dtype = "float32",
  ) {}

  /** The name of the layer that computes it. */
  get name(): string {
    return this.node.layer.name;
  }

  toString(): string {
    return dialect().tensor(this);
  }

  /** Shown by `console.log` and as the result of a cell. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** A call of a layer on symbolic tensors; an input layer has one without inputs. */
export class Node {
  readonly outputs: readonly KerasTensor[];
  /** The masks of the inputs that the dialect shows among the arguments. */
  masks: readonly KerasTensor[] = [];

  /**
   * @param inputs as the layer was called with them
   * @param shapes of the outputs
   * @param dtype of the outputs, or of each of them
   * @param training as the layer was called with it; undefined: as the model is called
   * @param options of the call that are the layer's own
   */
  constructor(
    readonly layer: { readonly name: string },
    readonly inputs: Structure<KerasTensor> | null,
    shapes: readonly Shape[],
    readonly training?: boolean,
    dtype?: string | readonly string[],
    readonly options: Readonly<Record<string, unknown>> = {},
  ) {
    this.outputs = shapes.map((shape, i) => {
      return new KerasTensor(shape, this, i, typeof dtype === "string" ? dtype : dtype?.[i]);
    });
  }

  /** The inputs as a list. */
  get parents(): readonly KerasTensor[] {
    return this.inputs === null ? [] : flatten(this.inputs);
  }
}

/** The only call of a layer. @throws ValueError in Keras' words if there is none, or more than one */
export function onlyNode(
  { name, inboundNodes }: { readonly name: string; readonly inboundNodes: readonly Node[] },
  attribute: string,
): Node {
  if (inboundNodes.length === 1) return inboundNodes[0];
  if (inboundNodes.length === 0) throw neverCalled(name, attribute);
  throw new ValueError(
    `The layer ${name} has multiple inbound nodes, hence the notion of "layer ${attribute}" is ill-defined.`,
  );
}

/** Keras' error for an attribute that a layer or model has once it is called. */
export const neverCalled = (name: string, attribute: string): ValueError =>
  new ValueError(`The layer ${name} has never been called and thus has no defined ${attribute}.`);

/** The calls of layers between a model's inputs and its outputs. */
export interface Graph {
  readonly inputs: readonly KerasTensor[];
  readonly outputs: readonly KerasTensor[];
  /** In an order in which they can be computed, the deepest first; without those of the inputs. */
  readonly nodes: readonly Node[];
  /** In Keras' order: by depth, then as they are met from the outputs. Each once; input layers among them. */
  readonly layers: readonly Node["layer"][];
}

/**
 * True for a symbolic tensor; by its members, as a reloaded module has another class of the same name.
 *
 * @example
 * console.log(utils.isKerasTensor(Input({ shape: [3] }))); // true
 */
export function isKerasTensor(value: unknown): value is KerasTensor {
  return (
    typeof value === "object" && value !== null && "node" in value && "shape" in value && "index" in value
  );
}

/** True if all are symbolic tensors. */
export function areKerasTensors(value: unknown): value is Structure<KerasTensor> {
  if (isKerasTensor(value)) return true;
  if (typeof value !== "object" || value === null || "shape" in value) return false;
  const parts = Object.values(value);
  return parts.length > 0 && parts.every(areKerasTensors);
}

/** A single one as it is, several as a list. */
export const unwrapSingle = <List extends readonly unknown[]>(list: List): List[number] | List =>
  list.length === 1 ? list[0] : list;

/** The parts of a structure as a list; dictionaries in the order of their sorted keys, as in `tree.flatten` of Keras. */
export function flatten<T extends object>(structure: Structure<T>): readonly T[] {
  const parts = partsIn(structure);
  if (parts === undefined) return [structure as T];
  return parts.flatMap(([, part]) => (isStructure(part) ? flatten(part as Structure<T>) : [part as T]));
}

/** Packs parts into the form of a structure. */
export function packAs<T>(structure: Structure<object>, parts: readonly T[]): Structure<T> {
  let next = 0;
  const pack = (form: unknown): Structure<T> => {
    const inner = partsIn(form);
    if (inner === undefined) return parts[next++];
    const packed = inner.map(([key, part]) => [key, isStructure(part) ? pack(part) : parts[next++]] as const);
    return Array.isArray(form) ? packed.map(([, part]) => part) : Object.fromEntries(packed);
  };
  return pack(structure);
}

/** The parts of a list or dictionary with their names; undefined for anything else. */
function partsIn(structure: unknown): (readonly [name: string, part: unknown])[] | undefined {
  if (Array.isArray(structure)) return structure.map((part, i) => [String(i), part]);
  if (!isPlainObject(structure)) return undefined;
  return Object.keys(structure)
    .sort()
    .map((name) => [name, structure[name]]);
}

/** True for a list or dictionary of tensors or arrays within another one, and not for rows of numbers. */
export function isStructure(part: unknown): boolean {
  if (Array.isArray(part)) return typeof part[0] === "object" && part.some(isPart);
  return isPlainObject(part) && !("shape" in part) && Object.values(part).some(isPart);
}

const isPart = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  !ArrayBuffer.isView(value) &&
  (isStructure(value) || !Array.isArray(value));

/** @throws ValueError unless they are symbolic tensors, in Keras' words */
export function checkKerasTensors(value: unknown, name: "inputs" | "outputs"): readonly KerasTensor[] {
  const parts =
    isKerasTensor(value) || typeof value !== "object" || value === null ? [value] : Object.values(value);
  const wrong = parts.find((part) => !isKerasTensor(part));
  if (parts.length > 0 && wrong === undefined && parts.every(isKerasTensor)) {
    return flatten(value as Structure<KerasTensor>);
  }
  throw new ValueError(
    `All \`${name}\` values must be KerasTensors, as \`Input\` and \`layer.apply\` return them. Received: ${name}=${describe(value)}` +
      (parts.length === 0 ? "" : ` including invalid value ${describe(wrong)}`),
  );
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describe).join(", ")}]`;
  if (typeof value === "function") return value.name || "a function";
  return String(value);
}
