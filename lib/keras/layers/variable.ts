import { ValueError } from "../../errors";
import { type ArrayInput, asArray, NDArray } from "../../ndarray";
import { tuple } from "../python-repr";

/** A layer's weights: float32 values with a shape. */
export class Variable {
  readonly size: number;

  /** @param values row-major; a trainer that uses the variable moves them into its own memory */
  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    private values: Float32Array,
  ) {
    this.size = values.length;
  }

  /** A copy of the values. */
  numpy(): NDArray {
    return new NDArray(this.values.slice(), tuple([...this.shape]));
  }

  /**
   * New values as an array of this shape.
   *
   * @param owner whose weights the error message names
   * @throws ValueError for another shape, or a value that is not finite
   */
  check(data: ArrayInput, owner: string): NDArray {
    const array = asArray(data, "float32", "weights");
    if (array.shape.join() !== this.shape.join()) {
      throw new ValueError(
        `Layer ${owner} weight shape ${tuple([...this.shape])} is not compatible with provided weight shape ` +
          `${tuple([...array.shape])}.`,
      );
    }
    const bad = array.values.find((value) => !Number.isFinite(value));
    if (bad === undefined) return array;
    throw new ValueError(`Expected the weights of layer ${owner} to be finite. Received: ${bad}`);
  }

  /** Takes over values that `check` has let through. */
  assign(array: NDArray): void {
    this.values.set(array.values);
  }

  /**
   * Lets the values live at `offset` of a trainer's parameters from now on, so that both always agree. A variable that
   * lives there already is left alone; one from elsewhere takes its values along.
   */
  moveTo(parameters: Float32Array, offset: number): void {
    const home = parameters.subarray(offset, offset + this.size);
    if (this.values.buffer === home.buffer && this.values.byteOffset === home.byteOffset) return;
    home.set(this.values);
    this.values = home;
  }
}
