import { ValueError } from "../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../ndarray.ts";
import { atOnce, cut, firstNotFinite, PIECE } from "../pieces.ts";
import { tuple } from "../python-repr.ts";

/** A trainer's parameters, live: writing to them sets the weights. The array may be another one after each call. */
export interface Parameters {
  readonly parameters: Float32Array;
}

/**
 * A layer's weights: float32 values with a shape. Prints as `<tf.Variable 'dense/kernel:0' shape=(2, 1) dtype=float32, numpy=…>`.
 */
export class Variable {
  readonly size: number;
  /** Where it belongs, as patterns of an `OptimizerMap` match it: `sequential/dense/kernel`, model, layer and name. */
  path: string;
  private home: Parameters;
  private offset = 0;

  /**
   * @param values row-major; a trainer that uses the variable moves them into its own memory
   * @param path default: the name
   * @param rest draws the values, as soon as someone needs them
   */
  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    values: Float32Array,
    path = name,
    /** The rest of a draw, or of a move, that has begun. */
    private rest?: Generator<void, void>,
  ) {
    this.size = values.length;
    this.path = path;
    this.home = { parameters: values };
  }

  toString(): string {
    const name = this.path.split("/").slice(-2).join("/");
    const values = `array(${String(this.numpy()).replaceAll("\n", `\n${" ".repeat(6)}`)}, dtype=float32)`;
    const shape = tuple([...this.shape]);
    const lines = values.includes("\n") ? `\n${values}` : values;
    return `<tf.Variable '${name}:0' shape=${shape} dtype=float32, numpy=${lines}>`;
  }

  /** Shown by `console.log` and as the result of a cell. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** A copy of the values. */
  numpy(): NDArray {
    return atOnce(this.copy());
  }

  /** The same in pieces. */
  *copy(): Generator<void, NDArray> {
    yield* this.finish();
    const values = new Float32Array(this.size);
    for (const [from, to] of cut(this.size, PIECE)) {
      if (from > 0) yield;
      values.set(this.values.subarray(from, to), from);
    }
    return new NDArray(values, tuple([...this.shape]));
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
    const at = firstNotFinite(array.values);
    if (at === -1) return array;
    throw new ValueError(
      `Expected the weights of layer ${owner} to be finite. Received: ${array.values[at]}`,
    );
  }

  /** Takes over values that `check` has let through, in pieces. */
  *assign({ values }: NDArray): Generator<void, void> {
    for (const [from, to] of cut(this.size, PIECE)) {
      if (from > 0) yield;
      this.values.set((values as Float32Array).subarray(from, to), from);
    }
  }

  /**
   * Lets the values live at `offset` of a trainer's parameters from now on, so that both always agree. A variable that
   * lives there already is left alone; one from elsewhere takes its values along, in pieces. Who needs them in between has
   * the rest done first, as of a draw.
   */
  *moveTo(trainer: Parameters, offset: number): Generator<void, void> {
    yield* this.finish();
    if (this.home === trainer && this.offset === offset) return;
    this.rest = this.moving(this.values, trainer, offset);
    yield* this.finish();
  }

  private *moving(values: Float32Array, trainer: Parameters, offset: number): Generator<void, void> {
    for (const [from, to] of cut(this.size, PIECE)) {
      if (from > 0) yield;
      trainer.parameters.set(values.subarray(from, to), offset + from);
    }
    this.home = trainer;
    this.offset = offset;
  }

  /** Does the rest of what has begun, as far as nobody else does. */
  private *finish(): Generator<void, void> {
    const { rest } = this;
    if (rest === undefined) return;
    while (!rest.next().done) yield;
    if (this.rest === rest) this.rest = undefined;
  }

  private get values(): Float32Array {
    if (this.rest) atOnce(this.finish());
    return this.home.parameters.subarray(this.offset, this.offset + this.size);
  }
}
