import { fromArguments, received, receivedFirst, ValueError } from "../../../errors.ts";
import type { Activation } from "../../activations.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { configKey } from "../../saving/config.ts";
import { innerForm } from "../../saving/keras3-form.ts";
import type { Variable } from "../../variable.ts";
import { callContext, contextOf } from "../call-context.ts";
import { Layer as CustomLayer } from "../custom-layer.ts";
import type { Layer, LayerConfig, LayerOptions, Shape } from "../layer.ts";
import type { GatedOptions } from "./gated.ts";
import { GRU, GRU_DEFAULTS, type GRUOptions } from "./gru.ts";
import { LSTM, LSTM_DEFAULTS, type LSTMOptions } from "./lstm.ts";
import { RECURRENT, type RecurrentOptions, SEQUENCE, type SequenceOptions } from "./options.ts";
import type { Masks, Recurrent } from "./recurrent.ts";
import { SimpleRNN } from "./simple-rnn.ts";

/** A cell's state: a tensor for each part; of `StackedRNNCells` a list for each cell. */
export type CellState = readonly (TensorFlowTensor | CellState)[];

/** The sizes of a cell's state. */
export type StateSize = number | readonly StateSize[];

/** A layer that computes one step of a sequence. */
export interface Cell extends Layer {
  readonly stateSize: StateSize;
  /** Default: the first size of the state. */
  readonly outputSize?: number;
  /** @returns the output, and the state after the step */
  call(
    inputs: TensorFlowTensor,
    state: CellState,
    context: CallContext,
  ): readonly [output: TensorFlowTensor, state: CellState];
}

/** The options of a cell: those of its layer, without the ones of sequences. */
type CellOptions<Options> = Omit<
  Options,
  keyof SequenceOptions | "inputShape" | "inputDim" | "activityRegularizer"
>;

type CellArguments<Options extends RecurrentOptions> =
  | [options: CellOptions<Options>]
  | [units: number, options?: Omit<CellOptions<Options>, "units">];

/** The options of a layer that its cell does not have. */
const OF_SEQUENCES = [...Object.keys(SEQUENCE), "inputShape", "inputDim", "activityRegularizer"];

/** The keys of a layer's configuration that its cell's does not have. */
const KEYS = ["batch_input_shape", "time_major", "implementation", ...OF_SEQUENCES.map(configKey)];

/** A cell that computes the step of a recurrent layer. */
abstract class RecurrentCell<Options extends RecurrentOptions> extends CustomLayer implements Cell {
  // Private, as the other properties are searched for layers.
  readonly #layer: Recurrent;
  readonly #seed: number | null;
  readonly units: number;
  /** Of the batch at hand. */
  #masks: Masks | undefined;

  /** The layer that takes such steps, and the defaults of its options. */
  declare protected static readonly layer: readonly [new (options: never) => unknown, RecurrentOptions];

  /**
   * @param args `units`, a positive integer, and options
   * @throws ValueError for other units, an unknown option or name
   */
  constructor(...args: CellArguments<Options>) {
    const [Class, defaults] = new.target.layer;
    const known = Object.fromEntries(
      Object.entries(defaults).filter(([name]) => !OF_SEQUENCES.includes(name)),
    );
    const options = fromArguments<RecurrentOptions>(
      new.target.name,
      args,
      known as Required<RecurrentOptions>,
    );
    super({ name: options.name, trainable: options.trainable });
    this.#seed = options.seed ?? null;
    this.#layer = new Class({ ...options, name: this.name } as never) as Recurrent;
    this.units = this.#layer.units;
  }

  protected override readonly pythonClass: string =
    `tensorflow.python.keras.layers.recurrent.${this.className}`;

  get stateSize(): StateSize {
    const sizes = this.#layer.stateShapes([]).flat();
    return sizes.length === 1 ? sizes[0] : sizes;
  }

  get outputSize(): number {
    return this.units;
  }

  /** @param inputShape of one step, `[null, features]` */
  override build(inputShape: Shape): void {
    this.#layer.build([null, null, inputShape.at(-1) ?? null]);
    this.inputShape = inputShape;
    this.built = true;
  }

  override get weights(): readonly Variable[] {
    // The base class asks before the layer is made.
    return #layer in this ? this.#layer.weights : [];
  }

  override get trainableWeights(): readonly Variable[] {
    return this.trainable ? this.weights : [];
  }

  /** Lets the next step draw what dropout leaves out, as each batch begins. */
  resetDropoutMask(): void {
    this.#masks = undefined;
  }

  override call(
    inputs: TensorFlowTensor,
    state: TensorFlowTensor,
    context: CallContext = contextOf(this),
  ): TensorFlowTensor {
    const { tf, training } = context;
    const weights = this.weights.map((variable) => variable.read());
    const own = { ...callContext(training, () => {}), tf, weights, activate: context.activate };
    const next = this.#layer.stepAlone(inputs, state, own, this.#masks);
    this.#masks = next.masks;
    return [next.state[0], next.state];
  }

  /** Of the outputs. It can be set as that of a layer. */
  get activation(): Activation {
    return this.#layer.activation;
  }

