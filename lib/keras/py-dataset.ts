/**
 * Base class of batches that are made or read when they are needed: `fit`, `evaluate` and `predict` ask for them by number.
 *
 * `fit` takes them in random order, unless `shuffle` is false, another one in each epoch.
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
  /** Number of batches; null: without end, which needs `stepsPerEpoch`. */
  abstract get length(): number | null;

  /** The batch of that number, from 0: `[x, y]`, `[x, y, sampleWeight]`, or for `predict` `[x]`; it may be a promise. */
  abstract getItem(index: number): unknown;

  /** Called before each epoch. */
  onEpochBegin(): void {}

  /** Called after each epoch. */
  onEpochEnd(): void {}
}
