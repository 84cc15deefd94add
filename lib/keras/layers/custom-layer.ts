import { isPlainObject, received, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { losesMask, warnOfLostMask } from "../backend/lost-mask.ts";
import type { AnyLayerPlan } from "../backend/plan.ts";
import { currentScope, inCall, inScope, probe } from "../backend/scope.ts";
import { type CallContext, isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { dtypeName } from "../saving/config.ts";
import { Variable } from "../variable.ts";
import { type AddMetricOptions, addMetric } from "./add-metric.ts";
import { callContext } from "./call-context.ts";
import { type CallArgument, type OwnContext, optionsOfCall, spread, withOptions } from "./call-options.ts";
import { checkResult } from "./eager.ts";
import { isMasked, maskOf, setMask } from "./keras-mask.ts";
import {
  type Arrays,
  areKerasTensors,
  flatten,
  type KerasTensor,
  Node,
  packAs,
  type Shape,
  type Structure,
  sampleShape,
  shapesIn,
  unwrapSingle,
} from "./keras-tensor.ts";
import { Layer as BaseLayer, type LayerOptions } from "./layer.ts";
import type { CallOptions } from "./layer-options.ts";
import type { TokenData } from "./preprocessing/tokens.ts";
import { tracedShapes } from "./traced-shapes.ts";
import { prefixingPaths } from "./tracked-layers.ts";
import { TrackingLayer } from "./tracking-layer.ts";

/**
 * The base class of layers, built-in and custom: `build` makes the weights with `addWeight`, `call` computes with
 * TensorFlow.js' operations. TensorFlow.js computes models with such layers, and finds the gradients.
 *
 * Layers and variables in properties, or in lists and dictionaries in properties, belong to the layer: their weights are among its own.
 *
 * @example
 * class Linear extends layers.Layer {
 *   constructor(readonly units = 32) {
 *     super();
 *   }
 *   override build(inputShape: (number | null)[]): void {
 *     this.kernel = this.addWeight({ shape: [inputShape.at(-1) as number, this.units], initializer: "glorot_uniform" });
 *   }
 *   override call(inputs: any): any {
 *     return inputs.matMul(this.kernel.read());
 *   }
 *   private kernel: any;
 * }
 * const model = new Sequential([Input({ shape: [3] }), new Linear(4), new Dense(1)]);
 * console.log(model.countParams()); // 17
 */
class CustomLayer<Form extends Structure<KerasTensor> = KerasTensor> extends TrackingLayer<Form> {
  /** Every layer is one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this === CustomLayer) return value instanceof BaseLayer;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  protected readonly pythonClass: string = `__main__.${this.className}`;

  /** @param options also `dtype`, only `"float32"`, as configurations have it */
  constructor(options: LayerOptions & { dtype?: unknown } = {}, className = new.target.name) {
    super(withoutType(options), className);
  }

  /**
   * The outputs for a batch: override it.
   *
   * @param _inputs a tensor `[samples, …]`, or several in the form in which the layer was called
   * @param _context after all inputs, where there is one after the other: `layer.apply(query, values)` calls
   *   `call(query, values, context)`, and `build` with a shape of each. It has TensorFlow.js as `tf`, whether it is for `training`, the `mask`, and the options that `apply` was given
   *
   * @example
   * class Tempered extends layers.Layer {
   *   override call(inputs: any, { temperature = 1 }: any): any {
   *     return inputs.div(temperature);
   *   }
   * }
   * console.log(new Tempered().apply([[2, 4]], { temperature: 2 }).values); // Float32Array(2) [ 1, 2 ]
   */
  call(_inputs: TensorFlowTensor, _context: OwnContext, ..._others: TensorFlowTensor[]): TensorFlowTensor {
    throw new ValueError(`Layer ${this.className} does not have a \`call()\` method implemented.`);
  }

  /**
   * The mask of the outputs, which later layers get: override it in a layer that makes masks or changes them. By default the outputs
   * have the mask of the inputs if `supportsMasking` is set, and none otherwise.
   *
   * @param _inputs as in `call`
   * @param mask of the (first) input, `[samples, steps]`, null: all steps count; `call` gets it as `mask` of its context
   * @returns a mask, or a list of one for each of several outputs
   *
   * @example
   * class SkipZeros extends layers.Layer {
   *   override call(inputs: any): any {
   *     return inputs.expandDims(-1);
   *   }
   *   override computeMask(inputs: any): any {
   *     return inputs.notEqual(0);
   *   }
   * }
   * const model = new Sequential([Input({ shape: [4] }), new SkipZeros(), new layers.LSTM(2)]);
   */
  override computeMask(_inputs: TensorFlowTensor, mask: TensorFlowTensor | null): TensorFlowTensor | null {
    return mask;
  }

  override apply(inputs: Structure<{ dataId: object }>, ...others: CallArgument[]): TensorFlowTensor;
  override apply(inputs: Structure<KerasTensor>, ...others: CallArgument[]): Form;
  override apply(inputs: Structure<TokenData>, ...others: CallArgument[]): Arrays<Form>;
  // biome-ignore lint/suspicious/noExplicitAny: of which the base class tells the type
  override apply(...args: any): any {
    return super.apply(...(args as [never]));
  }

  override get callOptions(): Readonly<Record<string, true>> | null {
    return optionsOfCall(this.call);
  }

  override readonly takesMask: boolean = "mask" in (this.callOptions ?? { mask: true });

  override get makesMask(): boolean {
    return this.computeMask !== CustomLayer.prototype.computeMask;
  }

  override supportsMasking = this.makesMask;

  override plans(): AnyLayerPlan[] {
    return [
      {
        kind: "tensors",
        label: this.planLabel,
        call: (inputs, context) => this.run(inputs, context),
        inputShape: sampleShape(this.inputShape),
        shape: (this.lastShapes[0] ?? this.outputShape).slice(1) as number[],
        weights: this.weightPlans(),
      },
    ];
  }

  /** Calls it in a training step, or for predictions. */
  private run(given: TensorFlowTensor, context: CallContext): TensorFlowTensor[] {
    // The form of several inputs has the mask as its last part.
    const inputs = context.options.isMasked && !isTensor(given) ? given[0] : given;
    const result = inCall(this, context, () => {
      for (const [i, tensor] of flatten(inputs).entries()) setMask(tensor, context.masks[i]);
      const outputs = variablesRead(this.callOn(inputs, context, context.options));
      context.mask = this.maskOfOutputs(inputs, context.mask, outputs);
      return outputs;
    });
    checkResult(result, this.planLabel);
    return isTensor(result) ? [result] : [...flatten(result as Structure<TensorFlowTensor>)];
  }

  /**
   * Reports a figure of a batch in `call`: training logs its mean over the epoch under that name.
   *
   * @param value a tensor of one number, or of a number for each sample
   * @param options `name`, its key in `History.history`; `aggregation`: only `"mean"`, the default
   * @throws ValueError without a name
   *
   * @example
   * class Watched extends layers.Layer {
   *   override call(inputs: any): any {
   *     this.addMetric(inputs.abs().mean(), { name: "size" });
   *     return inputs;
   *   }
   * }
   * const model = new Sequential([Input({ shape: [2] }), new Dense(1), new Watched()]);
   * model.compile({ loss: "mse" });
   * const { history } = await model.fit([[1, 2]], [1], { epochs: 2, verbose: 0 });
   * console.log(history.size.length); // 2
   */
  addMetric(value: TensorFlowTensor, options: AddMetricOptions): void {
    addMetric(this, value, options);
  }

  protected override computeEagerly(
    given: Structure<TensorFlowTensor>,
    training: boolean | undefined,
    options: CallOptions = {},
  ): Structure<TensorFlowTensor> {
    const [inputs, mask] = options.isMasked ? (given as TensorFlowTensor[]) : [given];
    const { losesMask: name } = losesMask(this);
    if (name !== undefined && flatten(inputs).some((x) => maskOf(x) !== null)) warnOfLostMask(name);
    return this.called(inputs, training, options, mask);
  }

  private called(
    inputs: Structure<TensorFlowTensor>,
    training: boolean | undefined,
    options: CallOptions,
    mask?: TensorFlowTensor,
  ): Structure<TensorFlowTensor> {
    this.buildFor(inputs, options);
    const scope = currentScope();
    this.addedLosses.length = 0;
    const context = callContext(training ?? false, (loss) => this.addLoss(loss));
    // A scope of the same variables, in which the layers within see whether it is training.
    const own = {
      read: (variable: object) => scope?.read(variable),
      training: training ?? false,
      called: { layer: this, context },
      addLoss: (loss: TensorFlowTensor) =>
        scope ? scope.addLoss(loss) : this.addedLosses.push(loss.dataSync()[0]),
      addMetric: (name: string, values: TensorFlowTensor) => scope?.addMetric?.(name, values),
      assign: (variable: object, tensor: TensorFlowTensor) => scope?.assign(variable, tensor) ?? false,
    };
    context.masks = flatten(inputs).map((tensor) => mask ?? maskOf(tensor));
    context.mask = context.masks[0] ?? null;
    const result = this.named(() => inScope(own, () => variablesRead(this.callOn(inputs, context, options))));
    checkResult(result, this.planLabel);
    const masks = this.maskOfOutputs(inputs, context.mask, result);
    for (const [i, tensor] of flatten(result as Structure<TensorFlowTensor>).entries())
      setMask(tensor, Array.isArray(masks) ? masks[i] : masks);
    return result;
  }

  /** The mask of the outputs: those that layers within have given them, else that of `computeMask`. */
  private maskOfOutputs(
    inputs: TensorFlowTensor,
    mask: TensorFlowTensor | null,
    result: unknown,
  ): TensorFlowTensor | null {
    const outputs = isTensor(result) ? [result] : Object.values(result ?? {});
    const masks = outputs.filter(isTensor).map((tensor) => maskOf(tensor as object));
    if (masks.length > 0 && !masks.includes(null)) return masks;
    return this.supportsMasking ? this.computeMask(inputs, mask) : null;
  }

  private callOn(
    inputs: Structure<TensorFlowTensor>,
    context: CallContext,
    options: CallOptions,
  ): TensorFlowTensor {
    return this.call(...spread(inputs as TensorFlowTensor, options), withOptions(context, options));
  }

  private buildFor(inputs: Structure<TensorFlowTensor>, options: CallOptions): void {
    const shapes = flatten(inputs).map(({ shape }): Shape => tuple([null, ...shape.slice(1)]));
    this.buildOnce(shapes.length === 1 ? shapes[0] : shapes, inputs, options);
  }

  /** A dictionary of inputs gives `build` a dictionary of shapes, as in Keras. */
  private buildOnce(shape: Shape | Shape[], inputs: Structure<object>, options: CallOptions): void {
    if (this.built) return;
    const shapes = isPlainObject(inputs) ? packAs(inputs, shapesIn(shape as Shape)) : shape;
    this.named(() => this.build(...spread(shapes as Shape, options)));
    this.inputShape = shape as Shape;
    this.isBuiltForSeveral = Boolean(options.isSpread);
    this.built = true;
  }

  /** True if `build` was called with several shapes. */
  private isBuiltForSeveral = false;

  // biome-ignore lint/suspicious/noExplicitAny: shapes, or arguments of one's own
  override build(inputShape: Shape, ..._others: any[]): void {
    super.build(inputShape);
  }

  /** Null after `build` with several shapes, whose names only Python knows: the layer is built when it is called. */
  override getBuildConfig(): Record<string, unknown> | null {
    return this.isBuiltForSeveral ? null : super.getBuildConfig();
  }

  /** Runs a function that may make weights of the layers within. */
  private named<T>(run: () => T): T {
    return this.owner === this ? prefixingPaths(this.name, () => this.sublayers, run) : run();
  }

  /** Shapes of the outputs, as of the last call. */
  protected lastShapes: readonly Shape[] = [];

  override get outputShape(): Shape {
    return this.lastShapes.length === 1 ? this.lastShapes[0] : super.outputShape;
  }

  override outputShapesFor(
    given: Shape | Shape[],
    form: Structure<KerasTensor>,
    options: CallOptions = {},
  ): Shape[] {
    const inputs = options.isMasked ? (form as KerasTensor[])[0] : form;
    const shape = options.isMasked ? unwrapSingle((given as Shape[]).slice(0, -1)) : given;
    this.buildOnce(shape, inputs, options);
    this.inputShape = shape as Shape;
    const shapes = this.shapesOf(shape, inputs, options);
    this.lastShapes = shapes;
    return shapes;
  }

  private shapesOf(shape: Shape | Shape[], inputs: Structure<KerasTensor>, options: CallOptions): Shape[] {
    if (this.computeOutputShape !== CustomLayer.prototype.computeOutputShape)
      return shapesIn(this.computeOutputShape(...spread(shape as Shape, options)));
    return this.symbolicShapes(inputs, options) ?? this.shapesOfCall(inputs, options);
  }

  /** The shapes of the outputs, if `call` only applies layers. */
  private symbolicShapes(inputs: Structure<KerasTensor>, options: CallOptions): Shape[] | undefined {
    const nodes = new Map(this.sublayers.map((layer) => [layer, layer.inboundNodes.length]));
    try {
      // `tidy`, as TensorFlow.js leaks a tensor when it refuses a symbolic one.
      return tensorFlowNow().tidy(() => {
        const copies = flatten(inputs).map(({ shape }) => new Node(this, null, [shape]).outputs[0]);
        const context = callContext(false, () => {});
        const called = packAs(inputs, copies) as TensorFlowTensor;
        const result = probe(() => this.named(() => this.callOn(called, context, options)));
        return areKerasTensors(result) ? flatten(result).map(({ shape }) => shape) : undefined;
      });
    } catch {
      return undefined;
    } finally {
      // These calls are not part of a graph.
      for (const [layer, count] of nodes) layer.inboundNodes.splice(count);
    }
  }

  /** The shapes of the outputs, as `call` computes them. */
  private shapesOfCall(inputs: Structure<KerasTensor>, options: CallOptions): Shape[] {
    const given = flatten(inputs);
    return tracedShapes(
      this.planLabel,
      given.map(({ shape }) => shape),
      (zeros) => {
        zeros.forEach((made, i) => {
          if (options.isMasked || isMasked(given[i]))
            setMask(made, tensorFlowNow().ones(made.shape.slice(0, 2), "bool"));
        });
        return this.called(packAs(inputs, zeros), false, options);
      },
    );
  }
}

/**
 * The class to extend for custom layers; as a type, any layer.
 *
 * @example
 * class Double extends layers.Layer {
 *   override call(inputs: any): any {
 *     return inputs.mul(2);
 *   }
 * }
 * console.log(new Double().apply([[1, 2]]).values); // Float32Array(2) [ 2, 4 ]
 */
export const Layer = CustomLayer;
// biome-ignore lint/suspicious/noExplicitAny: with `any`, layers of one output and of several are assignable
export type Layer<Form extends Structure<KerasTensor> = any> = BaseLayer<Form>;

/** The options without a `dtype`. @throws ValueError for another one than `"float32"` */
function withoutType(options: LayerOptions & { dtype?: unknown }): LayerOptions {
  if (typeof options !== "object" || options === null) return options;
  const { dtype, ...others } = options;
  if (dtypeName(dtype ?? "float32") === "float32") return others;
  throw new ValueError(
    `Expected \`dtype\` to be "float32", with which all layers compute. Received: dtype=${received(dtype)}`,
  );
}

/** The result of a `call`, with the values of the variables in it. */
function variablesRead(result: TensorFlowTensor): TensorFlowTensor {
  if (result instanceof Variable) return result.read();
  return Array.isArray(result) ? result.map(variablesRead) : result;
}
