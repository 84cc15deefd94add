/** Shared by the attention layers: masks, and the mean of values by scores. */
import { dropoutFactors } from "../../../engine/index.ts";
import { ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { tensorsOf } from "../eager.ts";
import type { SeedGenerator } from "../seed-generator.ts";

/** Options of a call of every attention layer. */
export interface AttentionCall {
  /** Compute as in training; default: as the model is called. */
  training?: boolean;
  /** Let no step see those after it, default false. */
  useCausalMask?: boolean;
  /** Return a list: the outputs, then the scores; default false. */
  returnAttentionScores?: boolean;
}

/** Rows of steps `[1, targets, sources]` that see the sources up to their own place. */
export function causalMask({ tf }: CallContext, targets: number, sources: number): TensorFlowTensor {
  const rows = tf.range(0, targets).reshape([1, targets, 1]);
  return rows.greaterEqual(tf.range(0, sources).reshape([1, 1, sources]));
}

/** The masks that are given, together; null without one. */
export function allOf(masks: readonly (TensorFlowTensor | null | undefined)[]): TensorFlowTensor | null {
  const given = masks.filter((mask) => mask != null);
  if (given.length === 0) return null;
  return given.reduce((all, mask) => all.logicalAnd(mask));
}

/**
 * A mask in the shape of the scores: the axes that it lacks are inserted before its last ones, and an axis of size 1 serves all.
 *
 * @param name of the mask in error messages
 * @param options the shape of the scores, the number of last axes, and the least number of axes
 * @throws ValueError for a shape that does not fit
 */
export function broadcastMask(
  given: unknown,
  name: string,
  { scores, axes, least = 0 }: { scores: readonly number[]; axes: number; least?: number },
): TensorFlowTensor {
  const mask = tensorsOf(given, true) as TensorFlowTensor;
  const shape: readonly number[] = mask.shape;
  const first = Math.max(shape.length - axes, 0);
  const inserted = new Array<number>(Math.max(scores.length - shape.length, 0)).fill(1);
  const full = [...shape.slice(0, first), ...inserted, ...shape.slice(first)];
  const fits = (size: number, axis: number) => size === 1 || size === scores[axis];
  if (shape.length < least || full.length > scores.length || !full.every(fits)) {
    const [own, all] = [shape, scores].map((sizes) => tuple([...sizes]));
    throw new ValueError(
      `\`${name}\` must be broadcastable to the attention scores of shape ${all}` +
        `${shape.length < least ? ` and have at least ${least} axes` : ""}. Received: ${name} of shape ${own}`,
    );
  }
  return mask.cast("bool").toFloat().reshape(full).broadcastTo(scores).cast("bool");
}

/** Dropout of scores, as of a Dropout layer with that generator. */
export function dropped(
  scores: TensorFlowTensor,
  rate: number,
  generator: SeedGenerator | undefined,
  { tf, training }: CallContext,
): TensorFlowTensor {
  if (!training || generator === undefined) return scores;
  const factors = dropoutFactors(generator.seed, generator.next(), scores.size, rate);
  return scores.mul(tf.tensor(factors, scores.shape));
}

/** Heads `[batch, heads, …]`, each repeated, so that they are as many as the count. */
export function repeated(
  heads: TensorFlowTensor,
  count: number,
  { tf }: Pick<CallContext, "tf">,
): TensorFlowTensor {
  const [batch, own, ...shape] = heads.shape;
  if (own === count) return heads;
  return tf.stack(new Array(count / own).fill(heads), 2).reshape([batch, count, ...shape]);
}
