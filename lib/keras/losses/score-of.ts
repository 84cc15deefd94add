import { createTrainer, type LossPlan, type MetricPlan, type Totals } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, type NDArray } from "../../ndarray.ts";
import { atOnce } from "../../pieces.ts";
import { tuple } from "../python-repr.ts";
import { checkWeighable, sampleWeights } from "../trainers/sample-weights.ts";
import type { AnyLossPlan, CustomScorePlan } from "./loss.ts";

/** A loss of targets and outputs without a model, as one batch. */
export function lossOf(
  plan: AnyLossPlan,
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): number {
  if ("what" in plan) throw needsModel(plan.what);
  if (plan.reduction === "none") throw needsModel("loss without a reduction");
  const { loss, samples } = totalsOf(plan as LossPlan, [], yTrue, yPred, sampleWeight);
  return Math.fround(loss / samples);
}

/** A metric of targets and outputs without a model: its sum over the samples, and what that is to be divided by. */
export function metricOf(
  plan: MetricPlan | CustomScorePlan,
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): { sum: number; weight: number } {
  if (plan.kind === "custom") throw needsModel(plan.what);
  // The loss says how many numbers a target has.
  const kind = takesClassNumbers(plan.kind) ? "sparseCategoricalCrossentropy" : "meanSquaredError";
  const metrics = [{ ...plan, weighted: true }];
  const totals = totalsOf({ kind, fromLogits: false }, metrics, yTrue, yPred, sampleWeight);
  return { sum: totals.metrics[0], weight: totals.metricWeights[0] };
}

/**
 * A number or a row of numbers for each sample.
 *
 * @throws ValueError when targets and outputs are no pairs
 */
export function checkPairs(yTrue: NDArray, yPred: NDArray, classNumbers: boolean): void {
  const isPair =
    yPred.size > 0 &&
    yPred.ndim >= 1 &&
    yPred.ndim <= 2 &&
    yTrue.shape[0] === yPred.shape[0] &&
    yTrue.size === (classNumbers ? yPred.shape[0] : yPred.size);
  if (isPair) return;
  throw new ValueError(
    "Arguments `yTrue` and `yPred` must have the same shape. " +
      `Received: yTrue.shape=${tuple([...yTrue.shape])}, yPred.shape=${tuple([...yPred.shape])}` +
      (classNumbers ? " (this one takes one class number per sample)" : ""),
  );
}

/** Computed by the engine, as it does it after a network: the outputs go through a layer that leaves them alone. */
function totalsOf(
  loss: LossPlan,
  metrics: MetricPlan[],
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): Required<Totals> {
  const [y, x] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
  checkPairs(y, x, takesClassNumbers(loss.kind));
  const [count] = x.shape;
  if (sampleWeight !== null) checkWeighable(loss, x.size / count);
  const weights = sampleWeight === null ? null : atOnce(sampleWeights(sampleWeight, count));
  const trainer = createTrainer({
    inputs: x.size / count,
    layers: [{ kind: "activation", activation: "linear" }],
    loss,
    optimizer: { kind: "sgd", momentum: 0, nesterov: false },
    metrics,
  });
  const totals = { samples: 0, loss: 0, metrics: metrics.map(() => 0), metricWeights: metrics.map(() => 0) };
  const samples = trainer.load(x.values as Float32Array, y.values as Float32Array, weights);
  trainer.evaluate(samples, 0, count, count, totals);
  return totals;
}

function needsModel(what: string): ValueError {
  return new ValueError(`Only TensorFlow.js computes the ${what}: it works in \`compile\`, not by itself.`);
}

/** Losses and metrics that take class numbers for `y`, not a row per sample; by the engine's names. */
const KINDS: readonly string[] = [
  "sparseCategoricalCrossentropy",
  "categoricalGeneralizedCrossEntropy",
  "sparseCategoricalAccuracy",
  "sparseTopKCategoricalAccuracy",
  "circle",
];

/** Whether a loss or metric of that kind takes class numbers for `y`, not a row per sample. */
export function takesClassNumbers(kind: string): boolean {
  return KINDS.includes(kind);
}
