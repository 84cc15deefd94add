/** Checks of numbers among the options. */
import { received, ValueError } from "../errors.ts";

/** In the defaults of `fromArguments`: an option that has none. */
export const REQUIRED = undefined as never;

/** @throws ValueError outside `[from, to]` */
export function inRange(name: string, value: number, from: number, to: number): number {
  if (typeof value === "number" && value >= from && value <= to) return value;
  const range = to === Number.MAX_VALUE ? `a finite number from ${from}` : `a number from ${from} to ${to}`;
  throw new ValueError(`Expected \`${name}\` to be ${range}. Received: ${name}=${value}`);
}

/** @throws ValueError unless it is a finite number from 0 */
export function nonNegative(name: string, value: number): number {
  return inRange(name, value, 0, Number.MAX_VALUE);
}

/** @throws ValueError unless it is a whole number from `from` */
export function count(name: string, value: number, from: number): number {
  if (Number.isInteger(value) && value >= from) return value;
  throw new ValueError(`\`${name}\` must be an integer >= ${from}. Received: ${name}=${value}`);
}

/** @throws ValueError unless it is a whole number from `from`, for options that Keras does not check */
export function wholeNumber(name: string, value: number, from: number): number {
  if (Number.isInteger(value) && value >= from) return value;
  const expected = from === 1 ? "a positive integer" : `an integer from ${from}`;
  const given = typeof value === "number" ? value : received(value);
  throw new ValueError(`Expected \`${name}\` to be ${expected}. Received: ${name}=${given}`);
}
