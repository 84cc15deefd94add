import { shuffleWords } from "../engine/index.ts";
import { isPlainObject, ValueError, withDefaults } from "../errors.ts";
import { NDArray } from "../ndarray.ts";
import { wholeNumber } from "./checks.ts";
import {
  type Batched,
  batchOf,
  type Data,
  partsOf,
  rowsOf,
  type Unbatched,
  withoutTensors,
} from "./dataset-elements.ts";
import { freshSeed, state } from "./state.ts";

/** The arguments of a function of an element: the parts of a list. */
type Parts<Element> = Element extends readonly unknown[]
  ? number extends Element["length"]
    ? [element: Element]
    : Element
  : [element: Element];

interface ShuffleOptions {
  /** Default: drawn for the seed of `setRandomSeed`. */
  seed?: number | null;
  /** Another order in each pass, default true. */
  reshuffleEachIteration?: boolean;
}

/** TensorFlow's global seed where none is set. */
const GRAPH_SEED = 87654321;

/**
 * Elements that are read one after the other: numbers, texts, or lists and dictionaries of them, such as `[x, y]`. Batches of them are data for
 * `fit`, `evaluate`, `predict` and the `adapt` of preprocessing layers; `for … of` reads them repeatedly.
 *
 * It has what tutorials use of TensorFlow's `tf.data.Dataset`, with the same orders for the same seeds. The functions of `map` and `filter` get
 * the parts of an element as arguments, and are called when it is read, each time; `cache` keeps what it read.
 *
 * @example
 * const dataset = utils.Dataset.fromTensorSlices([[1], [2], [3]], [0, 1, 0]).batch(2);
 * const doubled = dataset.map((x, y) => [ops.multiply(x, 2), y]);
 * for (const [x, y] of doubled.take(1)) console.log(x.arraySync(), y.arraySync()); // [ [ 2 ], [ 4 ] ] [ 0, 1 ]
 */
export class Dataset<Element> implements Iterable<Element> {
  /**
   * @param size number of elements; null: unknown; Infinity: endless
   * @param open begins a pass
   */
  constructor(
    readonly size: number | null,
    private readonly open: () => Iterator<Element>,
  ) {}

  /**
   * A dataset of the rows of arrays.
   *
   * @param parts arrays of numbers or texts, or dictionaries of them: one, or several for elements of as many parts
   * @throws ValueError for different numbers of rows, and none
   *
   * @example
   * const people = utils.Dataset.fromTensorSlices({ age: [41, 52], job: ["cook", "baker"] }, [0, 1]);
   * for (const [x, y] of people.batch(2)) console.log(x.age.arraySync(), x.job, y.arraySync()); // [ 41, 52 ] [ 'cook', 'baker' ] [ 0, 1 ]
   */
  static fromTensorSlices<X extends Data>(parts: X): Dataset<Unbatched<X>>;
  static fromTensorSlices<P extends [Data, Data, ...Data[]]>(...parts: P): Dataset<Unbatched<P>>;
  static fromTensorSlices(...parts: Data[]): Dataset<unknown> {
    const isList = parts.length > 1;
    const rows = isList ? rowsOf(parts, true) : rowsOfOne(parts[0]);
    return new Dataset(rows.length, () => eachRow(rows));
  }

  /**
   * A dataset of lists of one element of each dataset, as long as the shortest one.
   *
   * @example
   * const x = utils.Dataset.fromTensorSlices([[1], [2]]);
   * const y = utils.Dataset.fromTensorSlices([0, 1]);
   * for (const [a, b] of utils.Dataset.zip([x, y]).batch(2)) console.log(a.shape, b.shape); // (2, 1) (2,)
   */
  static zip<Elements extends [unknown, ...unknown[]]>(
    datasets: {
      [Part in keyof Elements]: Dataset<Elements[Part]>;
    },
  ): Dataset<Elements> {
    const parts = datasets as readonly Dataset<unknown>[];
    const sizes = parts.map(({ size }) => size);
    const size = sizes.includes(null) ? null : Math.min(...(sizes as number[]));
    return new Dataset(size, function* () {
      const passes = parts.map((part) => part.open());
      for (;;) {
        const results = passes.map((pass) => pass.next());
        if (results.some(({ done }) => done)) return;
        yield results.map(({ value }) => value) as Elements;
      }
    });
  }

