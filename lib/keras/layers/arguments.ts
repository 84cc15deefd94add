/** Checks of the arguments that layers for sequences and images share. */
import { received, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";

/** In the defaults of `fromArguments`: an option that has none. */
export const REQUIRED = undefined as never;

/** Where the channels of an image are: its last axis or its first. */
export type DataFormat = "channels_last" | "channels_first";

/** @throws ValueError for another name; null is `"channels_last"` */
export function dataFormat(format: DataFormat | null): DataFormat {
  if (format === null) return "channels_last";
  if (format === "channels_last" || format === "channels_first") return format;
  throw new ValueError(
    "The `data_format` argument must be one of {'channels_first', 'channels_last'}. " +
      `Received: data_format=${received(format)}`,
  );
}

/** The axis of the channels in a batch with that number of axes. */
export function channelAxis(format: DataFormat, ndim: number): number {
  return format === "channels_first" ? 1 : ndim - 1;
}

/**
 * One integer for each of `count` axes.
 *
 * @param value one for all, or a list
 * @param smallest default 1
 * @throws ValueError for another number of integers, or a smaller one
 */
export function sizes(
  value: number | readonly number[],
  count: number,
  name: string,
  smallest = 1,
): number[] {
  const list = typeof value === "number" ? new Array<number>(count).fill(value) : value;
  const isTuple = Array.isArray(list) && list.length === count && list.every(Number.isInteger);
  const small = isTuple ? list.filter((size) => size < smallest) : [];
  if (isTuple && small.length === 0) return tuple([...list]);
  const shown = Array.isArray(value)
    ? tuple([...value])
    : typeof value === "number"
      ? value
      : received(value);
  throw new ValueError(
    `The \`${name}\` argument must be a tuple of ${count} integers. Received ${name}=${shown}` +
      (small.length === 0
        ? ""
        : `, including values {${[...new Set(small)].join(", ")}} that do not satisfy ` +
          `\`value ${smallest === 0 ? ">= 0" : "> 0"}\``),
  );
}

/** `[before, after]` of the rows and of the columns. @throws ValueError for anything but integers from 0 */
export function pairs(
  value: number | readonly [number | readonly number[], number | readonly number[]],
  name: string,
): number[][] {
  if (typeof value === "number") return tuple([sizes(value, 2, name, 0), sizes(value, 2, name, 0)]);
  if (Array.isArray(value) && value.length === 2) {
    return tuple([
      sizes(value[0], 2, `1st entry of ${name}`, 0),
      sizes(value[1], 2, `2nd entry of ${name}`, 0),
    ]);
  }
  throw new ValueError(
    `\`${name}\` should be either an int, a tuple of 2 ints or a tuple of 2 tuples of 2 ints. ` +
      `Received: ${name}=${received(value)}`,
  );
}
