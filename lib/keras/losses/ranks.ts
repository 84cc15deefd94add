/** Targets and outputs whose numbers of axes differ: a loss makes them alike, a function or a metric does so by its formula. */
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, broadcastIndex, NDArray, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { dialect } from "../dialects/dialect.ts";

/** Formulas that Keras 3 leaves to broadcasting: a number for each pair of a target and an output. */
const BROADCAST = /^(?:hinge|squaredHinge|categoricalHinge|klDivergence|poisson)$/;
const REFUSED = /^(?:binaryCrossentropy|binaryFocalCrossentropy|categoricalCrossentropy)$/;

/** True for a metric that is a mean over pairs within a batch, where targets and outputs differ in their number of axes. */
export const isOfPairs = (kind: string): boolean => dialect().refusesColumns && BROADCAST.test(kind);

/**
 * Targets and outputs as the formula of that kind takes them.
 *
 * @throws ValueError in the words of Keras 3, for formulas that it refuses there
 */
export function pairFor(
  kind: string,
  yTrue: ArrayInput,
  yPred: ArrayInput,
): [yTrue: ArrayInput, yPred: ArrayInput] {
  if (!dialect().refusesColumns) return [yTrue, yPred];
  const [y, x] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
  if (y.ndim === x.ndim || y.ndim === 0 || x.ndim === 0) return [y, x];
  if (REFUSED.test(kind)) throw differentRanks(y.shape, x.shape);
  return BROADCAST.test(kind) ? broadcast(y, x) : [y, x];
}

/** @param outputs their shape, with null for any number of samples */
export function differentRanks(
  targets: readonly (number | null)[],
  outputs: readonly (number | null)[],
): ValueError {
  return new ValueError(
    "Arguments `target` and `output` must have the same rank (ndim). " +
      `Received: target.shape=${tuple([...targets])}, output.shape=${tuple([...outputs])}`,
  );
}

/** Arrays of a common shape; those that have none as they are. */
function broadcast(y: NDArray, x: NDArray): [NDArray, NDArray] {
  const axes = Math.max(y.ndim, x.ndim);
  const shapes = [y, x].map(({ ndim, shape }) => [...Array<number>(axes - ndim).fill(1), ...shape]);
  const shape = shapes[0].map((size, axis) => Math.max(size, shapes[1][axis]));
  if (shapes.some((own) => own.some((size, axis) => size !== 1 && size !== shape[axis]))) return [y, x];
  const repeated = ({ values }: NDArray, own: readonly number[]) => {
    const all = new Float32Array(sizeOf(shape));
    for (let i = 0; i < all.length; i++) all[i] = values[broadcastIndex(i, shape, own)];
    return new NDArray(all, shape);
  };
  return [repeated(y, shapes[0]), repeated(x, shapes[1])];
}
