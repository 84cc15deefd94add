/** Masks of symbolic tensors. Keras 3 computes them by operations that it shows among the layers of a functional model. */
import { dialect } from "../dialects/dialect.ts";
import { takesMaskArgument } from "../dialects/keras-3-layers.ts";
import { uniqueName } from "../state.ts";
import {
  flatten,
  isKerasTensor,
  type KerasTensor,
  Node,
  type Shape,
  type Structure,
} from "./keras-tensor.ts";
import type { CallForm, CallOptions } from "./layer-options.ts";

type Mask = KerasTensor | undefined;

/** A call of a function of `keras.ops` among the layers of a graph. */
export interface ShownOperation {
  readonly name: string;
  /** Tensors, or lists of them, and values. */
  readonly args: readonly unknown[];
  /** Indices of the numbers that are floats. */
  readonly floats?: readonly string[];
  /** Its entry in a configuration, without its call. */
  getForm(): object;
}

/** An operation on masks, as a summary and a configuration show it. */
export class MaskOperation implements ShownOperation {
  readonly inboundNodes: Node[] = [];
  readonly name: string;
  readonly built = true;
  readonly trainable = true;
  readonly weights = [];
  readonly inputShape: Shape;
  readonly outputShape: Shape;

  /**
   * @param args tensors, or lists of them, and numbers
   * @param floats indices of the numbers that are floats
   */
  constructor(
    readonly className: string,
    readonly args: readonly unknown[],
    outputShape: Shape,
    private readonly settings: object = {},
    readonly floats: readonly string[] = [],
  ) {
    this.name = uniqueName(className);
    const tensors = args.flat().filter(isKerasTensor);
    this.inputShape = tensors[0].shape;
    this.outputShape = outputShape;
    this.inboundNodes.push(new Node(this, tensors, [outputShape], undefined, "bool"));
  }

  get output(): KerasTensor {
    return this.inboundNodes[0].outputs[0];
  }

  /** The operation among the layers of a configuration, without its call. */
  getForm() {
    return {
      module: `keras.src.ops.${this.className === "ConvertToTensor" ? "core" : "numpy"}`,
      class_name: this.className,
      config: { name: this.name, ...this.settings },
      registered_name: this.className,
    };
  }
}

/** True for an operation among the layers of a shown graph. */
export const isOperation = (part: object): part is ShownOperation => "args" in part;

const operation = (...args: ConstructorParameters<typeof MaskOperation>): KerasTensor =>
  new MaskOperation(...args).output;

const anyOf = (x: KerasTensor) => operation("Any", [x], x.shape.slice(0, -1), { axis: -1, keepdims: false });

const eitherOf = (a: KerasTensor, b: KerasTensor, shape = a.shape) => operation("LogicalOr", [a, b], shape);

/** A layer as far as masks go. */
interface MaskedLayer {
  readonly className: string;
  readonly supportsMasking: boolean;
  /** Of a model. */
  readonly graph: object | undefined;
}

/** The settings of layers that decide about masks. */
interface Settings {
  readonly maskValue: number;
  readonly maskZero: boolean;
  readonly axis: number;
  readonly returnSequences: boolean;
  readonly forwardLayer: { readonly returnSequences: boolean };
}

/** The mask of the outputs by class, given the inputs and their masks; of other classes that of the first input. */
const MASKS: readonly (readonly [
  classes: RegExp,
  make: (layer: Settings, inputs: readonly KerasTensor[], masks: readonly Mask[]) => Mask,
])[] = [
  [/^Masking$/, ({ maskValue }, [x]) => anyOf(operation("NotEqual", [x, maskValue], x.shape, {}, ["1"]))],
  [/^Embedding$/, ({ maskZero }, [x]) => (maskZero ? operation("NotEqual", [x, 0], x.shape) : undefined)],
  [
    /^(?:Add|Subtract|Multiply|Average|Maximum|Minimum)$/,
    (_, _inputs, masks) => (masks.every(isKerasTensor) ? masks.reduce((a, b) => eitherOf(a, b)) : undefined),
  ],
  [/^Concatenate$/, concatenated],
  [
    /^(?:LSTM|ConvLSTM\dD|GRU|SimpleRNN|RNN)$/,
    ({ returnSequences }, _, [mask]) => (returnSequences ? mask : undefined),
  ],
  [/^Bidirectional$/, ({ forwardLayer }, _, [mask]) => (forwardLayer.returnSequences ? mask : undefined)],
  [
    /^(?:Additive)?Attention$/,
    (_, _inputs, [mask]) => mask && operation("ConvertToTensor", [mask], mask.shape, TYPE),
  ],
  [/^(?:Dot|GlobalAveragePooling1D)$/, () => undefined],
];

const TYPE = { dtype: null, sparse: null, ragged: null };

function concatenated({ axis }: Settings, inputs: readonly KerasTensor[], masks: readonly Mask[]): Mask {
  if (!masks.some(isKerasTensor)) return undefined;
  const all = inputs.map((x, i) => {
    const mask = masks[i];
    const like = (name: string) => operation(name, [x], x.shape, { dtype: "bool" });
    if (mask === undefined) return like("OnesLike");
    if (mask.shape.length >= x.shape.length) return mask;
    const expanded = operation("ExpandDims", [mask], [...mask.shape, 1], { axis: -1 });
    return eitherOf(expanded, like("ZerosLike"), x.shape);
  });
  const shape = [...all[0].shape];
  const at = axis < 0 ? axis + shape.length : axis;
  const sizes = all.map((mask) => mask.shape[at]);
  shape[at] = sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size as number), 0);
  return anyOf(operation("Concatenate", [all], shape, { axis }));
}

/** Gives the outputs of a call their masks, and the call the masks that it takes, where the dialect shows them. */
export function setMasks(layer: MaskedLayer, node: Node): void {
  if (!dialect().showsMasks || isOperation(layer)) return;
  const inputs = [...node.parents];
  const given = node.options.isMasked ? [inputs.pop()] : [];
  const isPlain =
    isKerasTensor(node.inputs) && node.training === undefined && Object.keys(node.options).length === 0;
  if (isPlain && inputs[0].mask && (layer.graph || takesMaskArgument(layer.className)))
    node.masks = [inputs[0].mask];
  if (layer.graph || !layer.supportsMasking) return;
  const masks = given.length > 0 ? given : inputs.map(({ mask }) => mask);
  const [, make] = MASKS.find(([classes]) => classes.test(layer.className)) ?? [];
  const [first] = node.outputs;
  first.mask = make ? make(layer as unknown as Settings, inputs, masks) : masks[0];
}

interface CalledLayer {
  callForm(inputs: Structure<KerasTensor>, options: CallOptions): CallForm;
}

/** The tensors that a call is shown with: its arguments as configurations store them, and their masks. */
export function shownParents({ layer, inputs, options, parents, masks }: Node): readonly KerasTensor[] {
  if (inputs === null || isOperation(layer)) return [...parents, ...masks];
  const { args, kwargs } = (layer as unknown as CalledLayer).callForm(inputs, options);
  return [
    ...[...args, ...flatten(kwargs)].flatMap((one) => flatten(one as Structure<KerasTensor>)),
    ...masks,
  ];
}
