/** The arguments of `keras.ops`, as Keras' functions take them and as files have them. */

class Parameter {
  constructor(
    readonly kind: "tensor" | "tensors" | "tensors by position" | "call" | "setting" | "only",
    readonly fallback?: unknown,
    readonly takesWords = false,
  ) {}
}

/** An argument that becomes a tensor. */
export const TENSOR = new Parameter("tensor");
/** A list of tensors. */
export const TENSORS = new Parameter("tensors");
/** A list of tensors, which Keras takes by position. */
export const TENSORS_BY_POSITION = new Parameter("tensors by position");
/** The same argument of an operation that only moves elements, which may be words. */
export const orWords = ({ kind }: Parameter) => new Parameter(kind, undefined, true);
/** An argument of the call of Keras' operation, where others are settings of the operation. */
export const called = (fallback?: unknown) => new Parameter("call", fallback);
/** A setting of Keras' that has its default alone here. */
export const only = (fallback: unknown) => new Parameter("only", fallback);

/** The arguments in Keras' order: settings by their defaults, or `REQUIRED`; others as the constants and functions above say. */
export type Signature = Readonly<Record<string, unknown>>;

/** An argument of an operation. */
export interface Argument extends Parameter {
  readonly name: string;
}

/** Lists the arguments of a signature. */
export const argumentsOf = (signature: Signature): Argument[] =>
  Object.entries(signature).map(([name, value]) => ({
    name,
    ...(value instanceof Parameter ? value : new Parameter("setting", value)),
  }));

/** True for a tensor and for lists of them. */
export const isTensors = ({ kind }: Argument): boolean => kind.startsWith("tensor");

/** True for an argument of Keras' call. */
export const isCalled = (argument: Argument): boolean => argument.kind === "call" || isTensors(argument);
