import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../../ndarray.ts";
import { tuple } from "../python-repr.ts";

/** A trainer's parameters, live: writing to them sets the weights. The array may be another one after each call. */
export interface Parameters {
  readonly parameters: Float32Array;
}

/** A layer's weights: float32 values with a shape. */
export class Variable {
  readonly size: number;
  /** Where it belongs, as patterns of an `OptimizerMap` match it: `sequential/dense/kernel`, model, layer and name. */
  path: string;
  private home: Parameters;
  private offset = 0;

  /**
   * @param values row-major; a trainer that uses the variable moves them into its own memory
   * @param path default: the name
   */
  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    values: Float32Array,
    path = name,
  ) {
    this.size = values.length;
    this.path = path;
    this.home = { parameters: values };
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
  moveTo(trainer: Parameters, offset: number): void {
    if (this.home === trainer && this.offset === offset) return;
    trainer.parameters.set(this.values, offset);
    this.home = trainer;
    this.offset = offset;
  }

  private get values(): Float32Array {
    return this.home.parameters.subarray(this.offset, this.offset + this.size);
  }
}
