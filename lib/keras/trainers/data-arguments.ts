import { type BatchSource, checkBatchArguments, isBatchSource } from "./batch-source.ts";
import { OPTIONS } from "./options.ts";
import { isDictionary, type ModelArrays, type TargetArrays } from "./structured-data.ts";

/** The arguments of `fit` and `evaluate`; batches need no `y`. */
export type DataArguments<Options> = readonly [
  x: ModelArrays | BatchSource,
  y?: TargetArrays | Options | null,
  options?: Options,
];

/**
 * @param needsNoTargets whether arrays, too, may come without targets
 * @throws ValueError for targets beside batches, which hold their own
 */
export function dataArguments<Options extends object>(
  [x, second, third]: DataArguments<Options>,
  needsNoTargets = false,
): { x: ModelArrays | BatchSource; y: TargetArrays | undefined; options: Options } {
  if (!isBatchSource(x) && needsNoTargets && third === undefined && isDictionary(second)) {
    const areOptions = Object.keys(second).every((name) => name in OPTIONS.fit || name in OPTIONS.evaluate);
    if (areOptions) return { x, y: undefined, options: second as Options };
  }
  if (!isBatchSource(x))
    return { x, y: (second ?? undefined) as TargetArrays | undefined, options: third ?? ({} as Options) };
  // Targets beside batches are refused; anything else in their place is options.
  const areOptions = third === undefined && isDictionary(second);
  if (!areOptions) checkBatchArguments(x, { y: second });
  return { x, y: undefined, options: ((areOptions ? second : third) ?? {}) as Options };
}
