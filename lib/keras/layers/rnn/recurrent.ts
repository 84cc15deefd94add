import { dropoutFactors, type RecurrentKindName } from "../../../engine/index.ts";
import { fromArguments, received, ValueError } from "../../../errors.ts";
import { type NDArray, sizeOf } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import * as activations from "../../activations.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import type { Constraint } from "../../constraints.ts";
import type { Initializer } from "../../initializers/index.ts";
import type { Regularizer } from "../../regularizers.ts";
import * as regularizers from "../../regularizers.ts";
import { snakeCase } from "../../state.ts";
import { ActivatedLayer } from "../activated-layer.ts";
import { wrongNdim } from "../arguments.ts";
import { arraysOf } from "../eager.ts";
import { type KerasTensor, type Structure, shapesIn } from "../keras-tensor.ts";
import type { Shape } from "../layer.ts";
import { layerOptions } from "../layer-options.ts";
import { SeedGenerator } from "../seed-generator.ts";
import { settingsOf, weightConfig } from "../weight-settings.ts";
import { type RecurrentOptions, type RecurrentOutputs, sequenceConfig } from "./options.ts";
import { isNestedGradient, recurrence } from "./recurrence.ts";
import { firstState, overSteps, sequenceForm, sequenceShapes } from "./steps.ts";

/** The factors of dropout, the same for all steps of a batch. */
export interface Masks {
  /** Dropout masks of the inputs: one for all gates, or one for each. */
  readonly inputs: readonly TensorFlowTensor[];
  /** Dropout masks of the state. */
  readonly state: readonly TensorFlowTensor[];
}

/** A layer that processes the steps of a sequence in order and keeps a state. */
export abstract class Recurrent<
  Options extends Omit<RecurrentOptions, "units"> = RecurrentOptions,
  State extends boolean = false,
