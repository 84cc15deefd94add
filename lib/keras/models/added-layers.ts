/** The layers that `model.addLoss` and `model.addMetric` of a graph add to it, as in Keras 2. */
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { type AddMetricOptions, metricName } from "../layers/add-metric.ts";
import { Layer } from "../layers/own-layer.ts";

/** Adds the mean of its inputs to the loss. */
export class AddLoss extends Layer {
  override call(inputs: TensorFlowTensor, { addLoss }: CallContext): TensorFlowTensor {
    addLoss(inputs.mean());
    return inputs;
  }
}

/** Reports the mean of its inputs. */
export class AddMetric extends Layer {
  private readonly metric: string;

  constructor(options: AddMetricOptions) {
    super();
    this.metric = metricName(options);
    this.addedMetrics.add(this.metric);
  }

  override call(inputs: TensorFlowTensor, { addMetric }: CallContext): TensorFlowTensor {
    addMetric(this.metric, inputs);
    return inputs;
  }
}
