import { nextCount, snakeCase, uniqueName } from "../state.ts";
import { dialect } from "./dialect.ts";

/** Keras' name for the next input: `input_1`, `input_2`, or in Keras 3's words `input_layer`, `input_layer_1`. */
export function uniqueInputName(): string {
  const { name, first } = dialect().input;
  const count = nextCount(name);
  if (first === null) return count === 0 ? name : `${name}_${count}`;
  return `${name}_${count + first}`;
}

/** The name of the input that comes from the shape of a first layer. */
export function derivedInputName(layer: string): string {
  const { derivedInput } = dialect();
  return derivedInput === null ? uniqueInputName() : layer + derivedInput;
}

/**
 * The name of an optimizer. One from a file keeps the name that it has there.
 *
 * @param given its name, or the default, that of its class
 */
export function optimizerName(className: string, given: string): string {
  return given === className && dialect().numbersNames ? uniqueName(className) : given;
}

/** The name of a metric or wrapping optimizer that is given none: `precision`, and in Keras 3's words for the next `precision_1`. */
export function defaultName(className: string): string {
  return dialect().numbersNames ? uniqueName(className) : snakeCase(className);
}

/** Counts the graph inside a `Sequential`, whose name Keras 3 takes from those of other graphs. */
export function countGraph(): void {
  if (dialect().numbersNames) uniqueName(dialect().graph);
}

/** The objects of a kind, `"loss"` for example, that this version of Keras has by these names. */
export function knownNames<T>(kind: string, known: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const unknown = dialect().unknownNames[kind];
  if (unknown === undefined) return known;
  return Object.fromEntries(Object.entries(known).filter(([name]) => !unknown.includes(name)));
}
