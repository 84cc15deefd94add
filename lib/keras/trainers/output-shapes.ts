import type { Shape } from "../layers/index.ts";
import { tuple } from "../python-repr.ts";

/** Shapes of outputs. A tuple takes longer to make than one row to predict, so that as many samples as before share one. */
export class OutputShapes {
  private last: readonly number[] = [];

  /** The model's output shape with that number of samples in front. */
  of(outputShape: Shape, samples: number): readonly number[] {
    const { last } = this;
    const isLast =
      last.length === outputShape.length &&
      last.every((size, axis) => size === (axis === 0 ? samples : outputShape[axis]));
    if (isLast) return last;
    const [, ...shape] = outputShape as number[];
    this.last = Object.freeze(tuple([samples, ...shape]));
    return this.last;
  }
}
