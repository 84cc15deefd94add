import { drawVarianceScaling } from "../../engine/index.ts";
import { checkOptions, fromArguments, ValueError } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { DrawStep } from "./initializer.ts";
import { drawSteps, RandomInitializer, type SeedOption } from "./random-initializers.ts";

type Mode = "fan_in" | "fan_out" | "fan_avg";
type Distribution = "truncated_normal" | "untruncated_normal" | "uniform";

interface AxesOptions extends SeedOption {
  /**
   * Axes of the weight whose sizes multiply to the number of inputs, `inputAxes: [0]`; default: all but the last. Only with
   * `outputAxes`.
   */
  inputAxes?: readonly number[] | null;
  /**
   * Axes whose sizes multiply to the number of outputs, `outputAxes: [1]`; default: the last, times those of the window
   * before the last two.
   */
  outputAxes?: readonly number[] | null;
}

const AXES = { seed: null, inputAxes: null, outputAxes: null } as const;
const DEFAULTS = { scale: 1, mode: "fan_in", distribution: "truncated_normal", ...AXES } as const;

export interface VarianceScalingOptions extends AxesOptions {
  /** `scale: 0.5`; default 1. */
  scale?: number;
  /** The divisor of the variance: the number of inputs, of outputs, or their mean; default `"fan_in"`. */
  mode?: Mode;
  /** Default `"truncated_normal"`. */
  distribution?: Distribution;
}

/** The engine's names. */
const MODES = { fan_in: "fanIn", fan_out: "fanOut", fan_avg: "fanAvg" } as const;
const DISTRIBUTIONS = {
  uniform: "uniform",
  truncated_normal: "truncatedNormal",
  untruncated_normal: "untruncatedNormal",
} as const;

/**
 * Random values of variance `scale / n`, where n is the number of inputs, of outputs or their mean.
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.VarianceScaling({ scale: 2, mode: "fan_avg" }) });
 */
export class VarianceScaling extends RandomInitializer {
  readonly scale: number;
  readonly mode: Mode;
  readonly distribution: Distribution;
  readonly inputAxes: readonly number[] | null;
  readonly outputAxes: readonly number[] | null;

  /** @throws ValueError for a scale that is not above 0, an unknown mode or distribution, or an invalid seed */
  constructor(
    ...args: [options?: VarianceScalingOptions] | [scale: number, options?: VarianceScalingOptions]
  ) {
    const { scale, mode, distribution, seed, inputAxes, outputAxes } = fromArguments<VarianceScalingOptions>(
      "VarianceScaling",
      args,
      DEFAULTS,
    );
    if (!(scale > 0 && Number.isFinite(scale))) {
      throw new ValueError(`Argument \`scale\` must be positive float. Received: scale=${scale}`);
    }
    checkChoice("mode", mode, Object.keys(MODES));
    checkChoice("distribution", distribution, Object.keys(DISTRIBUTIONS));
    super(seed);
    this.scale = scale;
    this.mode = mode;
    this.distribution = distribution;
    this.inputAxes = inputAxes;
    this.outputAxes = outputAxes;
  }

  draw(values: Float32Array, shape: readonly number[]): DrawStep {
    const [fanIn, fanOut] = this.fans(shape);
    const mode = MODES[this.mode];
    const distribution = DISTRIBUTIONS[this.distribution];
    return drawSteps(
      values,
      drawVarianceScaling(values, this.seed, fanIn, fanOut, { scale: this.scale, mode, distribution }),
    );
  }

  /** @throws ValueError for an axis that the weight does not have */
  private fans(shape: readonly number[]): [number, number] {
    const { inputAxes, outputAxes } = this;
    if (inputAxes === null || outputAxes === null) return fans(shape);
    const sizes = (axes: readonly number[]) => axes.map((axis) => shape.at(axis));
    const [inputs, outputs] = [sizes(inputAxes), sizes(outputAxes)];
    if ([...inputs, ...outputs].includes(undefined)) {
      throw new ValueError(
        `Expected \`inputAxes\` and \`outputAxes\` to be axes of a weight of shape ${tuple([...shape])}. ` +
          `Received: inputAxes=[${inputAxes}], outputAxes=[${outputAxes}]`,
      );
    }
    return [sizeOf(inputs as number[]), sizeOf(outputs as number[])];
  }

