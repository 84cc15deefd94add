/**
 * Base class of datasets whose batches are made or read on demand: `fit`, `evaluate` and `predict` ask for them by index.
 *
 * `fit` takes them in a new random order in each epoch, unless `shuffle` is false.
 *
 * Porting note: `workers`, `useMultiprocessing` and `maxQueueSize` are missing, as `getItem` may return a promise.
 *
 * @example
 * class Squares extends utils.PyDataset {
 *   override get length(): number {
 *     return 3;
 *   }
 *   override getItem(index: number) {
 *     const x = [[4 * index], [4 * index + 1], [4 * index + 2], [4 * index + 3]];
 *     return [x, x.map(([value]) => value ** 2)] as const;
 *   }
 * }
 * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 * model.compile({ optimizer: "adam", loss: "mse" });
 * await model.fit(new Squares(), { epochs: 2, verbose: 0 });
 */
export abstract class PyDataset {
  /** Number of batches; null: endless, which needs `stepsPerEpoch`. */
  abstract get length(): number | null;

  /** The batch with this index, from 0: `[x, y]`, `[x, y, sampleWeight]`, or for `predict` `[x]`; it may be a promise. */
  abstract getItem(index: number): unknown;

  /** Called before each epoch. */
  onEpochBegin(): void {}

  /** Called after each epoch. */
  onEpochEnd(): void {}
}
