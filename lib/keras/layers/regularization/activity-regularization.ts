import { dict } from "../../../python-repr.ts";
import type { ActivityPlan } from "../../backend/plan.ts";
import { L1L2, type Regularizer } from "../../regularizers.ts";
import { Layer, type LayerConfig, type LayerOptions } from "../layer.ts";

/**
 * Passes its inputs on and adds an L1 or L2 penalty on them to the loss. TensorFlow.js computes the model.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.ActivityRegularization({ l2: 0.01 })]);
 */
export class ActivityRegularization extends Layer {
  readonly className = "ActivityRegularization";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.ActivityRegularization";
  private readonly regularizer: L1L2;

  /**
   * @param options.l1 default 0
   * @param options.l2 default 0
   * @throws ValueError for a negative or infinite factor
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

/** The penalty on a layer's outputs. */
export function activityPlan(layer: string, regularizer: Regularizer): ActivityPlan {
  const label = `the activity regularizer of layer '${layer}'`;
  return { kind: "activity", label, regularizer: regularizer.plan() };
}
