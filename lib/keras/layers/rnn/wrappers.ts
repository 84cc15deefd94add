import { fromArguments, received, ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import type { TensorLayerPlan } from "../../backend/plan.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { configClassName } from "../../saving/keras3-form.ts";
import { REQUIRED } from "../arguments.ts";
import { fixesTraining } from "../graph.ts";
import { LAYER, Layer, type LayerConfig, type LayerOptions, type Shape } from "../layer.ts";
import { Recurrent } from "./recurrent.ts";

/** A layer that wraps others and has their weights. */
abstract class Wrapper extends Layer {
  /** The layers inside, in the order of the weights. */
  protected abstract readonly inner: readonly Layer[];

  protected get pythonClass(): string {
    return `tensorflow.python.keras.layers.wrappers.${this.className}`;
  }

  /** The shape that the layers inside see. */
  protected abstract innerShape(inputShape: Shape): Shape;

  protected abstract call(x: TensorFlowTensor, context: CallContext): TensorFlowTensor;

  override build(inputShape: Shape): void {
    const shape = this.innerShape(inputShape);
    for (const layer of this.inner) {
      const isNew = !layer.built;
      layer.build(shape);
      if (!isNew) continue;
      for (const variable of layer.weights) variable.path = `${this.name}/${variable.path}`;
    }
    this.weights = this.inner.flatMap(({ weights }) => weights);
    super.build(inputShape);
  }

  plans(): TensorLayerPlan[] {
    for (const layer of this.inner) {
      layer.trainable &&= this.trainable;
      if (!layer.graph || !fixesTraining(layer.graph)) continue;
      throw new ValueError(
        `Expected ${this.className} to wrap a layer, or a model whose layers were not called with \`training\`. Received: model ` +
          `'${layer.name}'. Call the wrapper with it instead: \`wrapper.apply(inputs, { training: false })\`.`,
      );
    }
    return [
      {
        kind: "tensors",
        label: `layer '${this.name}' (${this.className})`,
        call: (x, context) => this.call(x, context),
        inputShape: this.inputShape?.slice(1) as number[],
        shape: this.outputShape.slice(1) as number[],
        weights: [],
        children: this.inner.map((layer) => ({
          plans: layer.plans(),
          inputShape: layer.inputShape?.slice(1) as number[],
          shape: layer.outputShape.slice(1) as number[],
        })),
      },
    ];
  }
}

/** Any recurrent layer, whatever its options. */
// biome-ignore lint/suspicious/noExplicitAny: each has options of its own
type RecurrentLayer = Recurrent<any>;

type MergeMode = "sum" | "mul" | "concat" | "ave";

export interface BidirectionalOptions extends LayerOptions {
  /** The recurrent layer for the forward direction; it is copied. */
  layer: Layer;
  /** How the outputs of both directions are merged, default `"concat"`. */
  mergeMode?: MergeMode;
  /** The layer for the backward direction; default: a copy of `layer`. */
  backwardLayer?: Layer | null;
}

/**
 * Runs a recurrent layer over the steps in both directions.
 *
 * @example
 * const model = new Sequential([new layers.Bidirectional(new layers.LSTM(8), { inputShape: [10, 3] }), new Dense(1)]);
 */
export class Bidirectional extends Wrapper {
  readonly mergeMode: MergeMode;
  readonly forwardLayer: RecurrentLayer;
  readonly backwardLayer: RecurrentLayer;

  /**
   * @param args the recurrent layer, and options
   * @throws ValueError for other layers, an unknown mode, or two layers in the same direction
   */
  constructor(
    ...args: [options: BidirectionalOptions] | [layer: Layer, options?: Omit<BidirectionalOptions, "layer">]
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
    if (!(layer instanceof Recurrent)) {
      throw new ValueError(
        "Please initialize `Bidirectional` layer with a recurrent `keras.layers.Layer` instance. " +
          `Received: ${received(layer)}`,
      );
    }
    if (backwardLayer !== null && !(backwardLayer instanceof Recurrent)) {
      throw new ValueError(
        "`backward_layer` need to be a recurrent `keras.layers.Layer` instance. " +
          `Received: ${received(backwardLayer)}`,
      );
    }
    if (layer.returnState || layer.stateful) {
      throw new ValueError(
        `Expected \`Bidirectional\` to get a layer without \`returnState\` and \`stateful\`, which are not ported for it. Received: ` +
          `layer '${layer.name}'. Make two layers, one with \`goBackwards: true\`, and join their outputs with \`concatenate\`.`,
      );
    }
    if (!["sum", "mul", "ave", "concat"].includes(mergeMode)) {
      throw new ValueError(
        `Invalid merge mode. Received: ${mergeMode}. Merge mode should be one of {"sum", "mul", "ave", "concat"}`,
      );
    }
    this.mergeMode = mergeMode;
    this.forwardLayer = layer.copyWith({ name: `forward_${layer.name.replace(/^forward_/, "")}` });
    const backwardName = `backward_${layer.name.replace(/^backward_/, "")}`;
    this.backwardLayer = backwardLayer ?? layer.copyWith({ name: backwardName, goBackwards: true });
    if (this.forwardLayer.goBackwards === this.backwardLayer.goBackwards) {
      throw new ValueError(
        "Forward layer and backward layer should have different `go_backwards` value. Received: " +
          `forward_layer.go_backwards ${this.forwardLayer.goBackwards}, ` +
          `backward_layer.go_backwards=${this.backwardLayer.goBackwards}`,
      );
    }
    if (this.forwardLayer.returnSequences !== this.backwardLayer.returnSequences) {
      throw new ValueError(
        'Forward layer and backward layer are expected to have the same value for attribute "return_sequences", ' +
          `got "${this.forwardLayer.returnSequences}" for forward layer and ` +
          `"${this.backwardLayer.returnSequences}" for backward layer`,
      );
    }
    for (const inner of this.inner) inner.zeroOutputForMask = inner.returnSequences;
  }

  /** The layers by their names in Keras' files. */
  get wrappedLayers(): Readonly<Record<string, Layer>> {
    return { forward_layer: this.forwardLayer, backward_layer: this.backwardLayer };
  }

  protected get inner(): readonly RecurrentLayer[] {
    return [this.forwardLayer, this.backwardLayer];
  }

  protected innerShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const shape = this.forwardLayer.computeOutputShape(inputShape);
    if (this.mergeMode !== "concat") return shape;
    return tuple([...shape.slice(0, -1), 2 * this.forwardLayer.units]);
  }

  protected call(x: TensorFlowTensor, context: CallContext): TensorFlowTensor {
    const { tf } = context;
    const forward = context.child(0, x, context.mask);
    const back = context.child(1, x, context.mask);
    const { returnSequences } = this.forwardLayer;
    const backward = returnSequences ? tf.reverse(back, 1) : back;
    if (!returnSequences) context.mask = null;
    switch (this.mergeMode) {
      case "concat":
        return tf.concat([forward, backward], -1);
      case "sum":
        return forward.add(backward);
      case "ave":
        return forward.add(backward).div(2);
      case "mul":
        return forward.mul(backward);
    }
  }

  getConfig(): LayerConfig {
    const [layer, backward] = this.inner.map((inner) => ({
      class_name: configClassName(inner),
      config: inner.getConfig(),
    }));
    return this.described({
      ...this.baseConfig,
      merge_mode: this.mergeMode,
      layer,
      backward_layer: backward,
    });
  }
}

