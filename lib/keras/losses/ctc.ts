/** The loss of connectionist temporal classification (Graves et al., 2006). */
import { ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { alongLast } from "../ops/last-axis.ts";
import { Loss, type LossOptions } from "./loss.ts";

/** The logarithm of probability 0, finite so that differences of two are numbers. */
const NONE = -1e30;

/**
 * The loss of each sample, as `ops.ctcLoss` describes it.
 *
 * @param lengths of the targets and of the outputs
 */
export function ctcLosses(
  target: TensorFlowTensor,
  output: TensorFlowTensor,
  [targetLength, outputLength]: readonly [TensorFlowTensor, TensorFlowTensor],
  maskIndex: number,
): TensorFlowTensor {
  const tf = tensorFlowNow();
  const [samples, length] = target.shape;
  // Classes with the mask before, between and behind them.
  const masks = tf.fill([samples, length, 1], maskIndex, "int32");
  const path = tf.concat(
    [
      tf.concat([masks, target.toInt().expandDims(2)], 2).reshape([samples, -1]),
      masks.slice([0, 0, 0], [samples, 1, 1]).squeeze([2]),
    ],
    1,
  );
  const size: number = path.shape[1];
  const delayed = (x: TensorFlowTensor, by: number, value: number) =>
    x.slice([0, 0], [samples, size - by]).pad(
      [
        [0, 0],
        [by, 0],
      ],
      value,
    );
  const isClass = tf.range(0, size).mod(2).cast("bool");
  // From a class to the next one, without the mask between, unless they are equal.
  const mayJump = path.notEqual(delayed(path, 2, -1)).logicalAnd(isClass);
  const none = tf.fill([samples, size], NONE);
  const steps = output
    .logSoftmax(-1)
    .unstack(1)
    .map((step: TensorFlowTensor) => alongLast(step, path));
  const isFirst = tf.range(0, size).less(2).expandDims(0).broadcastTo([samples, size]);
  let score = tf.where(isFirst, steps[0], none);
  for (const [t, step] of steps.entries()) {
    if (t === 0) continue;
    const ways = [score, delayed(score, 1, NONE), tf.where(mayJump, delayed(score, 2, NONE), none)];
    const isOver = outputLength.reshape([-1, 1]).lessEqual(t).broadcastTo([samples, size]);
    score = tf.where(isOver, score, tf.stack(ways).logSumExp(0).add(step));
  }
  const end = targetLength.toInt().reshape([-1, 1]).mul(tf.scalar(2, "int32"));
  const before = tf.where(
    end.greater(0),
    alongLast(score, end.sub(tf.scalar(1, "int32")).relu()),
    tf.fill(end.shape, NONE),
  );
  return tf
    .concat([alongLast(score, end), before], 1)
    .logSumExp(1)
    .neg();
}

/** The loss of classes from 1 on, filled with 0 up to one length, for scores of all steps. */
function ctcOfBatch(yTrue: TensorFlowTensor, yPred: TensorFlowTensor): TensorFlowTensor {
  if (yTrue.rank !== 2) {
    throw new ValueError(
      "Targets `y_true` are expected to be a tensor of shape `(batch_size, max_length)` in integer format. " +
        `Received: y_true.shape=${tuple([...yTrue.shape])}`,
    );
  }
  if (yPred.rank !== 3) {
    throw new ValueError(
      "Logits `y_pred` are expected to be a tensor of shape `(batch_size, max_length, num_classes)`. " +
        `Received: y_pred.shape=${tuple([...yPred.shape])}`,
    );
  }
  const tf = tensorFlowNow();
  const lengths = yTrue.notEqual(0).cast("int32").sum(-1);
  return ctcLosses(yTrue, yPred, [lengths, tf.fill(lengths.shape, yPred.shape[1], "int32")], 0);
}

/**
 * Connectionist temporal classification: -log of the probability that scores of steps, `[batch, steps, classes]` without softmax, give
 * the classes of a shorter row, `[batch, length]`. Classes begin at 1; 0 fills the rows up to one length, and is the class of no output.
 *
 * @example
 * const loss = new losses.CTC().call(ops.array([[1, 2]]), ops.zeros([1, 4, 3]));
 */
export class CTC extends Loss {
  /** @throws ValueError for an unknown reduction */
  constructor(options: LossOptions = {}) {
    super("ctc", options, { kind: "custom", label: "loss 'CTC'", call: ctcOfBatch });
  }
}