  set activation(identifier: Activation | null) {
    this.#layer.activation = identifier;
  }

  override getConfig(): LayerConfig {
    const config = { ...this.#layer.getConfig(), seed: this.#seed };
    const all = Object.entries(config).filter(([key]) => !KEYS.includes(key));
    return this.described(Object.fromEntries(all) as unknown as LayerConfig);
  }
}

/**
 * One step of a `SimpleRNN`, for `RNN` and `StackedRNNCells`.
 *
 * @example
 * const layer = new layers.RNN(new layers.SimpleRNNCell(4));
 * console.log(layer.apply(Input({ shape: [10, 3] })).shape); // (None, 4)
 */
export class SimpleRNNCell extends RecurrentCell<RecurrentOptions> {
  protected static override readonly layer = [SimpleRNN, RECURRENT] as const;
}

/**
 * One step of a `GRU`, for `RNN` and `StackedRNNCells`.
 *
 * @example
 * const layer = new layers.RNN(new layers.GRUCell(4));
 * console.log(layer.apply(Input({ shape: [10, 3] })).shape); // (None, 4)
 */
export class GRUCell extends RecurrentCell<GRUOptions> {
  protected static override readonly layer = [GRU, GRU_DEFAULTS] as const;
}

/**
 * One step of an `LSTM`, for `RNN` and `StackedRNNCells`.
 *
 * @example
 * const cells = [new layers.LSTMCell(4), new layers.LSTMCell(2)];
 * const layer = new layers.RNN(cells, { returnSequences: true });
 * console.log(layer.apply(Input({ shape: [10, 3] })).shape); // (None, 10, 2)
 */
export class LSTMCell extends RecurrentCell<LSTMOptions & GatedOptions> {
  protected static override readonly layer = [LSTM, LSTM_DEFAULTS] as const;
}

/**
 * Cells as one: each takes the output of the one before.
 *
 * @example
 * const cell = new layers.StackedRNNCells([new layers.GRUCell(4), new layers.GRUCell(2)]);
 * console.log(new layers.RNN(cell).apply(Input({ shape: [10, 3] })).shape); // (None, 2)
 */
export class StackedRNNCells extends CustomLayer implements Cell {
  static readonly positional = ["cells"];
  readonly cells: readonly Cell[];

  /** @throws ValueError for anything but cells */
  constructor(cells: readonly Layer[], options: LayerOptions = {}) {
    super(options);
    if (!Array.isArray(cells)) {
      throw new ValueError(
        `Expected \`cells\` to be a list of cells. Received: ${receivedFirst("StackedRNNCells", StackedRNNCells.positional, cells)}`,
      );
    }
    this.cells = cells.map(checkedCell);
  }

  protected override readonly pythonClass: string =
    "tensorflow.python.keras.layers.recurrent.StackedRNNCells";

  get stateSize(): readonly StateSize[] {
    return this.cells.map(({ stateSize }) => stateSize);
  }

  get outputSize(): number {
    return outputSizeOf(this.cells[this.cells.length - 1]);
  }

  override build(inputShape: Shape): void {
    let shape = inputShape;
    for (const cell of this.cells) {
      if (!cell.built) buildCell(cell, shape);
      shape = [inputShape[0], outputSizeOf(cell)];
    }
  }

  override call(
    inputs: TensorFlowTensor,
    states: TensorFlowTensor,
    context: CallContext = contextOf(this),
  ): TensorFlowTensor {
    let output = inputs;
    const next = this.cells.map((cell, i) => {
      const state = states[i];
      const [result, after] = cell.call(output, Array.isArray(state) ? state : [state], context);
      output = result;
      return Array.isArray(state) ? after : after[0];
    });
    return [output, next];
  }

  override getConfig(): LayerConfig {
    const cells = this.cells.map(innerForm);
    return this.described({ ...this.baseConfig, cells });
  }
}

/** Builds a cell for inputs of that shape. */
export function buildCell(cell: Layer, shape: Shape): void {
  cell.build(shape);
  cell.inputShape = shape;
  cell.built = true;
}

/** The number of features of a cell's outputs. */
export function outputSizeOf({ outputSize, stateSize }: Cell): number {
  return outputSize ?? flatSizes(stateSize)[0];
}

/** The sizes of a state as one list. */
export function flatSizes(size: StateSize): number[] {
  return typeof size === "number" ? [size] : size.flatMap(flatSizes);
}

/** @throws ValueError in Keras' words unless it is a cell */
export function checkedCell(cell: unknown): Cell {
  const { call, stateSize } = (cell ?? {}) as Partial<Cell>;
  if (typeof call !== "function") {
    throw new ValueError(`Argument \`cell\` should have a \`call\` method. Received: cell=${received(cell)}`);
  }
  const isSize = (size: unknown): boolean =>
    Number.isInteger(size) || (Array.isArray(size) && size.length > 0 && size.every(isSize));
  if (isSize(stateSize)) return cell as Cell;
  throw new ValueError(
    "The RNN cell should have a `stateSize` attribute (single integer or list of integers, one integer per RNN state). " +
      `Received: cell=${received(cell)}`,
  );
}