export interface TimeDistributedOptions extends LayerOptions {
  /** The layer of each step. */
  layer: Layer;
}

/**
 * Applies a layer to every step of a sequence separately.
 *
 * @example
 * const model = new Sequential([new layers.TimeDistributed(new Dense(8), { inputShape: [10, 3] })]);
 */
export class TimeDistributed extends Wrapper {
  readonly layer: Layer;

  /**
   * @param args the layer of each step, and options
   * @throws ValueError for anything but a layer
   */
  constructor(...args: [options: TimeDistributedOptions] | [layer: Layer, options?: LayerOptions]) {
    const defaults = { layer: REQUIRED, ...LAYER };
    const { layer, ...options } = fromArguments<TimeDistributedOptions>("TimeDistributed", args, defaults);
    super(options);
    if (!(layer instanceof Layer)) {
      throw new ValueError(
        "Please initialize `TimeDistributed` layer with a `keras.layers.Layer` instance. " +
          `Received: ${received(layer)}`,
      );
    }
    this.layer = layer;
  }

  /** The layer by its name in Keras' files. */
  get wrappedLayers(): Readonly<Record<string, Layer>> {
    return { layer: this.layer };
  }

  protected get inner(): readonly Layer[] {
    return [this.layer];
  }

  protected innerShape(inputShape: Shape): Shape {
    if (inputShape.length < 3) {
      throw new ValueError(
        "`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, " +
          `received: ${tuple([...inputShape])}`,
      );
    }
    return tuple([inputShape[0], ...inputShape.slice(2)]);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const [samples, ...rest] = this.layer.computeOutputShape(this.innerShape(inputShape));
    return tuple([samples, inputShape[1], ...rest]);
  }

  protected call(x: TensorFlowTensor, context: CallContext): TensorFlowTensor {
    const steps = context.tf.unstack(x, 1);
    return context.tf.stack(
      steps.map((step: TensorFlowTensor) => context.child(0, step)),
      1,
    );
  }

  getConfig(): LayerConfig {
    const { layer } = this;
    return this.described({
      ...this.baseConfig,
      layer: { class_name: configClassName(layer), config: layer.getConfig() },
    });
  }
}
