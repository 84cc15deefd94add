import { varianceScaling } from "../../engine";
import { ValueError } from "../../errors";
import { RandomInitializer, type SeedOption } from "./random-initializer";

type Mode = "fan_in" | "fan_out" | "fan_avg";
type Distribution = "truncated_normal" | "untruncated_normal" | "uniform";

export interface VarianceScalingOptions extends SeedOption {
  /** Default 1. */
  scale?: number;
  /** What the variance is divided by: inputs, outputs or their mean; default `"fan_in"`. */
  mode?: Mode;
  /** Default `"truncated_normal"`. */
  distribution?: Distribution;
}

/** The engine's words. */
const MODES = { fan_in: "fanIn", fan_out: "fanOut", fan_avg: "fanAvg" } as const;
const DISTRIBUTIONS = {
  uniform: "uniform",
  truncated_normal: "truncatedNormal",
  untruncated_normal: "untruncatedNormal",
} as const;

/** Values of variance `scale / n`, n the number of inputs, outputs or their mean: keeps signals alike from layer to layer. */
export class VarianceScaling extends RandomInitializer {
  readonly className: string = "VarianceScaling";
  readonly scale: number;
  readonly mode: Mode;
  readonly distribution: Distribution;

  /** @throws ValueError for a scale that is not above 0, and other words */
  constructor(options: VarianceScalingOptions = {}) {
    const { scale = 1, mode = "fan_in", distribution = "truncated_normal", seed } = options;
    if (!(scale > 0 && Number.isFinite(scale))) {
      throw new ValueError(`Argument \`scale\` must be positive float. Received: scale=${scale}`);
    }
    oneOf("mode", mode, Object.keys(MODES));
    oneOf("distribution", distribution, Object.keys(DISTRIBUTIONS));
    super(seed);
    this.scale = scale;
    this.mode = mode;
    this.distribution = distribution;
  }

  call(shape: readonly number[]): Float32Array {
    const [fanIn, fanOut] = fans(shape);
    const mode = MODES[this.mode];
    const distribution = DISTRIBUTIONS[this.distribution];
    return varianceScaling(this.seed, fanIn, fanOut, { scale: this.scale, mode, distribution });
  }

  override getConfig(): Record<string, number | string | null> {
    return { scale: this.scale, mode: this.mode, distribution: this.distribution, seed: this.givenSeed };
  }
}

/** One of the six with a name: its configuration is the seed alone. */
abstract class NamedScaling extends VarianceScaling {
  constructor(options: SeedOption, scale: number, mode: Mode, distribution: Distribution) {
    super({ scale, mode, distribution, seed: options.seed });
  }

  override getConfig(): Record<string, number | string | null> {
    return { seed: this.givenSeed };
  }
}

/** Uniform within ±√(6 / (inputs + outputs)). */
export class GlorotUniform extends NamedScaling {
  override readonly className = "GlorotUniform";

  constructor(options: SeedOption = {}) {
    super(options, 1, "fan_avg", "uniform");
  }
}

/** Normal, cut at two deviations, of variance 2 / (inputs + outputs). */
export class GlorotNormal extends NamedScaling {
  override readonly className = "GlorotNormal";

  constructor(options: SeedOption = {}) {
    super(options, 1, "fan_avg", "truncated_normal");
  }
}

/** Uniform within ±√(6 / inputs): for layers with relu. */
export class HeUniform extends NamedScaling {
  override readonly className = "HeUniform";

  constructor(options: SeedOption = {}) {
    super(options, 2, "fan_in", "uniform");
  }
}

/** Normal, cut at two deviations, of variance 2 / inputs: for layers with relu. */
export class HeNormal extends NamedScaling {
  override readonly className = "HeNormal";

  constructor(options: SeedOption = {}) {
    super(options, 2, "fan_in", "truncated_normal");
  }
}

/** Uniform within ±√(3 / inputs): for layers with selu. */
export class LecunUniform extends NamedScaling {
  override readonly className = "LecunUniform";

  constructor(options: SeedOption = {}) {
    super(options, 1, "fan_in", "uniform");
  }
}

/** Normal, cut at two deviations, of variance 1 / inputs: for layers with selu. */
export class LecunNormal extends NamedScaling {
  override readonly className = "LecunNormal";

  constructor(options: SeedOption = {}) {
    super(options, 1, "fan_in", "truncated_normal");
  }
}

/** Inputs and outputs of a weight of that shape, as Keras counts them: a vector has its size for both. */
function fans(shape: readonly number[]): [number, number] {
  return shape.length === 1 ? [shape[0], shape[0]] : [shape[0], shape[1]];
}

function oneOf(name: string, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  throw new ValueError(
    `Invalid \`${name}\` argument: ${value}. Please use one of the allowed words: ${words.join(", ")}`,
  );
}
