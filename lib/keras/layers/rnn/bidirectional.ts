import { fromArguments, received, ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import { penaltyOf } from "../../backend/eager.js";
import type { AnyLayerPlan, TensorLayerPlan } from "../../backend/plan.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { REQUIRED } from "../../checks.ts";
import { innerForm } from "../../saving/keras3-form.ts";
import { type KerasTensor, type Structure, unwrapSingle } from "../keras-tensor.ts";
import { LAYER, type Layer, type LayerOptions, type Shape } from "../layer.ts";
import { Recurrent } from "./recurrent.ts";
import { RNN } from "./rnn.ts";
import { type SequenceLayer, sequenceForm, sequenceShapes } from "./steps.ts";
import { Wrapper } from "./wrappers.ts";

/** A recurrent layer of one direction. */
type Directed = Layer & SequenceLayer;

const isRecurrent = (layer: unknown): layer is Directed => layer instanceof Recurrent || layer instanceof RNN;

type MergeMode = "sum" | "mul" | "concat" | "ave" | null;

export interface BidirectionalOptions<Form extends Structure<KerasTensor> = KerasTensor>
  extends LayerOptions {
  /** The recurrent layer for the forward direction; it is copied. */
  layer: Layer<Form>;
  /** How the outputs of both directions are merged, default `"concat"`; null returns both. */
  mergeMode?: MergeMode;
  /** The layer for the backward direction; default: a copy of `layer`. */
  backwardLayer?: Layer<Form> | null;
}

/**
 * Runs a recurrent layer over the steps in both directions.
 *
 * @example
 * const model = new Sequential([new layers.Bidirectional(new layers.LSTM(8), { inputShape: [10, 3] }), new Dense(1)]);
 */
export class Bidirectional<Form extends Structure<KerasTensor> = KerasTensor> extends Wrapper<Form> {
  readonly mergeMode: MergeMode;
  readonly forwardLayer: Directed;
  readonly backwardLayer: Directed;

  /**
   * @param args the recurrent layer, and options
   * @throws ValueError for other layers, an unknown mode, or two layers in the same direction
   */
  constructor(
    ...args:
      | [options: BidirectionalOptions<Form>]
      | [layer: Layer<Form>, options?: Omit<BidirectionalOptions<Form>, "layer">]
  ) {
    const defaults = {
      layer: REQUIRED,
      mergeMode: "concat",
      backwardLayer: null,
      ...LAYER,
    } as const;
    const given = fromArguments<BidirectionalOptions>("Bidirectional", args, defaults);
    const { layer, mergeMode, backwardLayer, ...options } = given;
    super(options);
    if (!isRecurrent(layer)) {
      throw new ValueError(
        "Please initialize `Bidirectional` layer with a recurrent `keras.layers.Layer` instance. " +
          `Received: ${received(layer)}`,
      );
    }
    if (backwardLayer !== null && !isRecurrent(backwardLayer)) {
      throw new ValueError(
        "`backward_layer` need to be a recurrent `keras.layers.Layer` instance. " +
          `Received: ${received(backwardLayer)}`,
      );
    }
    if (!["sum", "mul", "ave", "concat", null].includes(mergeMode)) {
      throw new ValueError(
        `Invalid merge mode. Received: ${mergeMode}. Merge mode should be one of {"sum", "mul", "ave", "concat", None}`,
      );
    }
    this.mergeMode = mergeMode;
    this.forwardLayer = layer.copyWith({
      name: `forward_${layer.name.replace(/^forward_/, "")}`,
    }) as Directed;
    const backwardName = `backward_${layer.name.replace(/^backward_/, "")}`;
    this.backwardLayer =
      backwardLayer ?? (layer.copyWith({ name: backwardName, goBackwards: true }) as Directed);
    if (this.forwardLayer.goBackwards === this.backwardLayer.goBackwards) {
      throw new ValueError(
        "Forward layer and backward layer should have different `go_backwards` value. Received: " +
          `forward_layer.go_backwards ${this.forwardLayer.goBackwards}, ` +
          `backward_layer.go_backwards=${this.backwardLayer.goBackwards}`,
      );
    }
    for (const [key, name] of Object.entries({
      stateful: "stateful",
      returnSequences: "return_sequences",
      returnState: "return_state",
    } as const)) {
      const [forward, backward] = this.inner.map((inner) => inner[key as "stateful"]);
      if (forward === backward) continue;
      throw new ValueError(
        `Forward layer and backward layer are expected to have the same value for attribute "${name}", got "${forward}" for ` +
          `forward layer and "${backward}" for backward layer`,
      );
    }
    for (const inner of this.inner) inner.zeroOutputForMask = inner.returnSequences;
  }

  /** The layers by their names in Keras' files. */
  get wrappedLayers(): Readonly<Record<string, Layer>> {
    const { forwardLayer, backwardLayer } = this;
    return { forward_layer: forwardLayer, backward_layer: backwardLayer };
  }

  protected get inner(): readonly Directed[] {
    return [this.forwardLayer, this.backwardLayer];
  }

  protected innerShape(inputShape: Shape): Shape {
    return inputShape;
  }

  /** Those of both layers. */
  readonly stateShapes = (inputShape: Shape) => this.inner.flatMap((layer) => layer.stateShapes(inputShape));

  override readonly takesState = true;

  override readonly takesMask = true;

  override computeOutputShape(inputShape: Shape): Shape {
    const shape = this.forwardLayer.computeOutputShape(inputShape);
    if (this.mergeMode !== "concat") return shape;
    return tuple([...shape.slice(0, -1), 2 * (shape.at(-1) as number)]);
  }

  /** @param given shape of the inputs, or a list of it, those of the initial states and that of the mask */
  override outputShapesFor(
    given: Shape | Shape[],
    inputs: Structure<KerasTensor>,
    options: Readonly<Record<string, unknown>> = {},
  ): Shape[] {
    const { inputShape, states } = sequenceShapes(this, given, options.isMasked);
    const [outputs] = super.outputShapesFor(inputShape, inputs);
    const both = this.mergeMode === null ? [outputs, outputs] : [outputs];
    if (!this.forwardLayer.returnState) return both;
    return [...both, ...states];
  }

  override callForm(inputs: Structure<KerasTensor>, options: Readonly<Record<string, unknown>> = {}) {
    return sequenceForm(inputs, options.isMasked);
  }

  /** True if both layers are stateful. */
  get stateful(): boolean {
    return this.forwardLayer.stateful;
  }

  /** Of stateful layers: lets the next batch begin with zeros. */
  resetState(): void {
    for (const layer of this.inner) layer.resetState();
  }

  /** The same under its name in Keras 2. */
  resetStates(): void {
    this.resetState();
  }

  /** @param given the inputs, or a list of them and the initial states of both directions */
  call(
    given: TensorFlowTensor,
    context: CallContext = this.callContext,
  ): TensorFlowTensor | TensorFlowTensor[] {
    const [x, ...initial] = Array.isArray(given) ? given : [given];
    let firstState = 0;
    const results = this.inner.map((layer) => {
      const states = initial.length / this.inner.length;
      const state = initial.slice(firstState, firstState + states);
      firstState += states;
      const own = { ...context, weights: layer.weights.map((variable) => variable.read()) };
      return outputsOf(layer.callPlans(), [x, ...state], own);
    });
    return unwrapSingle(this.merged(results, context));
  }

  /** The outputs of both directions as one, and the states. */
  private merged([forward, backward]: TensorFlowTensor[][], context: CallContext): TensorFlowTensor[] {
    const { tf } = context;
    const { returnSequences } = this.forwardLayer;
    const [y, ...states] = forward;
    const [last, ...backwardStates] = backward;
    const back = returnSequences ? tf.reverse(last, 1) : last;
    if (!returnSequences) context.mask = null;
    return [...merge[this.mergeMode ?? "none"](y, back, tf), ...states, ...backwardStates];
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    const [layer, backward] = this.inner.map(innerForm);
    return {
      merge_mode: this.mergeMode,
      layer,
      backward_layer: backward,
    };
  }
}

/** How the outputs of both directions are merged, by mode. */
const merge: Record<
  Exclude<MergeMode, null> | "none",
  (forward: TensorFlowTensor, backward: TensorFlowTensor, tf: CallContext["tf"]) => TensorFlowTensor[]
> = {
  concat: (forward, backward, tf) => [tf.concat([forward, backward], -1)],
  sum: (forward, backward) => [forward.add(backward)],
  ave: (forward, backward) => [forward.add(backward).div(2)],
  mul: (forward, backward) => [forward.mul(backward)],
  none: (forward, backward) => [forward, backward],
};

/** Computes the steps of a recurrent layer: its function, then its activity penalty. */
function outputsOf(
  steps: readonly AnyLayerPlan[],
  inputs: TensorFlowTensor[],
  context: CallContext,
): TensorFlowTensor[] {
  const [{ call }, ...penalties] = steps as [TensorLayerPlan, ...AnyLayerPlan[]];
  const result = call(inputs.length === 1 ? inputs[0] : inputs, context);
  const outputs = Array.isArray(result) ? result : [result];
  for (const step of penalties) {
    if (step.kind !== "activity") continue;
    for (const output of outputs) context.addLoss(penaltyOf(step.regularizer, output).div(output.shape[0]));
  }
  return outputs;
}
