import { ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import type { TensorLayerPlan } from "../../backend/plan.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { type KerasTensor, type Structure, shapesIn } from "../keras-tensor.ts";
import type { Shape } from "../layer.ts";
import type { CallOptions } from "../layer-options.ts";
import { TensorLayer } from "../tensor-layer.ts";

/** A layer that merges several tensors into one. */
export abstract class Merge extends TensorLayer {
  override supportsMasking = true;

  protected readonly pythonClass: string = `tensorflow.python.keras.layers.merge.${this.className}`;

  override build(inputShape: Shape): void {
    this.check(shapesIn(inputShape));
    super.build(inputShape);
  }

  /** @throws ValueError unless the inputs are in a list, which may hold a single one */
  private checkList(inputs: unknown): void {
    if (Array.isArray(inputs)) return;
    const { shape } = inputs as { shape?: Shape };
    throw new ValueError(
      `A merge layer should be called on a list of inputs. Received: ${Array.isArray(shape) ? `input_shape=${tuple([...shape])}` : "a dictionary"} ` +
        "(not a list of shapes). Write layer.apply([a, b]).",
    );
  }

  protected override applySymbolically(
    inputs: Structure<KerasTensor>,
    ...call: [training?: boolean, options?: CallOptions]
  ): Structure<KerasTensor> {
    this.checkList(inputs);
    return super.applySymbolically(inputs, ...call);
  }

  protected override computeEagerly(
    inputs: Structure<TensorFlowTensor>,
    ...call: [training: boolean | undefined, options?: CallOptions]
  ): Structure<TensorFlowTensor> {
    this.checkList(inputs);
    return super.computeEagerly(inputs, ...call);
  }

  protected override get takesSingleInput(): boolean {
    return false;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple([...this.merged(shapesIn(inputShape))]);
  }

  /** The shape of a list of one stays in a list. */
  override getBuildConfig() {
    const config = super.getBuildConfig();
    return config && { input_shape: [...shapesIn(config.input_shape as Shape)] };
  }

  protected override tensorPlan(): Omit<TensorLayerPlan, "kind" | "label"> {
    const plan = super.tensorPlan();
    const call: TensorLayerPlan["call"] = (given, context) => {
      const inputs = [given].flat();
      context.mask = this.maskOf(inputs, context);
      return plan.call(inputs, context);
    };
    return { ...plan, call };
  }

  /** The mask of the outputs. */
  protected abstract maskOf(inputs: TensorFlowTensor[], context: CallContext): TensorFlowTensor | null;

  /** @throws ValueError for shapes that do not go together */
  protected check(shapes: readonly Shape[]): void {
    this.merged(shapes);
  }

  protected abstract merged(shapes: readonly Shape[]): Shape;
}

/** Shapes as Python writes a list of them. */
export function list(shapes: readonly Shape[]): string {
  return `[${shapes.map((shape) => tuple([...shape])).join(", ")}]`;
}

/** A function that makes a layer and calls it. */
export function functional<Args extends unknown[]>(
  Class: new (...args: Args) => Merge,
): (inputs: readonly KerasTensor[], ...args: Args) => KerasTensor {
  return (inputs, ...args) => new Class(...args).apply(inputs);
}