> extends ActivatedLayer<RecurrentOutputs<State>> {
  override supportsMasking = true;
  readonly units: number;
  readonly useBias: boolean;
  declare readonly kernelInitializer: Initializer;
  declare readonly recurrentInitializer: Initializer;
  declare readonly biasInitializer: Initializer;
  declare readonly kernelRegularizer: Regularizer | null;
  declare readonly recurrentRegularizer: Regularizer | null;
  declare readonly biasRegularizer: Regularizer | null;
  protected override readonly activityRegularizer: Regularizer | null;
  declare readonly kernelConstraint: Constraint | null;
  declare readonly recurrentConstraint: Constraint | null;
  declare readonly biasConstraint: Constraint | null;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly stateful: boolean;
  readonly goBackwards: boolean;
  readonly unroll: boolean;
  /** Set inside `Bidirectional`. */
  zeroOutputForMask: boolean;
  private readonly generator: SeedGenerator;

  /** All options, from which a wrapper makes copies. */
  protected readonly options: Required<Options>;

  /**
   * @param gates number of parts of the kernels
   * @param seedFirst whether the layer takes the seed of its draws before those of its initializers; default false
   * @param sizeOption the name of the option with the number of units
   */
  constructor(
    private readonly gates: number,
    args: readonly unknown[],
    defaults: Required<Options>,
    seedFirst = false,
    private readonly sizeOption = "units",
  ) {
    const given = fromArguments<Options>(new.target.name, args, defaults);
    const options = given as Required<Options> & Required<RecurrentOptions>;
    super(layerOptions(options));
    this.options = given;
    const { [sizeOption as "units"]: units } = options;
    if (!Number.isInteger(units) || units <= 0) {
      throw new ValueError(
        `Received an invalid value for argument \`${sizeOption}\`, expected a positive integer, ` +
          `got ${typeof units === "number" ? units : received(units)}.`,
      );
    }
    this.units = units;
    const generator = seedFirst ? new SeedGenerator(options.seed) : undefined;
    this.activation = options.activation;
    this.useBias = options.useBias;
    this.takeSettings(options, ["kernel", "recurrent", "bias"]);
    this.activityRegularizer = regularizers.get(options.activityRegularizer);
    // As in Keras, without an error.
    this.dropout = Math.min(1, Math.max(0, options.dropout));
    this.recurrentDropout = Math.min(1, Math.max(0, options.recurrentDropout));
    this.generator = generator ?? new SeedGenerator(options.seed);
    this.returnSequences = options.returnSequences;
    this.returnState = options.returnState;
    this.stateful = options.stateful;
    this.goBackwards = options.goBackwards;
    this.unroll = options.unroll;
    this.zeroOutputForMask = options.zeroOutputForMask;
  }

  protected readonly pythonClass: string = `tensorflow.python.keras.layers.recurrent_v2.${this.className}`;

  /** The name of the class before `Cell` in that of its cell. */
  protected get cellClass(): string {
    return this.className;
  }

  /** In Keras the weights belong to a cell, a layer inside this one, and files have them under its name. */
  get wrappedLayers() {
    const { ownWeights: weights, built, inputShape } = this;
    const className = `${this.cellClass}Cell`;
    const getConfig = () => this.getConfig();
    return { cell: { name: snakeCase(className), className, built, inputShape, weights, getConfig } };
  }

  /** A layer with the same options but these. */
  copyWith(changes: Pick<RecurrentOptions, "name" | "goBackwards">): this {
    const Class = this.constructor as new (options: object) => this;
    return new Class({ ...this.options, ...changes });
  }

  /** True if each gate has masks of its own: in Keras those with dropout of the state. */
  protected get hasGateMasks(): boolean {
    return this.recurrentDropout > 0;
  }

  protected get biasShape(): number[] {
    return [this.gates * this.units];
  }

  /** The bias before training. */
  protected get firstBias(): Initializer {
    return this.biasInitializer;
  }

  /** The axis of the features, and of the gates, in a step's sums. */
  protected readonly featureAxis: number = -1;

  /** Number of tensors in the state, of which the first is the output. */
  protected readonly stateCount: number = 1;

  /**
   * The next state.
   *
   * @param inputs of this step times the kernel, plus the bias
   */
  protected abstract step(
    inputs: TensorFlowTensor,
    state: readonly TensorFlowTensor[],
    masks: Masks,
    context: CallContext,
  ): TensorFlowTensor[];

  override build(inputShape: Shape): void {
    const features = inputShape[2] ?? null;
    if (inputShape.length !== 3 || features === null) {
      throw wrongNdim(this.name, 3, inputShape);
    }
    if (this.built) this.checkSize(inputShape);
    else {
      const columns = this.gates * this.units;
      this.makeWeight("kernel", [features, columns]);
      this.makeWeight("recurrent_kernel", [this.units, columns], settingsOf(this, "recurrent"));
      if (this.useBias)
        this.makeWeight("bias", this.biasShape, { ...settingsOf(this, "bias"), initializer: this.firstBias });
    }
    super.build(inputShape);
  }

  /** The shape of the outputs, without the state. */
  override computeOutputShape(inputShape: Shape): Shape {
    const [samples, steps] = inputShape;
    return tuple(this.returnSequences ? [samples, steps, this.units] : [samples, this.units]);
  }

  stateShapes(_inputShape: Shape): readonly (readonly number[])[] {
    return new Array(this.stateCount).fill([this.units]);
  }

  /** @param given shape of the inputs, or a list of it, those of the initial state and that of the mask */
  override outputShapesFor(
    given: Shape | Shape[],
    inputs: Structure<KerasTensor>,
    options: Readonly<Record<string, unknown>> = {},
  ): Shape[] {
    const { inputShape, states } = sequenceShapes(this, given, options.isMasked);
    if (!this.built) this.firstStates = shapesIn(given).slice(1, options.isMasked ? -1 : undefined);
    const [outputs] = super.outputShapesFor(inputShape, inputs);
    if (!this.returnState) return [outputs];
    return [outputs, ...states];
  }

  /** The shapes of the initial state for which the layer was built. */
  private firstStates: readonly Shape[] = [];

  override getBuildConfig(): Record<string, unknown> | null {
    const { firstStates: states, inputShape } = this;
    if (!this.built || states.length === 0) return super.getBuildConfig();
    const initial = states.length === 1 ? states[0] : states;
    return { shapes_dict: { sequences_shape: inputShape, initial_state_shape: initial } };
  }

  override readonly takesMask = true;

  override readonly takesState = true;

  override get outputShape(): Shape {
    const shape = super.outputShape;
    if (!this.returnState) return shape;
    return tuple(this.outputShapesFor(this.inputShape as Shape, [])) as unknown as Shape;
  }

  /** For a stateful layer: the state after the last batch; null before the first one. */
  private last: NDArray[] | null = null;

  /**
   * For a stateful layer: the state after the last batch, which another layer may take as its `initialState`; null before the first
   * batch, and for other layers.
   *
   * @example
   * const lstm = new layers.LSTM(2, { stateful: true });
   * lstm.apply([[[1], [2]]]);
   * const outputs = new layers.LSTM(2).apply([[[3]]], { initialState: lstm.states });
   */
  get states(): readonly NDArray[] | null {
    return this.last;
  }

  /**
   * For a stateful layer: starts the next batch with zeros.
   *
   * @example
   * const lstm = new layers.LSTM(2, { stateful: true });
   * lstm.apply([[[1], [2]]]);
   * lstm.resetState();
   */
  resetState(): void {
    this.last = null;
  }

  /** The same under its name in Keras 2. */
  resetStates(): void {
    this.resetState();
  }

  /** @param given the inputs, or a list of them and the initial state */
  call(
    given: TensorFlowTensor | readonly TensorFlowTensor[],
    context: CallContext = this.callContext,
  ): TensorFlowTensor | TensorFlowTensor[] {
    const [x, ...initial] = Array.isArray(given) ? given : [given];
    const masks = this.masks(x, context);
    const first =
      initial.length > 0
        ? initial
        : firstState(this.name, this.stateShapes(x.shape), x.shape[0], this.last, context);
    const { output, state } = this.overSteps(x, first, masks, context);
    if (this.stateful) this.last = arraysOf([...state]);
    return this.returnState ? [output, ...state] : output;
  }

  /** The layer's name in the engine, if that computes its steps; dropout of the state it does not know. */
  protected get engineKind(): RecurrentKindName | undefined {
    return undefined;
  }

  private overSteps(
    x: TensorFlowTensor,
    first: readonly TensorFlowTensor[],
    masks: Masks,
    context: CallContext,
  ) {
    const { engineKind } = this;
    if (engineKind && masks.state.length === 0 && x.shape[1] > 0 && !isNestedGradient(context)) {
      const inputs = masked(x, masks.inputs[0]);
      return recurrence(engineKind, inputs, context.weights, first, this, context);
    }
    const step = (inputs: TensorFlowTensor, state: readonly TensorFlowTensor[]) => {
      const next = this.step(inputs, state, masks, context);
      return { output: next[0], state: next };
    };
    const projected = this.projected(x, masks, context);
    return overSteps(projected, first, first[0].shape.slice(1), step, this, context);
  }

  /**
   * One step of a cell by itself.
   *
   * @param masks of the batch; default: drawn
   * @returns the state after it, of which the first part is the output
   */
  stepAlone(
    x: TensorFlowTensor,
    state: readonly TensorFlowTensor[],
    context: CallContext,
    masks = this.masks(x.expandDims(1), context),
  ): { state: TensorFlowTensor[]; masks: Masks } {
    const inputs = this.projected(x.expandDims(1), masks, context).squeeze([1]);
    return { state: this.step(inputs, state, masks, context), masks };
  }

  override callForm(inputs: Structure<KerasTensor>, options: Readonly<Record<string, unknown>> = {}) {
    return sequenceForm(inputs, options.isMasked);
  }

  /** The products of all steps with the kernel, plus the bias. */
  private projected(x: TensorFlowTensor, { inputs }: Masks, { tf, weights }: CallContext): TensorFlowTensor {
    const [samples, steps, ...shape] = x.shape;
    const [kernel, , bias] = weights;
    const rows = (mask?: TensorFlowTensor) => masked(x, mask).reshape([-1, ...shape]);
    const products =
      inputs.length > 1
        ? tf.concat(
            tf
              .split(kernel, this.gates, -1)
              .map((part: TensorFlowTensor, gate: number) => this.product(rows(inputs[gate]), part, tf)),
            this.featureAxis,
          )
        : this.product(rows(inputs[0]), kernel, tf);
    const sums = bias === undefined ? products : this.withBias(products, bias);
    return sums.reshape([samples, steps, ...sums.shape.slice(1)]);
  }

  /** The inputs of a step times the kernel, or a part of it. */
  protected product(x: TensorFlowTensor, kernel: TensorFlowTensor, _tf: CallContext["tf"]): TensorFlowTensor {
    return x.matMul(kernel);
  }

  protected withBias(products: TensorFlowTensor, bias: TensorFlowTensor): TensorFlowTensor {
    return products.add(bias.rank === 2 ? bias.slice([0], [1]) : bias);
  }

  /** The state times its kernel, or a part of it. */
  protected stateProduct(
    state: TensorFlowTensor,
    kernel: TensorFlowTensor,
    _tf: CallContext["tf"],
  ): TensorFlowTensor {
    return state.matMul(kernel);
  }

  /** The state times its kernel, where each gate may have dropout of its own. */
  protected recurrent(
    state: TensorFlowTensor,
    { state: masks }: Masks,
    { tf, weights: [, kernel] }: CallContext,
  ): TensorFlowTensor {
    if (masks.length === 0) return this.stateProduct(state, kernel, tf);
    if (masks.length === 1) return this.stateProduct(state.mul(masks[0]), kernel, tf);
    const parts = tf.split(kernel, this.gates, -1);
    return tf.concat(
      parts.map((part: TensorFlowTensor, gate: number) =>
        this.stateProduct(state.mul(masks[gate]), part, tf),
      ),
      this.featureAxis,
    );
  }

  /** As in Keras every call draws, even without training. */
  private masks(x: TensorFlowTensor, { tf, training }: CallContext): Masks {
    const [samples, , ...shape] = x.shape;
    const count = this.hasGateMasks ? this.gates : 1;
    const draw = (rate: number, sample: readonly number[]) => {
      if (rate === 0) return [];
      const draws = Array.from({ length: count }, () => this.generator.next());
      // Keras' layers with gates do not apply a rate of 1.
      if (!training || (rate === 1 && this.gates > 1)) return [];
      return draws.map((number) =>
        tf.tensor(dropoutFactors(this.generator.seed, number, samples * sizeOf(sample), rate), [
          samples,
          ...sample,
        ]),
      );
    };
    const inputs = draw(this.dropout, shape);
    return { inputs, state: draw(this.recurrentDropout, this.stateShapes(x.shape)[0]) };
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return {
      ...sequenceConfig(this),
      [this.sizeOption]: this.units,
      activation: activations.serialize(this.activation),
      use_bias: this.useBias,
      ...weightConfig(this, ["kernel", "recurrent", "bias"], this.activityRegularizer),
      dropout: this.dropout,
      recurrent_dropout: this.recurrentDropout,
    };
  }

  /** The seed that was given, null without one. */
  protected get givenSeed(): number | null {
    return this.options.seed ?? null;
  }
}

/** The inputs of all steps with the same dropout. */
const masked = (x: TensorFlowTensor, mask?: TensorFlowTensor): TensorFlowTensor =>
  mask === undefined ? x : x.mul(mask.expandDims(1));
