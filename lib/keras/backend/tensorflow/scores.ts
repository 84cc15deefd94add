import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { Totals } from "../../../engine/index.ts";
import { sizeOf } from "../../../ndarray.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import type { ModelPlan, OutputMetricPlan, OutputPlan } from "../plan.ts";
import { alongLastAxis, countsOf, fitted, type Loss, type Outputs, perSample } from "./losses.ts";
import { metricOf } from "./metrics.ts";
import { columns, type ForwardPass, sumOf } from "./network.ts";
import { OutputLoss } from "./output-loss.ts";

/** The targets and weights of a batch; of several outputs one after the other in each row. */
export interface Targets {
  readonly y: Tensor2D;
  /** One weight per sample, or one for each place of its outputs; null: 1 each. */
  readonly weights: Tensor2D | null;
}

/** The losses of a batch, as tensors. */
export interface BatchLosses {
  /** The sum of the outputs' losses that is reported, and the one that is trained, without penalties. */
  readonly reported: Tensor;
  readonly trained: Tensor;
  /** The reported loss of each output, without its weight; null without a loss. */
  readonly each: readonly (Tensor | null)[];
}

interface Output extends Pick<OutputPlan, "targets" | "lossWeight"> {
  /** Of one sample. */
  readonly shape: readonly number[];
  readonly loss: OutputLoss | null;
}

/** The losses and metrics of a model's outputs. */
export class Scores {
  private readonly outputs: readonly Output[];
  private readonly metrics: readonly { plan: OutputMetricPlan; output: number; of: Loss | null }[];

  /** @param units numbers per sample of the only output */
  constructor(
    private readonly tf: TensorFlow,
    plan: ModelPlan,
    units: number,
  ) {
    const { loss, sampleShape } = plan;
    const single = { units, sampleShape, targets: 0, loss, lossWeight: 1 };
    this.outputs = (plan.outputs ?? [single]).map(
      ({ loss, units, sampleShape: shape = [units], targets, lossWeight }) => ({
        targets,
        lossWeight,
        shape,
        loss: loss && new OutputLoss(tf, loss, shape),
      }),
    );
    this.metrics = plan.metrics.map((metric) => {
      const { output = 0 } = metric;
      const { shape } = this.outputs[output];
      const isGiven = metric.kind === "outputLoss" || metric.kind === "added";
      return { plan: metric, output, of: isGiven ? null : metricOf(tf, metric, shape) };
    });
  }

  losses(outputs: readonly Outputs[], targets: Targets): BatchLosses {
    const [y, weights] = this.split(targets);
    const losses = this.outputs.map(({ loss }, i) => loss?.of(outputs[i], y[i], weights[i]) ?? null);
    const sum = (of: "reported" | "trained") => {
      const parts = losses.flatMap((loss, i) => {
        const { lossWeight } = this.outputs[i];
        return loss === null ? [] : [lossWeight === 1 ? loss[of] : loss[of].mul<Tensor>(lossWeight)];
      });
      return parts.length === 1 ? parts[0] : sumOf(this.tf, parts);
    };
    return {
      reported: sum("reported"),
      trained: sum("trained"),
      each: losses.map((loss) => loss?.reported ?? null),
    };
  }

  /** Adds a batch to the totals. */
  add(
    totals: Totals,
    outputs: readonly Outputs[],
    targets: Targets,
    losses: BatchLosses,
    penalty: Tensor | null,
    added: ForwardPass["metrics"],
  ): void {
    const samples = outputs[0].values.shape[0];
    const sum = (tensor: Tensor) => (tensor.rank === 0 ? tensor : tensor.sum()).dataSync()[0];
    totals.samples += samples;
    totals.loss += (sum(losses.reported) + (penalty === null ? 0 : sum(penalty))) * samples;
    const [y, weights] = this.split(targets);
    this.metrics.forEach(({ plan, output, of }, i) => {
      let weight = samples;
      if (plan.kind === "added") {
        const { sum, count } = added.get(plan.name) ?? { sum: 0, count: 0 };
        totals.metrics[i] += sum;
        weight = count;
      } else if (of === null) {
        // As in Keras on TensorFlow every batch counts the same, even a smaller one.
        totals.metrics[i] += sum(losses.each[output] as Tensor);
        weight = 1;
      } else {
        const given = plan.weighted ? weights[output] : null;
        const classes = this.outputs[output].shape.at(-1) ?? 1;
        const rows = alongLastAxis(plan.kind, classes, outputs[output], y[output]);
        weight = rows.y.shape[0];
        const values = perSample(of(rows.outputs, rows.y), weight);
        const { mask } = rows;
        const own = given && fitted(given, weight);
        const factors = mask && own ? own.mul<Tensor>(mask) : (own ?? mask);
        const counts = countsOf(plan, rows.y);
        totals.metrics[i] += sum(factors ? values.mul(factors) : values);
        // As in Keras samples of a class to ignore are left out of the weights, and count as zeros without weights.
        if (factors) weight = sum(counts ? counts.mul(factors) : factors);
      }
      if (totals.metricWeights) totals.metricWeights[i] += weight;
    });
  }

  /** Targets and weights of each output. */
  private split({ y, weights }: Targets): [Tensor2D[], (Tensor | null)[]] {
    const each = columns(
      y,
      this.outputs.map(({ targets }) => targets),
    );
    if (weights === null || weights.shape[1] === 1) return [each, this.outputs.map(() => weights)];
    const places = this.outputs.map(({ shape }) => sizeOf(shape.slice(0, -1)));
    return [each, columns(weights, places)];
  }
}