  override getConfig(): Record<string, unknown> {
    const { scale, mode, distribution } = this;
    return this.described({ scale, mode, distribution, ...this.axesConfig });
  }

  /** Keras 2 has no axes. */
  protected get axesConfig(): Record<string, unknown> {
    const { givenSeed: seed, inputAxes, outputAxes } = this;
    const isGiven = inputAxes !== null || outputAxes !== null;
    return { seed, ...(isGiven && { input_axes: inputAxes, output_axes: outputAxes }) };
  }
}

/** A `VarianceScaling` with a name of its own, whose configuration is only the seed and the axes. */
abstract class NamedScaling extends VarianceScaling {
  declare protected static readonly scaling: readonly [scale: number, mode: Mode, distribution: Distribution];

  constructor(options: AxesOptions = {}) {
    checkOptions(new.target.name, options, AXES);
    const [scale, mode, distribution] = new.target.scaling;
    super({ scale, mode, distribution, ...options });
  }

  override getConfig(): Record<string, unknown> {
    return this.described(this.axesConfig);
  }
}

/**
 * Uniform within ±√(6 / (inputs + outputs)) ([Glorot & Bengio 2010](https://proceedings.mlr.press/v9/glorot10a.html)).
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.GlorotUniform({ seed: 1 }) });
 */
export class GlorotUniform extends NamedScaling {
  protected static override readonly scaling = [1, "fan_avg", "uniform"] as const;
}

/**
 * Truncated normal of variance 2 / (inputs + outputs)
 * ([Glorot & Bengio 2010](https://proceedings.mlr.press/v9/glorot10a.html)).
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.GlorotNormal({ seed: 1 }) });
 */
export class GlorotNormal extends NamedScaling {
  protected static override readonly scaling = [1, "fan_avg", "truncated_normal"] as const;
}

/**
 * Uniform within ±√(6 / inputs), for relu ([He et al. 2015](https://arxiv.org/abs/1502.01852)).
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.HeUniform({ seed: 1 }) });
 */
export class HeUniform extends NamedScaling {
  protected static override readonly scaling = [2, "fan_in", "uniform"] as const;
}

/**
 * Truncated normal of variance 2 / inputs, for relu ([He et al. 2015](https://arxiv.org/abs/1502.01852)).
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.HeNormal({ seed: 1 }) });
 */
export class HeNormal extends NamedScaling {
  protected static override readonly scaling = [2, "fan_in", "truncated_normal"] as const;
}

/**
 * Uniform within ±√(3 / inputs), for selu ([Klambauer et al. 2017](https://arxiv.org/abs/1706.02515)).
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.LecunUniform({ seed: 1 }) });
 */
export class LecunUniform extends NamedScaling {
  protected static override readonly scaling = [1, "fan_in", "uniform"] as const;
}

/**
 * Truncated normal of variance 1 / inputs, for selu ([Klambauer et al. 2017](https://arxiv.org/abs/1706.02515)).
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.LecunNormal({ seed: 1 }) });
 */
export class LecunNormal extends NamedScaling {
  protected static override readonly scaling = [1, "fan_in", "truncated_normal"] as const;
}

/**
 * Numbers of inputs and outputs of a weight of that shape; as in Keras, both are the size of a vector. The last two axes of a
 * kernel are channels, those before it the window.
 */
function fans(shape: readonly number[]): [number, number] {
  if (shape.length < 2) return [shape[0] ?? 1, shape[0] ?? 1];
  const window = sizeOf(shape.slice(0, -2));
  const [inputs, outputs] = shape.slice(-2);
  return [window * inputs, window * outputs];
}

function checkChoice(name: string, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  throw new ValueError(
    `Invalid \`${name}\` argument: ${value}. Please use one of {${words.map((word) => `'${word}'`).join(", ")}}`,
  );
}
