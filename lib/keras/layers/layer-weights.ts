import { ValueError } from "../../errors.ts";
import type { ArrayInput, NDArray } from "../../ndarray.ts";
import type { WeightPlan } from "../backend/plan.ts";
import { currentScope } from "../backend/scope.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { PythonObject } from "../python-object.ts";
import type { Variable } from "../variable.ts";
import { weightPlan } from "./new-variable.ts";
import { numberOf, weightLosses } from "./weight-losses.ts";

/** The weights of a layer, and the losses and metrics that it adds. */
export abstract class LayerWeights extends PythonObject {
  abstract readonly name: string;
  abstract readonly built: boolean;
  /** The weights that the class itself makes, in the order in which its `call` reads them. */
  protected ownWeights: readonly Variable[] = [];

  constructor(private isTrainable: boolean) {
    super();
  }

  /** The layers within. */
  get sublayers(): readonly LayerWeights[] {
    return [];
  }

  /**
   * True if training changes the weights; to be set before `compile`. A change counts for the layers within; the value that it has
   * already changes nothing, as in Keras on TensorFlow.
   */
  get trainable(): boolean {
    return this.isTrainable;
  }

  set trainable(trainable: boolean) {
    if (trainable === this.isTrainable) return;
    this.isTrainable = trainable;
    for (const layer of this.sublayers) layer.trainable = trainable;
  }

  /** The type of the weights. */
  readonly dtype: string = "float32";

  /** The type in which the layer computes. */
  get computeDtype(): string {
    return this.dtype;
  }

  /** The type of the weights, under another name. */
  get variableDtype(): string {
    return this.dtype;
  }

  /** In Keras' order: kernel, then bias. Empty until the layer is built. */
  get weights(): readonly Variable[] {
    return this.ownWeights;
  }

  /** The same in the order in which `call` gets their values. */
  get weightsOfCall(): readonly Variable[] {
    return this.weights;
  }

  /** The weights as a trainer takes them. */
  protected weightPlans(): WeightPlan[] {
    const trained = new Set(this.trainableWeights);
    return this.weights.map((variable) => weightPlan(variable, trained.has(variable)));
  }

  /** The weights that training changes. */
  get trainableWeights(): readonly Variable[] {
    return this.trainable ? this.weights.filter(({ trainable }) => trainable) : [];
  }

  /** The same, as training steps in Keras' guides name them. */
  get trainableVariables(): readonly Variable[] {
    return this.trainableWeights;
  }

  /** All weights, as Keras' guides name them too. */
  get variables(): readonly Variable[] {
    return this.weights;
  }

  /** The weights that training leaves as they are, or that a layer sets itself, such as moving means. */
  get nonTrainableWeights(): readonly Variable[] {
    const trained = new Set(this.trainableWeights);
    return this.weights.filter((variable) => !trained.has(variable));
  }

  /** The same under Keras' other name. */
  get nonTrainableVariables(): readonly Variable[] {
    return this.nonTrainableWeights;
  }

  /**
   * The losses that `addLoss` and activity regularizers added in the last call, then the penalties on the weights that are trained: as
   * numbers; in a step of your own as tensors, those that were added since `computeLoss` among them.
   *
   * @example
   * const layer = new Dense(1, { kernelRegularizer: new regularizers.L2(0.5), kernelInitializer: "ones" });
   * layer.apply([[1, 2]]);
   * console.log(layer.losses); // [ 1 ]
   */
  // biome-ignore lint/suspicious/noExplicitAny: numbers or TensorFlow.js' tensors
  get losses(): any[] {
    const scope = currentScope();
    if (scope) return [...(scope.losses ?? []), ...weightLosses(this.trainableWeights)];
    return [...this.addedLosses, ...weightLosses(this.trainableWeights).map(numberOf)];
  }

  /** Adds a loss in `call`, such as a penalty on the outputs. */
  addLoss(loss: TensorFlowTensor): void {
    const scope = currentScope();
    if (scope) scope.addLoss(loss);
    // As a number: the tensor may not outlive the call.
    else this.addedLosses.push(loss.dataSync()[0]);
  }

  /** The names of the metrics that its `call` adds by `addMetric`. */
  readonly addedMetrics = new Set<string>();

  protected readonly addedLosses: number[] = [];

  /** @throws ValueError before the layer is built */
  countParams(): number {
    if (!this.built) {
      throw new ValueError(
        `You tried to call \`countParams\` on layer '${this.name}', but the layer isn't built. You can build it manually ` +
          "via: `layer.build(inputShape)`.",
      );
    }
    return this.weights.reduce((sum, variable) => sum + variable.size, 0);
  }

  /**
   * Copies of the weights, of a model in the layers' order: kernel, then bias. The list is empty before the layer is built.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(model.getWeights()[0].shape); // (2, 1)
   */
  getWeights(): NDArray[] {
    return this.weights.map((variable) => variable.numpy());
  }

  /** @throws ValueError when their number or a shape differs */
  setWeights(weights: readonly ArrayInput[]): void {
    if (weights.length !== this.weights.length) {
      throw new ValueError(
        `You called \`setWeights(weights)\` on layer '${this.name}' with a weight list of length ` +
          `${weights.length}, but the layer was expecting ${this.weights.length} weights.`,
      );
    }
    const values = weights.map((data, i) => this.weights[i].check(data, this.name));
    values.forEach((array, i) => {
      this.weights[i].assign(array);
    });
  }
}
