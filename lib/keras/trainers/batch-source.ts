import { received, ValueError } from "../../errors.ts";
import { Dataset } from "../dataset.ts";
import { state } from "../state.ts";
import { isDictionary, type ModelArrays, type TargetArrays } from "./structured-data.ts";

/** Batches by number, as Keras' `PyDataset`: an object with these members, or a subclass of `utils.PyDataset`. */
export interface PyDatasetLike {
  /** Number of batches; null: endless. */
  readonly length: number | null;
  getItem(index: number): unknown;
  onEpochBegin?(): void;
  onEpochEnd?(): void;
}

/** The members used of a `tf.data` dataset of TensorFlow.js. Its elements are `{ xs, ys, sampleWeight }` or lists. */
export interface TensorFlowDataset {
  /** Number of elements; null: unknown; Infinity: endless. */
  readonly size: number | null;
  iterator(): Promise<{ next(): Promise<IteratorResult<unknown>> }>;
  readonly forEachAsync: (...args: never[]) => Promise<void>;
}

/**
 * A source of batches for `fit`, `evaluate` and `predict`, in place of arrays. A batch is `[x, y]` or `[x, y, sampleWeight]`, for
 * `predict` also `[x]`, or `x` as an array or tensor.
 */
export type BatchSource = Iterable<unknown> | AsyncIterable<unknown> | PyDatasetLike | TensorFlowDataset;

export interface BatchArrays {
  readonly x: ModelArrays;
  readonly y: TargetArrays | undefined;
  readonly sampleWeight: TargetArrays | undefined;
}

interface Batches {
  next(): unknown;
  return?(value?: undefined): unknown;
}

/** True for batches, and not for arrays, tensors, frames and dictionaries of them. */
export function isBatchSource(data: unknown): data is BatchSource {
  if (typeof data !== "object" || data === null) return false;
  if (Array.isArray(data) || ArrayBuffer.isView(data) || "shape" in data) return false;
  return isPyDataset(data) || isTensorFlowDataset(data) || isIterable(data);
}

function isIterable(data: object): data is Iterable<unknown> | AsyncIterable<unknown> {
  return Symbol.iterator in data || Symbol.asyncIterator in data;
}

function isPyDataset(data: object): data is PyDatasetLike {
  return "getItem" in data && typeof data.getItem === "function";
}

function isTensorFlowDataset(data: object): data is TensorFlowDataset {
  return "forEachAsync" in data && "iterator" in data && typeof data.iterator === "function";
}

/** Keras' word for a source. */
type SourceKind = "generator" | "PyDataset" | "tf.data.Dataset";

function kindOf(source: BatchSource): SourceKind {
  if (isPyDataset(source)) return "PyDataset";
  return isTensorFlowDataset(source) ? "tf.data.Dataset" : "generator";
}

/** How a call uses a source. */
interface ReadingOptions {
  /** The option for the number of steps, named in errors. */
  readonly stepsName: "stepsPerEpoch" | "validationSteps" | "steps";
  /** Batches per epoch; undefined: all. */
  readonly steps: number | undefined;
  /** Takes the batches of a `PyDataset` in random order. */
  readonly shuffle?: boolean;
}

/**
 * Reads a source, epoch after epoch.
 *
 * With a number of steps, an epoch continues where the last one ended, and the source starts over after its end; without one,
 * every epoch takes all of it. Each validation starts over, as in Keras. A generator can be read only once, and stays open.
 */
export class BatchReader {
  readonly kind: SourceKind;
  /** Number of batches of an epoch; null: unknown. */
  readonly count: number | null;
  private readonly isOnce: boolean;
  private open: Batches | undefined;
  /** Batches that were read ahead. */
  private readonly ahead: IteratorResult<unknown>[] = [];
  private hasWarned = false;
  private hasRead = false;

  /** @throws ValueError for an endless source without a number of steps */
  constructor(
    private readonly source: BatchSource,
    private readonly options: ReadingOptions,
  ) {
    const { steps, stepsName } = options;
    const size = sizeOf(source);
    this.kind = kindOf(source);
    this.isOnce = this.kind === "generator" && Object.is(iteratorOf(source), source);
    if (size === Number.POSITIVE_INFINITY && steps === undefined) {
      throw new ValueError(
        `When passing an infinitely repeating dataset, please specify a \`${stepsName}\` value so that epoch level ` +
          "callbacks continue to work.",
      );
    }
    if (size === 0) throw new ValueError(`The ${this.kind} has length 0`);
    this.count = steps ?? size;
  }

