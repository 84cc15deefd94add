import { NDArray } from "../../ndarray.ts";
import { Initializer, initialValues } from "../initializers/initializer.ts";

/** An initializer for a kernel from some axes to others, which sees it as a matrix. */
export class Projection extends Initializer {
  constructor(
    private readonly matrix: Initializer,
    private readonly from: readonly number[],
    private readonly to: readonly number[],
  ) {
    super();
  }

  call(shape: readonly number[]): NDArray {
    const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);
    return new NDArray(initialValues(this.matrix, [product(this.from), product(this.to)]), [...shape]);
  }

  override getConfig(): Record<string, never> {
    return {};
  }
}