  [Symbol.iterator](): Iterator<Element> {
    return this.open();
  }

  /** A pass, as of a dataset of TensorFlow.js. */
  async iterator(): Promise<AsyncIterator<Element>> {
    const elements = this.open();
    return { next: async () => elements.next() };
  }

  /** Calls a function with each element, as a dataset of TensorFlow.js does. */
  async forEachAsync(call: (element: Element) => unknown): Promise<void> {
    for (const element of this) await call(element);
  }

  /** The number of elements; −1: endless; −2: unknown. */
  cardinality(): number {
    if (this.size === null) return -2;
    return this.size === Number.POSITIVE_INFINITY ? -1 : this.size;
  }

  /**
   * Replaces each element by what the function returns for its parts. Tensors become arrays.
   *
   * @throws ValueError when elements are read, for a function that returns nothing or a promise
   */
  map<R extends [unknown, ...unknown[]]>(call: (...parts: Parts<Element>) => R): Dataset<R>;
  map<R>(call: (...parts: Parts<Element>) => R): Dataset<R>;
  map(call: (...parts: Parts<Element>) => unknown): Dataset<unknown> {
    return this.derived<unknown>(this.size, function* (elements) {
      for (const element of elements) {
        const result = withoutTensors(() => call(...(partsOf(element) as Parts<Element>)));
        if (result === undefined || result instanceof Promise) {
          throw new ValueError(
            "Expected the function of `map` to return an element of the dataset. " +
              `Received: ${result === undefined ? "nothing. Is a `return` missing?" : "a promise"}`,
          );
        }
        yield result;
      }
    });
  }

  /** The elements for whose parts the function returns true. */
  filter(predicate: (...parts: Parts<Element>) => unknown): Dataset<Element> {
    const isWanted = (element: Element) => {
      const result = withoutTensors(() => predicate(...(partsOf(element) as Parts<Element>)));
      return Boolean(result instanceof NDArray ? result.values[0] : result);
    };
    return this.derived(null, function* (elements) {
      for (const element of elements) if (isWanted(element)) yield element;
    });
  }

  /**
   * Joins elements to batches.
   *
   * @param batchSize elements in a batch
   * @param options `dropRemainder`: leave out a last batch that is smaller, default false
   * @throws ValueError when they are read, for elements of different shapes
   */
  batch(batchSize: number, options: { dropRemainder?: boolean } = {}): Dataset<Batched<Element>> {
    const { dropRemainder } = withDefaults("batch", options, { dropRemainder: false });
    wholeNumber("batchSize", batchSize, 1);
    const round = dropRemainder ? Math.floor : Math.ceil;
    return this.derived(this.size === null ? null : round(this.size / batchSize), function* (elements) {
      let batch: Element[] = [];
      for (const element of elements) {
        batch.push(element);
        if (batch.length < batchSize) continue;
        yield batchOf(batch) as Batched<Element>;
        batch = [];
      }
      if (batch.length > 0 && !dropRemainder) yield batchOf(batch) as Batched<Element>;
    });
  }

  /** Takes batches apart. */
  unbatch(): Dataset<Unbatched<Element>> {
    return this.derived(this.size === Number.POSITIVE_INFINITY ? this.size : null, function* (elements) {
      for (const element of elements) yield* eachRow(rowsOf(element)) as Iterable<Unbatched<Element>>;
    });
  }

  /**
   * Shuffles the elements: the next one is drawn among as many as the buffer holds.
   *
   * @param args `bufferSize`, and `seed` or options
   */
  shuffle(bufferSize: number, ...args: [seed?: number | null] | [options: ShuffleOptions]): Dataset<Element> {
    const [given] = args;
    const defaults = { seed: null, reshuffleEachIteration: true };
    const { seed, reshuffleEachIteration } = withDefaults<ShuffleOptions>(
      "shuffle",
      isPlainObject(given) ? given : { seed: (given as number | undefined) ?? null },
      defaults,
    );
    wholeNumber("bufferSize", bufferSize, 1);
    const passes = shuffleWords(seedsFor(seed), reshuffleEachIteration);
    const shuffled = function* (source: Iterator<Element>, words: { nextUint32(): number }) {
      const buffer: Element[] = [];
      let start = 0;
      for (let next = source.next(); ; ) {
        while (next.done !== true && buffer.length - start < bufferSize) {
          buffer.push(next.value);
          next = source.next();
        }
        if (start === buffer.length) return;
        const drawn = start + (words.nextUint32() % (buffer.length - start));
        const element = buffer[drawn];
        buffer[drawn] = buffer[start];
        start++;
        if (start === bufferSize) {
          buffer.splice(0, start);
          start = 0;
        }
        yield element;
      }
    };
    return new Dataset(this.size, () => shuffled(this.open(), passes.next().value));
  }