  /**
   * Reads the first batch ahead, from which a model without an input shape is built.
   *
   * @throws ValueError for an empty source
   */
  async first(): Promise<BatchArrays> {
    this.open = await this.begin();
    const first = await this.next();
    if (first.done === true) {
      const [kind, name] = this.kind === "generator" ? ["generator", "generator"] : [this.kind, "dataset"];
      throw new ValueError(
        `When passing a ${kind} to a Keras model, the ${name} must yield at least one batch. Received an empty ${name}.`,
      );
    }
    this.ahead.push(first);
    return this.arraysOf(first.value);
  }

  /**
   * The batches of the next epoch, with Keras' warning if there are too few.
   *
   * @throws ValueError for a value that is not a batch
   */
  async *epoch(): AsyncGenerator<BatchArrays> {
    const { steps } = this.options;
    const source = this.source as Partial<PyDatasetLike>;
    if (this.options.stepsName === "validationSteps" && this.hasRead) await this.close();
    this.hasRead = true;
    if (this.kind === "PyDataset") source.onEpochBegin?.();
    let seen = 0;
    while (steps === undefined || seen < steps) {
      let item = await this.next();
      if (item.done === true && seen === 0 && !this.isOnce) {
        this.open = undefined;
        item = await this.next();
      }
      if (item.done === true) break;
      seen++;
      try {
        yield this.arraysOf(item.value);
      } finally {
        if (this.kind === "tf.data.Dataset") dispose(item.value);
      }
    }
    const ranOut = steps !== undefined && seen < steps;
    if (ranOut) this.warn();
    if ((steps === undefined || ranOut) && !this.isOnce) this.open = undefined;
    if (this.kind === "PyDataset") source.onEpochEnd?.();
    // As in Keras, which begins the next pass here, and another one in the next epoch: shuffled orders are those of every second pass.
    if (steps === undefined && this.source instanceof Dataset && this.source.size !== null)
      this.source[Symbol.iterator]();
  }

  /** True for a generator that has no batch left, with a warning. */
  async hasEnded(): Promise<boolean> {
    if (!this.isOnce) return false;
    if (this.ahead.length === 0) this.ahead.push(await this.next());
    const hasEnded = this.ahead[0].done === true;
    if (hasEnded) this.warn();
    return hasEnded;
  }

  private warn(): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    const { stepsName } = this.options;
    const wanted = stepsName === "stepsPerEpoch" ? "stepsPerEpoch * epochs" : stepsName;
    warnOfEnd(wanted);
  }

  /** Closes what is still open, except the caller's generator. */
  async close(): Promise<void> {
    if (this.isOnce) return;
    for (const { value } of this.ahead.splice(0)) if (this.kind === "tf.data.Dataset") dispose(value);
    await this.open?.return?.();
    this.open = undefined;
  }

  private async next(): Promise<IteratorResult<unknown>> {
    const ahead = this.ahead.shift();
    if (ahead !== undefined) return ahead;
    this.open ??= await this.begin();
    return (await this.open.next()) as IteratorResult<unknown>;
  }

  private async begin(): Promise<Batches> {
    const { source } = this;
    if (isPyDataset(source)) return itemsOf(source, this.options.shuffle ?? false);
    return isTensorFlowDataset(source) ? await source.iterator() : iteratorOf(source);
  }

  private arraysOf(given: unknown): BatchArrays {
    const batch = this.kind === "tf.data.Dataset" ? fieldsOf(given) : given;
    if (!Array.isArray(batch) || areTexts(batch))
      return { x: batch as ModelArrays, y: undefined, sampleWeight: undefined };
    if (batch.length >= 1 && batch.length <= 3 && batch.every(isData)) {
      const [x, y, sampleWeight] = batch;
      return { x, y: y ?? undefined, sampleWeight: sampleWeight ?? undefined };
    }
    const shown = Array.isArray(given) ? `a list of ${given.length}` : received(given);
    throw new ValueError(
      `When passing a ${this.kind} to a Keras model, each batch must be a list, either [inputs] or [inputs, targets] or ` +
        `[inputs, targets, sampleWeights]. Received: ${shown}${batch.every(isData) ? "" : " of numbers"}`,
    );
  }
}

