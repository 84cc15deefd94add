import type { LayerPlan } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { dict } from "../python-repr.ts";
import { L1L2, type Regularizer } from "../regularizers.ts";
import { state } from "../state.ts";
import { type ActivityPlan, Layer, type LayerConfig, type LayerOptions } from "./layer.ts";

/**
 * In training each value is zero with probability `rate`, else times `1 / (1 − rate)`, drawn anew for each batch as Keras
 * on TensorFlow draws it; else nothing happens.
 */
export class Dropout extends Layer {
  readonly className = "Dropout";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Dropout";
  private readonly seed: number;

  /**
   * @param rate from 0 to 1
   * @param options.seed of the draws; default: Keras' next layer seed
   * @throws ValueError for another rate or seed
   */
  constructor(
    readonly rate: number,
    private readonly options: LayerOptions & { seed?: number | null } = {},
  ) {
    super(options, "Dropout", { seed: true });
    if (!(rate >= 0 && rate <= 1)) {
      throw new ValueError(
        `Invalid value received for argument \`rate\`. Expected a float value between 0 and 1. Received: rate=${rate}`,
      );
    }
    const seed = options.seed ?? (rate > 0 ? state.layerSeeds.next() : 0);
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new ValueError(`Argument \`seed\` must be a whole number from 0. Received: seed=${seed}`);
    }
    this.seed = seed;
  }

  getConfig(): LayerConfig {
    return dict({ ...this.baseConfig, rate: this.rate, noise_shape: null, seed: this.options.seed ?? null });
  }

  plans(): LayerPlan[] {
    return this.rate === 0 ? [] : [{ kind: "dropout", rate: this.rate, seed: this.seed }];
  }
}

/** Leaves its inputs as they are, and adds a penalty on them to the loss. Computed by TensorFlow.js. */
export class ActivityRegularization extends Layer {
  readonly className = "ActivityRegularization";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.ActivityRegularization";
  private readonly regularizer: L1L2;

  /**
   * @param options.l1, options.l2 default 0
   * @throws ValueError for a strength that is no number from 0
   */
  constructor(options: LayerOptions & { l1?: number; l2?: number } = {}) {
    super(options, "ActivityRegularization", { l1: true, l2: true });
    this.regularizer = new L1L2(options);
  }

  getConfig(): LayerConfig {
    const { l1, l2 } = this.regularizer;
    return dict({ ...this.baseConfig, l1, l2 });
  }

  plans(): ActivityPlan[] {
    return [activityPlan(this.name, this.regularizer)];
  }
}

/** A layer's penalty on its outputs. */
export function activityPlan(layer: string, regularizer: Regularizer): ActivityPlan {
  const what = `the activity regularizer of layer '${layer}'`;
  return { kind: "activity", what, regularizer: regularizer.plan() };
}
