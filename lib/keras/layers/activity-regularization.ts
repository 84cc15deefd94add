import { dict } from "../python-repr.ts";
import { L1L2, type Regularizer } from "../regularizers.ts";
import { type ActivityPlan, Layer, type LayerConfig, type LayerOptions } from "./layer.ts";

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
