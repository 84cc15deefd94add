import { fromArguments } from "../../../errors.ts";
import type { NDArray } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { REQUIRED } from "../../checks.ts";
import { innerForm } from "../../saving/keras3-form.ts";
import { wrongNdim } from "../arguments.ts";
import { contextOf } from "../call-context.ts";
import { Layer as CustomLayer } from "../custom-layer.ts";
import { arraysOf } from "../eager.ts";
import type { KerasTensor, Structure } from "../keras-tensor.ts";
import type { Layer } from "../layer.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape } from "../layer.ts";
import {
  buildCell,
  type Cell,
  type CellState,
  checkedCell,
  flatSizes,
  outputSizeOf,
  StackedRNNCells,
  type StateSize,
} from "./cells.ts";
import { type RecurrentOutputs, SEQUENCE, type SequenceOptions, sequenceConfig } from "./options.ts";
import { firstState, overSteps, type SequenceLayer, sequenceForm, sequenceShapes } from "./steps.ts";

export interface RNNOptions extends LayerOptions, SequenceOptions {
  /** The cell that computes a step; several in a list are stacked. */
  cell: Layer | readonly Layer[];
}

/**
 * A recurrent layer of any cell: `LSTMCell` and its like, or a layer of yours with `stateSize` whose `call` takes the inputs of a step
 * and the state before it, and returns the output and the state after it.
 *
 * @example
 * class MinimalRNNCell extends layers.Layer {
 *   readonly stateSize: number;
 *   constructor(readonly units: number) {
 *     super();
 *     this.stateSize = units;
 *   }
 *   override build(inputShape: (number | null)[]): void {
 *     this.kernel = this.addWeight({ shape: [inputShape.at(-1) as number, this.units], name: "kernel" });
 *     this.recurrent = this.addWeight({ shape: [this.units, this.units], name: "recurrent_kernel" });
 *   }
 *   override call(inputs: any, states: any): any {
 *     const output = inputs.matMul(this.kernel.read()).add(states[0].matMul(this.recurrent.read()));
 *     return [output, [output]];
 *   }
 *   private kernel: any;
 *   private recurrent: any;
 * }
 * const layer = new layers.RNN(new MinimalRNNCell(4));
 * console.log(layer.apply(Input({ shape: [10, 3] })).shape); // (None, 4)
 */
