import { type BatchSource, checkBatchArguments, isBatchSource } from "./batch-source.ts";
import { isDictionary, type ModelArrays } from "./structured-data.ts";

/** The arguments of `fit` and `evaluate`; batches need no `y`. */
export type DataArguments<Options> = readonly [
  x: ModelArrays | BatchSource,
  y?: ModelArrays | Options | null,
  options?: Options,
];

/** @throws ValueError for targets beside batches, which hold their own */
export function dataArguments<Options extends object>([x, second, third]: DataArguments<Options>) {
  if (!isBatchSource(x)) return { x, y: second as ModelArrays, options: third ?? ({} as Options) };
  // Targets beside batches are refused as such; what else stands in their place are options.
  const areOptions = third === undefined && isDictionary(second);
  if (!areOptions) checkBatchArguments(x, { y: second });
  return { x, y: undefined, options: ((areOptions ? second : third) ?? {}) as Options };
}
