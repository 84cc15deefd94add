/** `keras.ops`: connectionist temporal classification. */
import { ValueError } from "../../errors.ts";
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { ctcLosses } from "../losses/ctc.ts";
import { operation } from "./operation.ts";
import { TENSOR } from "./signature.ts";

/**
 * The loss of each sample: -log of the probability that the scores `output`, `[samples, steps, classes]`, give the classes `target`,
 * `[samples, length]`, of which `targetLength` count, in `outputLength` steps. `maskIndex`, default 0, is the class of no output.
 *
 * @example
 * console.log(ops.ctcLoss([[1]], ops.zeros([1, 2, 2]), [1], [2]).arraySync());
 */
export const ctcLoss = operation(
  "ctcLoss",
  { target: TENSOR, output: TENSOR, targetLength: TENSOR, outputLength: TENSOR, maskIndex: 0 },
  (
    target: TensorFlowTensor,
    output: TensorFlowTensor,
    targetLength: TensorFlowTensor,
    outputLength: TensorFlowTensor,
    maskIndex = 0,
  ) => ctcLosses(target, output, [targetLength, outputLength], maskIndex),
);
/**
 * The classes of scores, `[samples, steps, classes]`, of which `sequenceLengths` steps count, by the largest score of each step: each
 * change of class once (with `mergeRepeated` false: each step), without the class of no output, `maskIndex`, default 0. Returns
 * `[1, samples, steps]` with -1 behind the last class, and minus the sums of those scores, `[samples, 1]`.
 *
 * @throws ValueError for another strategy than `"greedy"`
 * @example
 * const [classes] = ops.ctcDecode([[[0, 1], [0, 1], [1, 0]]], [3]);
 * console.log(classes.arraySync()); // [[[1, -1, -1]]]
 */
export const ctcDecode = operation(
  "ctcDecode",
  {
    inputs: TENSOR,
    sequenceLengths: TENSOR,
    strategy: "greedy",
    beamWidth: 100,
    topPaths: 1,
    mergeRepeated: true,
    maskIndex: 0,
  },
  (
    inputs: TensorFlowTensor,
    sequenceLengths: TensorFlowTensor,
    strategy = "greedy",
    _beamWidth = 100,
    _topPaths = 1,
    mergeRepeated = true,
    maskIndex = 0,
  ) => {
    if (strategy !== "greedy") {
      throw new ValueError(`Only the strategy "greedy" is ported. Received: strategy=${strategy}`);
    }
    const tf = tensorFlowNow();
    const [samples, steps] = inputs.shape;
    const best: number[][] = inputs.argMax(-1).arraySync();
    const lengths: number[] = sequenceLengths.arraySync();
    const rows = best.map((row, i) => {
      const classes = row.slice(0, lengths[i]);
      const kept = classes.filter(
        (one, t) => one !== maskIndex && !(mergeRepeated && one === classes[t - 1]),
      );
      return [...kept, ...Array(steps - kept.length).fill(-1)];
    });
    const counts = tf.range(0, steps).expandDims(0).less(sequenceLengths.expandDims(1)).cast("float32");
    const scores = inputs.max(-1).mul(counts).sum(1).neg().reshape([samples, 1]);
    return [tf.tensor3d([rows], [1, samples, steps], "int32"), scores];
  },
);
