import { fromArguments, received, ValueError } from "../../../errors.ts";
import { type ArrayInput, asArray, type NDArray } from "../../../ndarray.ts";
import type { ConfigClass } from "../../saving/config.ts";
import { LAYER, type Layer, type LayerConfig, type LayerOptions, type Shape } from "../layer.ts";
import { type AdaptOptions, batchesIn, checkInputs } from "./adapt-data.ts";
import { PreprocessingLayer } from "./preprocessing-layer.ts";
import { encoded, encodedShape, type OutputMode, type TokenData } from "./tokens.ts";

export interface DiscretizationOptions extends LayerOptions {
  /** The lower bound of each bin but the first, in ascending order. */
  binBoundaries?: readonly number[] | null;
  /** Number of bins, whose boundaries `adapt` finds, `numBins: 10`. */
  numBins?: number | null;
  /** Precision of the boundaries found by `adapt`, as a fraction of the data, `epsilon: 1e-6`; default 0.01. */
  epsilon?: number;
  /** Default `"int"`, the numbers of the bins. */
  outputMode?: OutputMode;
}

/**
 * Puts numbers into bins: between given boundaries, or quantiles found by `adapt`.
 *
 * @example
 * const layer = new layers.Discretization({ binBoundaries: [0, 1, 2] });
 * console.log(layer.apply([-1.5, 1, 3.4, 0.5]).toString()); // [0, 2, 3, 1]
 */
export class Discretization extends PreprocessingLayer {
  /** Null before `adapt`. */
  binBoundaries: readonly number[] | null;
  readonly numBins: number | null;
  readonly epsilon: number;
  readonly outputMode: OutputMode;

  /**
   * @param args `binBoundaries`, `numBins`, and options
   * @throws ValueError unless there are either boundaries or a number of bins
   */
  constructor(
    ...args:
      | [options?: DiscretizationOptions]
      | [binBoundaries: readonly number[], options?: DiscretizationOptions]
  ) {
    const defaults = {
      binBoundaries: null,
      numBins: null,
      epsilon: 0.01,
      outputMode: "int",
      ...LAYER,
    } as const;
    const given = fromArguments<DiscretizationOptions>("Discretization", args, defaults);
    const { binBoundaries, numBins, epsilon, outputMode, ...options } = given;
    super(options);
    if (!["int", "one_hot", "multi_hot", "count"].includes(outputMode)) {
      throw new ValueError(
        "Unknown value for `output_mode` argument of Discretization. Allowed values are: " +
          `('int', 'one_hot', 'multi_hot', 'count'). Received: output_mode=${outputMode}`,
      );
    }
    if (numBins !== null && !(Number.isInteger(numBins) && numBins >= 0)) {
      throw new ValueError(
        `\`num_bins\` must be greater than or equal to 0. Received: \`num_bins=${received(numBins)}\``,
      );
    }
    if (numBins !== null && binBoundaries !== null) {
      throw new ValueError(
        "Both `num_bins` and `bin_boundaries` should not be set. " +
          `Received: \`num_bins=${numBins}\` and \`bin_boundaries=[${binBoundaries}]\``,
      );
    }
    if (numBins === null && binBoundaries === null) {
      throw new ValueError("You need to set either `num_bins` or `bin_boundaries`.");
    }
    this.binBoundaries = binBoundaries;
    this.numBins = numBins;
    this.epsilon = epsilon;
    this.outputMode = outputMode;
  }

  /** From a configuration of an adapted layer, which has both boundaries and a number of bins. */
  static override fromConfig(this: ConfigClass<Layer>, config: Record<string, unknown>): Discretization {
    const layer = new (this as unknown as typeof Discretization)({
      name: config.name as string,
      ...(config.num_bins == null
        ? { binBoundaries: config.bin_boundaries as number[] }
        : { numBins: config.num_bins as number }),
      epsilon: config.epsilon as number | undefined,
      outputMode: config.output_mode as OutputMode | undefined,
    });
    layer.binBoundaries = (config.bin_boundaries as number[] | null) ?? null;
    return layer;
  }