/** A batch of a `tf.data` dataset has fields. @throws ValueError for others, which would not be seen */
function fieldsOf(batch: unknown): unknown {
  if (!isDictionary(batch) || !("xs" in batch)) return batch;
  const { xs, ys, sampleWeight, ...others } = batch;
  const [other] = Object.keys(others);
  if (other === undefined)
    return sampleWeight === undefined ? (ys === undefined ? [xs] : [xs, ys]) : [xs, ys, sampleWeight];
  throw new ValueError(
    `Expected the elements of a dataset to be { xs }, { xs, ys } or { xs, ys, sampleWeight }. Received: \`${other}\` beside \`xs\``,
  );
}

/** True for inputs, which are no list of parts. */
function areTexts(batch: readonly unknown[]): boolean {
  return batch.length > 0 && batch.every((part) => typeof part === "string");
}

function isData(part: unknown): boolean {
  return part === null || part === undefined || typeof part === "object";
}

function sizeOf(source: BatchSource): number | null {
  if (isTensorFlowDataset(source)) return source.size ?? null;
  if (!isPyDataset(source)) return null;
  const { length } = source;
  if (length === null || length === undefined || length === Number.POSITIVE_INFINITY)
    return Number.POSITIVE_INFINITY;
  if (Number.isInteger(length) && length >= 0) return length;
  throw new ValueError(
    `Expected \`length\` of a PyDataset to be its number of batches, or null. Received: ${received(length)}`,
  );
}

function iteratorOf(source: BatchSource): Batches {
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
  return (source as Iterable<unknown>)[Symbol.iterator]();
}

/** As in Keras, `setRandomSeed` decides the order: Python's generator draws it after the seeds of the layers. */
async function* itemsOf(dataset: PyDatasetLike, shuffle: boolean): AsyncGenerator<unknown, void> {
  if (sizeOf(dataset) === Number.POSITIVE_INFINITY) for (let i = 0; ; i++) yield await dataset.getItem(i);
  const indices = Array.from({ length: dataset.length as number }, (_, i) => i);
  for (const i of shuffle ? state.layerSeeds.shuffled(indices) : indices) yield await dataset.getItem(i);
}

/** Frees the tensors of a dataset's element. */
function dispose(element: unknown): void {
  if (typeof element !== "object" || element === null || ArrayBuffer.isView(element)) return;
  if ("dispose" in element && typeof element.dispose === "function") element.dispose();
  else for (const part of Object.values(element)) dispose(part);
}

/** @throws ValueError for arguments that belong to arrays only */
export function checkBatchArguments(
  x: BatchSource,
  { y, sampleWeight, classWeight, validationSplit }: Record<string, unknown>,
): void {
  const kind = kindOf(x);
  const given = { y: [y, "targets"], sampleWeight: [sampleWeight, "sample weights"] } as const;
  for (const [name, [value, words]] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    throw new ValueError(
      `When providing \`x\` as a ${kind}, \`${name}\` should not be passed. Instead, the ${words} should be included ` +
        `as part of the ${kind}.`,
    );
  }
  if (validationSplit !== undefined && validationSplit !== 0) {
    throw new ValueError(
      `Argument \`validationSplit\` is only supported for arrays and tensors. Found incompatible type in the input: ${kind}`,
    );
  }
  if (kind === "generator" && classWeight !== undefined) {
    throw new ValueError(
      `Argument \`classWeight\` is not supported for generators. Received: classWeight=${JSON.stringify(classWeight)}. ` +
        "Give sample weights as the third part of each batch.",
    );
  }
}

/** Warns in Keras' words of data that end before an epoch does. @param wanted how many batches there should be */
export function warnOfEnd(wanted: string): void {
  console.warn(
    "Your input ran out of data; interrupting training. Make sure that your dataset or generator can generate at least " +
      `\`${wanted}\` batches. You may need to use the \`.repeat()\` function when building your dataset.`,
  );
}
