import type { ArrayInput } from "../../ndarray.ts";
import type { CallContext } from "../backend/tensor-types.ts";
import type { KerasTensor } from "./keras-tensor.ts";
import type { ApplyOptions, CallOptions } from "./layer-options.ts";

/** The context of a `call` of one's own, with the options that it was called with. */
// biome-ignore lint/suspicious/noExplicitAny: the layer knows their types
export type OwnContext = CallContext & Readonly<Record<string, any>>;

/** Options of `apply`, and those of a `call` of one's own: `layer.apply(x, { temperature: 2 })`. */
export interface OwnApplyOptions extends ApplyOptions {
  readonly [option: string]: unknown;
}

/** An argument of `apply` after the first one: another input, or the options. */
export type CallArgument =
  | KerasTensor
  | { dataId: object }
  | ArrayInput
  | ApplyOptions
  | OwnApplyOptions
  | undefined;

/** The parameters of a method: the inputs, then a name or a pattern. */
const PARAMETERS = /^[^(]*\(\s*(?:[\w$]+|\{[^{}]*\}|\[[^[\]]*\])\s*(?:,\s*(?:\{([^{}]*)\}|([\w$]+)))?\s*\)/;

/**
 * The names that a `call` takes from its context, `call(inputs, { temperature = 1 })`, which are options of `apply`.
 *
 * @returns null for any names: the context is not taken apart
 */
export function optionsOfCall(call: object): Readonly<Record<string, true>> | null {
  const parameters = PARAMETERS.exec(String(call));
  const [, pattern = "", name] = parameters ?? [];
  if (parameters === null || name !== undefined || pattern.includes("...")) return null;
  const names = pattern.split(",").flatMap((part) => /^\s*([\w$]+)/.exec(part)?.[1] ?? []);
  return Object.fromEntries(names.map((name) => [name, true]));
}

/** The context of a call with these options. */
export function withOptions(
  context: CallContext,
  { isMasked: _, isSpread: _1, ...options }: CallOptions,
): OwnContext {
  return Object.keys(options).length === 0 ? context : { ...context, ...options };
}

/**
 * The arguments of `apply`. Several inputs one after the other, `layer.apply(query, values)`, become a list, and `isSpread` is among
 * the options.
 *
 * @returns undefined for a single input
 */
export function severalInputs(
  args: readonly unknown[],
): [inputs: unknown[], options: OwnApplyOptions] | undefined {
  const count = args.findIndex((one) => !isInput(one));
  const inputs = count < 0 ? [...args] : args.slice(0, count);
  if (inputs.length < 2) return undefined;
  return [inputs, { ...(args[inputs.length] as OwnApplyOptions | undefined), isSpread: true }];
}

function isInput(value: unknown): boolean {
  return Array.isArray(value) || (typeof value === "object" && value !== null && "shape" in value);
}

/** The inputs as a `call` or `build` of one's own takes them: one argument, or one for each. */
export function spread<T>(inputs: T, { isSpread }: CallOptions): [T] {
  return (isSpread ? inputs : [inputs]) as [T];
}
