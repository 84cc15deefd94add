import { fromArguments, received, ValueError } from "../../errors.ts";
import type { TensorLayerPlan } from "../backend/plan.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { TruncatedNormal } from "../initializers/index.ts";
import { innerForm } from "../saving/keras3-form.ts";
import type { Variable } from "../variable.ts";
import { LAYER, Layer, type LayerOptions, type Shape } from "./layer.ts";
import { newVariable } from "./new-variable.ts";
import { Wrapper } from "./rnn/wrappers.ts";

export interface SpectralNormalizationOptions extends LayerOptions {
  /** The layer, with a weight `kernel` or `embeddings`. */
  layer: Layer;
  /** Steps towards the largest singular value in each batch, `powerIterations: 3`; default 1. */
  powerIterations?: number;
}

/**
 * In training, divides the kernel of a layer by its largest singular value before each batch
 * ([Miyato et al. 2018](https://arxiv.org/abs/1802.05957)), so that the discriminator of a GAN changes slowly with its inputs.
 *
 * The value is that of `u`, a vector that comes nearer to the kernel's singular vector with each batch.
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.SpectralNormalization(new layers.Conv2D(4, 3))]);
 */
export class SpectralNormalization extends Wrapper {
  override supportsMasking = false;
  readonly layer: Layer;
  readonly powerIterations: number;
  private vector: Variable | undefined;

  /**
   * @param args the layer, and options
   * @throws ValueError for anything but a layer, and for iterations that are not positive
   */
  constructor(
    ...args:
      | [options: SpectralNormalizationOptions]
      | [layer: Layer, options?: Omit<SpectralNormalizationOptions, "layer">]
      | [layer: Layer, powerIterations: number, options?: LayerOptions]
  ) {
    const { layer, powerIterations, ...options } = fromArguments<SpectralNormalizationOptions>(
      "SpectralNormalization",
      args,
      { layer: REQUIRED, powerIterations: 1, ...LAYER },
    );
    super(options);
    if (!(layer instanceof Layer)) {
      throw new ValueError(
        `Layer ${received(layer)} supplied to Wrapper isn't a supported layer type. Please ensure wrapped layer is a valid Keras layer.`,
      );
    }
    if (!(powerIterations > 0)) {
      throw new ValueError(
        `\`power_iterations\` should be greater than zero. Received: \`power_iterations=${powerIterations}\``,
      );
    }
    this.layer = layer;
    this.powerIterations = powerIterations;
  }

  protected get inner(): readonly Layer[] {
    return [this.layer];
  }

  protected innerShape(inputShape: Shape): Shape {
    return inputShape;
  }

  /** The layer by its name in Keras' files. */
  get wrappedLayers(): Readonly<Record<string, Layer>> {
    return { layer: this.layer };
  }

  /** For files: beside the layer, its kernel and the vector. */
  override get tracked() {
    return { layers: this.wrappedLayers, weights: this.ownWeights };
  }

  override build(inputShape: Shape): void {
    super.build(inputShape);
    const kernel = this.layer.weights.find(({ name }) => name === "kernel" || name === "embeddings");
    if (kernel === undefined) {
      throw new ValueError(`${this.layer.className} object has no attribute 'kernel' nor 'embeddings'`);
    }
    this.vector ??= newVariable(`${this.name}/vector_u`, [1, kernel.shape.at(-1) as number], {
      initializer: new TruncatedNormal({ stddev: 0.02 }),
      trainable: false,
    });
    this.ownWeights = [kernel, this.vector];
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return this.layer.computeOutputShape(inputShape);
  }

  protected override tensorPlan(): Omit<TensorLayerPlan, "kind" | "label"> {
    return { ...super.tensorPlan(), children: [this.childPlan(this.layer)] };
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    if (context.training) this.normalize(context);
    return context.child(0, x);
  }

  private normalize({ weights: [kernel, vector], update }: CallContext): void {
    if (kernel.notEqual(0).any().dataSync()[0] === 0) return;
    const rows = kernel.reshape([-1, kernel.shape.at(-1)]);
    let [u, v] = [vector, vector];
    for (let i = 0; i < this.powerIterations; i++) {
      v = unit(u.matMul(rows, false, true));
      u = unit(v.matMul(rows));
    }
    const sigma = v.matMul(rows).matMul(u, false, true);
    update(1, u);
    update(0, kernel.div(sigma.reshape([])));
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return {
      layer: innerForm(this.layer),
      power_iterations: this.powerIterations,
    };
  }
}

/** A vector of length 1 in the direction of another. */
function unit(x: TensorFlowTensor): TensorFlowTensor {
  return x.mul(x.square().sum().rsqrt().minimum(1e7));
}