  /**
   * Finds boundaries so that all bins hold equally many of these numbers.
   *
   * @param data an array, or a dataset of batches
   * @throws ValueError for a layer with given boundaries
   *
   * @example
   * const layer = new layers.Discretization({ numBins: 2 });
   * layer.adapt([1, 2, 3, 4]);
   * console.log(layer.binBoundaries);
   */
  adapt(data: ArrayInput | Iterable<ArrayInput>, options: AdaptOptions = {}): void {
    if (this.numBins === null) {
      throw new ValueError(
        "Cannot adapt a Discretization layer that has been initialized with `bin_boundaries`, use `num_bins` instead.",
      );
    }
    const batches = batchesIn<ArrayInput>(data, options);
    let summary: readonly Counted[] = [];
    for (const batch of batches ?? [data as ArrayInput]) {
      if (batches) checkInputs(batch);
      const merged = [...this.summaryOf(batch), ...summary].sort(([a], [b]) => a - b);
      summary = compress(merged, this.epsilon);
    }
    const compressed = compress(summary, 1 / this.numBins);
    this.binBoundaries = compressed.slice(0, -1).map(([value]) => value);
  }

  /** A sample of the numbers, as large as the precision needs. */
  private summaryOf(data: ArrayInput): readonly Counted[] {
    const values = Float32Array.from(asArray(data, "float32").values).sort();
    const step = Math.max(values.length * this.epsilon, 1);
    const sample: number[] = [];
    for (let i = Math.trunc(step - 1); i < values.length; i += Math.trunc(step)) sample.push(values[i]);
    return sample.map((value): Counted => [value, Math.fround(step)]);
  }

  call(data: TokenData): NDArray {
    const { binBoundaries: boundaries } = this;
    if (boundaries === null) {
      throw new ValueError(
        "You need to either pass the `bin_boundaries` argument at construction time or call `adapt(dataset)` before you " +
          "can start using the `Discretization` layer.",
      );
    }
    const { values, shape } = asArray(data as ArrayInput, "float32");
    const edges = boundaries.map(Math.fround);
    const numbers = Array.from(values, (value) => edges.filter((edge) => value >= edge).length);
    return encoded(numbers, shape, this.outputMode, boundaries.length + 1);
  }

  protected override get outputType(): string {
    return this.outputMode === "int" ? "int32" : "float32";
  }

  protected encodedShape(inputShape: Shape): Shape {
    const depth = this.binBoundaries ? this.binBoundaries.length + 1 : (this.numBins ?? 0);
    return encodedShape(inputShape, this.outputMode, depth);
  }

  override getConfig(): LayerConfig {
    return this.described({
      bin_boundaries: this.binBoundaries,
      num_bins: this.numBins,
      epsilon: this.epsilon,
      output_mode: this.outputMode,
      sparse: false,
      name: this.name,
      dtype: "float32",
    });
  }
}

/** A number, and how many it stands for. */
type Counted = readonly [value: number, count: number];

/** A summary of `1 / epsilon` interpolated numbers; a shorter one is returned as it is. */
function compress(summary: readonly Counted[], epsilon: number): readonly Counted[] {
  if (summary.length * epsilon < 1) return summary;
  let total = 0;
  const sums = summary.map(([, count]) => {
    total += count;
    return total;
  });
  const shares = sums.map((sum) => sum / total);
  const wanted = Array.from({ length: Math.ceil(1 / epsilon) }, (_, i) => epsilon + i * epsilon);
  const values = interpolated(
    wanted,
    shares,
    summary.map(([value]) => value),
  );
  const counts = interpolated(wanted, shares, sums);
  return values.map(
    (value, i): Counted => [Math.fround(value), Math.fround(counts[i] - (counts[i - 1] ?? 0))],
  );
}

/** NumPy's `interp`: the values at `wanted`, linear between the points. */
function interpolated(wanted: readonly number[], x: readonly number[], y: readonly number[]): number[] {
  return wanted.map((at) => {
    const next = x.findIndex((one) => one > at);
    if (next === -1) return y[y.length - 1];
    if (next === 0) return y[0];
    const slope = (y[next] - y[next - 1]) / (x[next] - x[next - 1]);
    return slope * (at - x[next - 1]) + y[next - 1];
  });
}
