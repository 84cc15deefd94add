import { fromArguments, received, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import * as activations from "../activations.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import type * as constraints from "../constraints.ts";
import type { Initializer } from "../initializers/index.ts";
import type { Regularizer } from "../regularizers.ts";
import * as regularizers from "../regularizers.ts";
import { ActivatedLayer } from "./activated-layer.ts";
import { activated } from "./activations.ts";
import type { DenseOptions } from "./dense.ts";
import { LAYER, type Shape } from "./layer.ts";
import { layerOptions } from "./layer-options.ts";
import { Projection } from "./projection.ts";
import { KERNEL_AND_BIAS, settingsOf, weightConfig } from "./weight-settings.ts";

export interface EinsumDenseOptions extends Omit<DenseOptions, "useBias"> {
  /** The axes of inputs, kernel and outputs, `equation: "abc,cd->abd"`; `...` stands for any number of axes, first or last. */
  equation: string;
  /**
   * Shape of one sample of the outputs without the axes of `...`, with null for any size; one number for one axis,
   * `outputShape: [8]`.
   */
  outputShape: number | readonly (number | null)[];
  /** The axes of the outputs along which there are biases, `biasAxes: "d"`; default none. */
  biasAxes?: string | null;
}

/** The labels of an equation's axes, and the sizes for inputs of a shape. */
interface Analyzed {
  readonly input: string;
  readonly kernel: string;
  readonly output: string;
  readonly kernelShape: number[];
  readonly biasShape: number[] | null;
  readonly outputShape: Shape;
}

/**
 * A dense layer of any axes: sums of products over those that the equation leaves out.
 *
 * @example
 * const layer = new layers.EinsumDense("abc,cd->abd", { outputShape: [null, 64], biasAxes: "d" });
 * console.log(layer.apply(Input({ shape: [32, 128] })).shape); // (None, 32, 64)
 */
export class EinsumDense extends ActivatedLayer {
  protected readonly pythonClass = "tensorflow.python.keras.layers.EinsumDense";
  readonly equation: string;
  readonly biasAxes: string | null;
  declare readonly kernelInitializer: Initializer;
  declare readonly biasInitializer: Initializer;
  declare readonly kernelRegularizer: Regularizer | null;
  declare readonly biasRegularizer: Regularizer | null;
  protected override readonly activityRegularizer: Regularizer | null;
  declare readonly kernelConstraint: constraints.Constraint | null;
  declare readonly biasConstraint: constraints.Constraint | null;
  private readonly partialOutputShape: readonly (number | null)[];

  /**
   * @param args the equation, the shape of the outputs, and options
   * @throws ValueError for another form of equation, an unknown option or name
   */
  constructor(
    ...args:
      | [options: EinsumDenseOptions]
      | [equation: string, options: Omit<EinsumDenseOptions, "equation">]
      | [
          equation: string,
          outputShape: EinsumDenseOptions["outputShape"],
          options?: Omit<EinsumDenseOptions, "equation" | "outputShape">,
        ]
  ) {
    const given = fromArguments<EinsumDenseOptions>("EinsumDense", args, {
      equation: REQUIRED,
      outputShape: REQUIRED,
      activation: null,
      biasAxes: null,
      ...KERNEL_AND_BIAS,
      ...LAYER,
    });
    const { equation, outputShape } = given;
    super(layerOptions(given));
    labelsOf(equation);
    this.equation = equation;
    this.partialOutputShape = tuple(typeof outputShape === "number" ? [outputShape] : [...outputShape]);
    this.activation = given.activation;
    this.biasAxes = given.biasAxes;
    this.takeSettings(given, ["kernel", "bias"]);
    this.activityRegularizer = regularizers.get(given.activityRegularizer);
  }

  private analyzed(inputShape: Shape): Analyzed {
    return analyze(this.equation, this.biasAxes, inputShape, this.partialOutputShape);
  }

  override build(inputShape: Shape): void {
    const { output, kernel, kernelShape, biasShape } = this.analyzed(inputShape);
    if (!this.built) {
      const size = (isOutput: boolean) =>
        kernelShape.filter((_, i) => output.includes(kernel[i]) === isOutput);
      const initializer = new Projection(this.kernelInitializer, size(false), size(true));
      this.makeWeight("kernel", kernelShape, { ...settingsOf(this, "kernel"), initializer });
      if (biasShape !== null) this.makeWeight("bias", biasShape);
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple([...this.analyzed(inputShape).outputShape]);
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    const [kernel, bias] = context.weights;
    const sums = contracted(this.analyzed([...x.shape]), x, kernel);
    return activated(this.activation, bias === undefined ? sums : sums.add(bias), context);
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return {
      equation: this.equation,
      output_shape: this.partialOutputShape,
      activation: activations.serialize(this.activation),
      bias_axes: this.biasAxes,
      ...weightConfig(this, ["kernel", "bias"], this.activityRegularizer),
    };
  }
}

/** The sums of products by matrices: TensorFlow.js' own `einsum` has no gradient. */
export function contracted(
  { input, kernel, output }: Pick<Analyzed, "input" | "kernel" | "output">,
  x: TensorFlowTensor,
  w: TensorFlowTensor,
): TensorFlowTensor {
  const common = [...input].filter((label) => kernel.includes(label));
  const both = common.filter((label) => output.includes(label));
  const summed = common.filter((label) => !output.includes(label));
  const onlyX = [...input].filter((label) => !kernel.includes(label));
  const kept = onlyX.filter((label) => output.includes(label));
  const onlyW = [...kernel].filter((label) => !input.includes(label));
  const sizes = new Map([...input].map((label, i): [string, number] => [label, x.shape[i]]));
  for (const [i, label] of [...kernel].entries()) sizes.set(label, w.shape[i]);
  const size = (labels: readonly string[]) =>
    labels.reduce((product, label) => product * (sizes.get(label) as number), 1);
  const order = (labels: string, wanted: readonly string[]) => wanted.map((label) => labels.indexOf(label));
  // Axes of the inputs that neither kernel nor outputs have are summed first.
  const lost = onlyX.filter((label) => !output.includes(label));
  const left = x
    .transpose(order(input, [...both, ...kept, ...summed, ...lost]))
    .reshape([size(both), size(kept), size(summed), size(lost)])
    .sum(3);
  const right = w
    .transpose(order(kernel, [...both, ...summed, ...onlyW]))
    .reshape([size(both), size(summed), size(onlyW)]);
  const found = [...both, ...kept, ...onlyW];
  return left
    .matMul(right)
    .reshape(found.map((label) => sizes.get(label)))
    .transpose([...output].map((label) => found.indexOf(label)));
}

/** @throws ValueError in Keras' words for another form */
function labelsOf(equation: string) {
  const forms = [
    /^(?<input>[a-zA-Z]+),(?<kernel>[a-zA-Z]+)->(?<output>[a-zA-Z]+)$/,
    /^(?<first>\.\.\.)(?<input>[a-zA-Z]+),(?<kernel>[a-zA-Z]+)->\.\.\.(?<output>[a-zA-Z]+)$/,
    /^(?<input>[a-zA-Z]{2,})(?<last>\.\.\.),(?<kernel>[a-zA-Z]+)->(?<output>[a-zA-Z]+)\.\.\.$/,
  ];
  for (const form of forms) {
    const groups = typeof equation === "string" ? form.exec(equation)?.groups : undefined;
    if (groups) return groups as Record<"input" | "kernel" | "output" | "first" | "last", string>;
  }
  throw new ValueError(
    `Invalid einsum equation '${typeof equation === "string" ? equation : received(equation)}'. Equations must be in the form ` +
      "[X],[Y]->[Z], ...[X],[Y]->...[Z], or [X]...,[Y]->[Z]....",
  );
}

/** The sizes of kernel, biases and outputs: Keras' `_analyze_einsum_string`. */
function analyze(
  equation: string,
  biasAxes: string | null,
  inputShape: Shape,
  partial: readonly (number | null)[],
): Analyzed {
  const { input, kernel, output, first, last } = labelsOf(equation);
  const elided = inputShape.length - input.length;
  if (elided < 0 || (elided > 0 && first === undefined && last === undefined)) {
    throw new ValueError(
      `The equation '${equation}' has ${input.length} axes of inputs. Received: an input of shape ${tuple([...inputShape])}`,
    );
  }
  // Digits are no labels of an equation.
  const others = Array.from({ length: elided }, (_, i) => String.fromCharCode(0x100 + i)).join("");
  const onLeft = first !== undefined;
  const inputLabels = onLeft ? others + input : input + others;
  const outputLabels = onLeft ? others + output : output + others;
  const sizes = new Map([...inputLabels].map((label, i): [string, number | null] => [label, inputShape[i]]));
  const axes = onLeft
    ? [...inputShape.slice(0, Math.max(1, elided)), ...partial]
    : [inputShape[0], ...partial, ...inputShape.slice(inputShape.length - elided)];
  const outputShape = [...outputLabels].map((label, i) => axes[i] ?? sizes.get(label) ?? null);
  [...outputLabels].forEach((label, i) => {
    if (sizes.has(label)) {
      const size = sizes.get(label) as number | null;
      if (outputShape[i] !== null && outputShape[i] !== size) {
        throw new ValueError(
          `Input shape and output shape do not match at shared dimension '${label}'. Input shape is ${size}, and output shape is ` +
            `${outputShape[i]}.`,
        );
      }
      return;
    }
    if (!kernel.includes(label)) {
      throw new ValueError(
        `Dimension '${label}' was specified in the output '${output}' but has no corresponding dim in the input spec '${input}' or ` +
          `weight spec '${kernel}'`,
      );
    }
  });
  const kernelShape = [...kernel].map((label) => {
    const at = outputLabels.indexOf(label);
    const size = at === -1 ? sizes.get(label) : outputShape[at];
    if (typeof size === "number") return size;
    throw new ValueError(
      at === -1 && !sizes.has(label)
        ? `Weight dimension '${label}' did not have a match in either the input spec '${input}' or the output spec '${output}'. For ` +
            "this layer, the weight must be fully specified."
        : `Weight dimension '${label}' of the equation '${equation}' has no known size. Give it in the shape of the inputs or of the outputs.`,
    );
  });
  const biasShape = biasAxes === null ? null : biasShapeOf(biasAxes, output, outputLabels, outputShape);
  return { input: inputLabels, kernel, output: outputLabels, kernelShape, biasShape, outputShape };
}

function biasShapeOf(axes: string, output: string, labels: string, shape: Shape): number[] {
  for (const label of axes) {
    if (output.includes(label)) continue;
    throw new ValueError(
      `Bias dimension '${label}' was requested, but is not part of the output spec '${output}'`,
    );
  }
  const first = Math.min(...[...axes].map((label) => labels.indexOf(label)));
  return shape.slice(first).map((size, i) => (axes.includes(labels[first + i]) ? (size as number) : 1));
}