export class RNN<State extends boolean = false>
  extends CustomLayer<RecurrentOutputs<State>>
  implements SequenceLayer
{
  override supportsMasking = true;
  readonly cell: Cell;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly unroll: boolean;
  /** Set inside `Bidirectional`. */
  zeroOutputForMask: boolean;

  /**
   * @param args the cell, or several in a list, and options
   * @throws ValueError for anything but cells
   */
  constructor(
    ...args:
      | [options: RNNOptions & { returnState?: State }]
      | [cell: Layer | readonly Layer[], options?: Omit<RNNOptions, "cell"> & { returnState?: State }]
  ) {
    const [first, second] = args as [RNNOptions["cell"], object?];
    const isOptions =
      second === undefined &&
      typeof first === "object" &&
      first !== null &&
      "cell" in first &&
      !("call" in first);
    const {
      cell,
      returnSequences,
      returnState,
      goBackwards,
      stateful,
      unroll,
      zeroOutputForMask,
      ...options
    } = fromArguments<RNNOptions>("RNN", isOptions ? [first] : [{ cell: first, ...second }], {
      cell: REQUIRED,
      ...SEQUENCE,
      ...LAYER,
    });
    super(options);
    this.cell = checkedCell(Array.isArray(cell) ? new StackedRNNCells(cell) : cell);
    this.returnSequences = returnSequences;
    this.returnState = returnState;
    this.goBackwards = goBackwards;
    this.stateful = stateful;
    this.unroll = unroll;
    this.zeroOutputForMask = zeroOutputForMask;
  }

  protected override readonly pythonClass: string = "tensorflow.python.keras.layers.recurrent.RNN";

  stateShapes(): number[][] {
    return flatSizes(this.cell.stateSize).map((size) => [size]);
  }

  override readonly takesState = true;

  override readonly takesMask = true;

  /** A layer with the same options but these, and a new cell. */
  copyWith(changes: { name?: string; goBackwards?: boolean }): SequenceLayer {
    const { name = this.name, goBackwards = this.goBackwards } = changes;
    const { cell, ...config } = this.getConfig() as LayerConfig & { cell: { config: object } };
    const Class = this.cell.constructor as unknown as { fromConfig(config: object): Layer };
    const copy = Class.fromConfig(cell.config);
    const { fromConfig } = CustomLayer;
    // Otherwise as an `RNN`: a subclass may have a constructor with other arguments.
    const OfCall = this.call === RNN.prototype.call ? RNN : this.constructor;
    return fromConfig.call(OfCall as never, {
      ...config,
      cell: copy,
      name,
      go_backwards: goBackwards,
    }) as unknown as RNN;
  }

  override build(inputShape: Shape): void {
    if (inputShape.length < 3) throw wrongNdim(this.name, 3, inputShape);
    if (!this.cell.built) {
      buildCell(this.cell, tuple([inputShape[0], ...inputShape.slice(2)]));
      for (const variable of this.cell.weights) variable.path = `${this.name}/${variable.path}`;
    }
    this.inputShape = inputShape;
    this.built = true;
  }

  /** The shape of the outputs, without the state. */
  override computeOutputShape(inputShape: Shape): Shape {
    const [samples, steps] = inputShape;
    const outputSize = outputSizeOf(this.cell);
    return tuple(this.returnSequences ? [samples, steps, outputSize] : [samples, outputSize]);
  }

  /** @param given shape of the inputs, or a list of it, those of the initial state and that of the mask */
  override outputShapesFor(
    given: Shape | Shape[],
    _inputs: Structure<KerasTensor>,
    options: Readonly<Record<string, unknown>> = {},
  ): Shape[] {
    const { inputShape, states } = sequenceShapes(this, given, options.isMasked);
    this.build(inputShape);
    const shapes = [this.computeOutputShape(inputShape)];
    if (this.returnState) shapes.push(...states);
    this.lastShapes = shapes;
    return shapes;
  }

  override callForm(inputs: Structure<KerasTensor>, options: Readonly<Record<string, unknown>> = {}) {
    return sequenceForm(inputs, options.isMasked);
  }

  /** Of a stateful layer: the state after the last batch; null before the first one. */
  private last: NDArray[] | null = null;

  /**
   * Of a stateful layer: lets the next batch begin with zeros.
   *
   * @example
   * const rnn = new layers.RNN(new layers.GRUCell(2), { stateful: true });
   * rnn.apply([[[1], [2]]]);
   * rnn.resetState();
   */
  resetState(): void {
    this.last = null;
  }

  /** The same under its name in Keras 2. */
  resetStates(): void {
    this.resetState();
  }

  /** @param given the inputs, or a list of them and the initial state */
  override call(given: TensorFlowTensor, context: CallContext = contextOf(this)): TensorFlowTensor {
    const [x, ...initial] = Array.isArray(given) ? given : [given];
    const { cell } = this;
    const cells = cell instanceof StackedRNNCells ? cell.cells : [cell];
    for (const one of cells) (one as { resetDropoutMask?(): void }).resetDropoutMask?.();
    const state =
      initial.length > 0
        ? initial
        : firstState(this.name, this.stateShapes(), x.shape[0], this.last, context);
    const step = (inputs: TensorFlowTensor, flat: readonly TensorFlowTensor[]) => {
      const parts = [...flat];
      const packed = packState(cell.stateSize, parts);
      const [output, next] = cell.call(inputs, Array.isArray(packed) ? packed : [packed], context);
      return { output, state: flatState(next) };
    };
    const result = overSteps(x, state, [outputSizeOf(cell)], step, this, context);
    if (this.stateful) this.last = arraysOf([...result.state]);
    return this.returnState ? [result.output, ...result.state] : result.output;
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    const { cell } = this;
    return {
      ...sequenceConfig(this),
      cell: innerForm(cell),
    };
  }
}

/** A state in the form of its sizes; takes its tensors from the list. */
function packState(size: StateSize, parts: TensorFlowTensor[]): TensorFlowTensor | CellState {
  return typeof size === "number" ? parts.shift() : size.map((one) => packState(one, parts));
}

/** The tensors of a state as one list. */
function flatState(state: CellState): TensorFlowTensor[] {
  return Array.isArray(state) ? state.flatMap(flatState) : [state];
}
