import { firstNotFinite } from "../engine/index.ts";
import { ValueError } from "../errors.ts";
import { copySoon, Pacer } from "../event-loop.ts";
import { type ArrayInput, asArray, NDArray } from "../ndarray.ts";
import { tuple } from "../python-repr.ts";
import { tensorFlowNow } from "./backend/eager.js";
import type { ConstraintPlan, RegularizerPlan } from "./backend/plan.ts";
import { currentScope } from "./backend/scope.ts";
import { isTensor, type TensorFlowTensor } from "./backend/tensor-types.ts";
import { dialect } from "./dialects/dialect.ts";

/** A trainer's parameters, live: writing to them sets the weights. */
export interface Parameters {
  readonly parameters: Float32Array;
}

let variables = 0;

/**
 * A layer's weight: float32 values with a shape. Prints as `<tf.Variable 'dense/kernel:0' shape=(2, 1) dtype=float32, numpy=…>`,
 * or with dialect 3 as `<Variable path=sequential/dense/kernel, …>`.
 */
export class Variable {
  readonly size: number;
  /** Names of the model, the layer and the variable, `sequential/dense/kernel`; the patterns of an `OptimizerMap` match it. */
  path: string;
  /** True if training changes it, unless its layer is not trainable; false for a moving mean, for example. */
  trainable = true;
  /** True if it was made as one that is not to be trained. */
  isState = false;
  /** A penalty on it, which is added to the loss while it is trained. */
  regularizer: { plan(): RegularizerPlan } | null = null;
  /** Applied after each update. */
  constraint: { plan(): ConstraintPlan } | null = null;
  /** The type under which Keras has it; values are float32. */
  dtype: "float32" | "int32" | "int64" = "float32";
  private home: Parameters;
  private offset = 0;
  /** Counts assignments. */
  private assigned = 0;
  /** Later variables have a larger one. */
  readonly order = ++variables;

  /**
   * @param values row-major; a trainer that uses the variable moves them into its own memory
   * @param path default: the name
   * @param draw draws the values step by step once they are needed, and returns whether there is another step
   */
  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    values: Float32Array,
    path = name,
    private draw?: () => boolean,
  ) {
    this.size = values.length;
    this.path = path;
    this.home = { parameters: values };
  }

  toString(): string {
    return dialect().variable(this);
  }

  /** Shown by `console.log` and as the result of a cell. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /**
   * The values as a tensor of TensorFlow.js, for the `call` of a layer. In a training step gradients reach it.
   *
   * @example
   * const layer = new Dense(1);
   * layer.build([null, 2]);
   * console.log(layer.kernel.read().shape); // [ 2, 1 ]
   */
  read(): TensorFlowTensor {
    return currentScope()?.read(this) ?? tensorFlowNow().tensor(this.values.slice(), [...this.shape]);
  }

  /** The same as `read()`, under Keras' name. */
  get value(): TensorFlowTensor {
    return this.read();
  }

  /** A copy of the values. */
  numpy(): NDArray {
    return new NDArray(this.values.slice(), tuple([...this.shape]));
  }

  /** The same yielding to the event loop. */
  async copy(): Promise<NDArray> {
    const values = new Float32Array(this.size);
    await this.copyTo(values, 0);
    return new NDArray(values, tuple([...this.shape]));
  }

  /** Copies the values to `offset` of an array, yielding to the event loop. */
  async copyTo(array: Float32Array, offset: number): Promise<void> {
    await this.drawn();
    await copySoon(array.subarray(offset, offset + this.size), this.values);
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

  /**
   * Sets the values; in the `call` of a layer, once the batch is done.
   *
   * @param data of the variable's shape
   * @throws ValueError for another shape
   *
   * @example
   * const layer = new Dense(1);
   * layer.build([null, 2]);
   * layer.bias.assign([1]);
   */
  assign(data: ArrayInput): void {
    const scope = currentScope();
    if (scope !== undefined) {
      if (scope.assign(this, this.tensorOf(data))) return;
    }
    const { values, shape } = asArray(data, "float32", "weights");
    if (shape.join() !== this.shape.join()) {
      throw new ValueError(
        "The shape of the target variable and the shape of the target value in `variable.assign(value)` must match. " +
          `variable.shape=${tuple([...this.shape])}, Received: value.shape=${tuple([...shape])}. Target variable: ${this.path}`,
      );
    }
    this.draw = undefined;
    this.values.set(values);
    this.assigned++;
  }

  /**
   * Adds to the values, otherwise as `assign`.
   *
   * @example
   * const layer = new Dense(1);
   * layer.build([null, 2]);
   * layer.bias.assignAdd([1]);
   */
  assignAdd(data: ArrayInput): void {
    tensorFlowNow().tidy(() => this.assign(this.read().add(this.tensorOf(data))));
  }

  /**
   * Subtracts from the values, otherwise as `assign`.
   *
   * @example
   * const layer = new Dense(1);
   * layer.build([null, 2]);
   * layer.bias.assignSub([1]);
   */
  assignSub(data: ArrayInput): void {
    tensorFlowNow().tidy(() => this.assignAdd(this.tensorOf(data).neg()));
  }

  private tensorOf(data: ArrayInput) {
    return isTensor(data) ? data : tensorFlowNow().tensor(asArray(data).values, [...this.shape]);
  }

  /**
   * Moves the values to `offset` in a trainer's parameters, so that both always agree. Does nothing if the variable is there
   * already.
   */
  moveTo(trainer: Parameters, offset: number): void {
    if (this.home === trainer && this.offset === offset) return;
    trainer.parameters.set(this.values, offset);
    this.home = trainer;
    this.offset = offset;
  }

  /** Like `moveTo`, yielding to the event loop. `isOver` may stop it by throwing. */
  async moveSoon(trainer: Parameters, offset: number, isOver: () => unknown): Promise<void> {
    if (this.home === trainer && this.offset === offset) return;
    await this.drawn(isOver);
    const { assigned } = this;
    await copySoon(trainer.parameters.subarray(offset, offset + this.size), this.values);
    if (assigned !== this.assigned) trainer.parameters.set(this.values, offset);
    this.home = trainer;
    this.offset = offset;
  }

  /** Draws the values, yielding to the event loop. */
  private async drawn(isOver: () => unknown = () => {}): Promise<void> {
    if (this.draw === undefined) return;
    const pacer = new Pacer();
    while (this.draw !== undefined) {
      this.drawNext();
      const rest = pacer.rest();
      if (rest === undefined) continue;
      await rest;
      isOver();
    }
  }

  private drawNext(): void {
    if (this.draw?.() === false) this.draw = undefined;
  }

  private get values(): Float32Array {
    while (this.draw !== undefined) this.drawNext();
    return this.home.parameters.subarray(this.offset, this.offset + this.size);
  }
}