  /** The first elements; −1: all. */
  take(count: number): Dataset<Element> {
    const wanted = count < 0 ? Number.POSITIVE_INFINITY : count;
    return this.derived(this.size === null ? null : Math.min(this.size, wanted), function* (elements) {
      if (wanted === 0) return;
      let taken = 0;
      for (const element of elements) {
        yield element;
        taken++;
        if (taken >= wanted) return;
      }
    });
  }

  /** The elements after the first ones; −1: none. */
  skip(count: number): Dataset<Element> {
    const left = count < 0 ? Number.POSITIVE_INFINITY : count;
    return this.derived(
      this.size === null ? null : left === Number.POSITIVE_INFINITY ? 0 : Math.max(0, this.size - left),
      function* (elements) {
        let skipped = 0;
        for (const element of elements) if (++skipped > left) yield element;
      },
    );
  }

  /** Repeats the elements; without a count endlessly. */
  repeat(count: number | null = null): Dataset<Element> {
    const times = count === null || count < 0 ? Number.POSITIVE_INFINITY : count;
    const { size } = this;
    const again = this;
    const total = size === null ? null : size === 0 || times === 0 ? 0 : size * times;
    return this.derived(total, function* (elements) {
      for (let i = 0; i < times; i++) {
        let isEmpty = true;
        for (const element of i === 0 ? elements : again) {
          isEmpty = false;
          yield element;
        }
        if (isEmpty) return;
      }
    });
  }

  /** The elements of this dataset, then those of another one. */
  concatenate(other: Dataset<Element>): Dataset<Element> {
    const size = this.size === null || other.size === null ? null : this.size + other.size;
    return this.derived(size, function* (elements) {
      yield* elements;
      yield* other;
    });
  }

  /** Keeps the elements of the first complete pass in memory. */
  cache(): Dataset<Element> {
    let kept: Element[] | undefined;
    const keeping = function* (elements: Iterable<Element>) {
      const read: Element[] = [];
      for (const element of elements) {
        read.push(element);
        yield element;
      }
      kept = read;
    };
    return new Dataset(this.size, () => kept?.values() ?? keeping(this));
  }

  /** The dataset itself, as elements are read when they are needed. */
  prefetch(_bufferSize?: number): this {
    return this;
  }

  /** A pass begins with one of this dataset, as in TensorFlow: what shuffles draws its order then. */
  private derived<Other>(
    size: number | null,
    read: (elements: Iterable<Element>) => Iterator<Other>,
  ): Dataset<Other> {
    return new Dataset(size, () => {
      const pass = this.open();
      return read({ [Symbol.iterator]: () => pass });
    });
  }
}

/** @throws ValueError for a list that is not one array */
function rowsOfOne(part: Data): ReturnType<typeof rowsOf> {
  try {
    return rowsOf(part, false);
  } catch (error) {
    if (!(error instanceof ValueError) || !Array.isArray(part)) throw error;
    throw new ValueError(
      `${error.message}. A list is one array. For elements of several parts: Dataset.fromTensorSlices(x, y)`,
    );
  }
}

function* eachRow({ length, at }: ReturnType<typeof rowsOf>): Generator<unknown> {
  for (let row = 0; row < length; row++) yield at(row);
}

/** TensorFlow's seeds of an operation: the global one and its own. */
function seedsFor(seed: number | null): [number, number] {
  if (seed !== null) return [state.seed ?? GRAPH_SEED, seed];
  if (state.seed === undefined) return [freshSeed(), freshSeed()];
  return [state.seed, state.operationSeeds?.nextOfOperation() ?? freshSeed()];
}
