/** Operations of `keras.ops` in a model's configuration, as Keras writes them. */
import { received, ValueError } from "../../errors.ts";
import { NDArray } from "../../ndarray.ts";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { isKerasTensor, type KerasTensor } from "../layers/keras-tensor.ts";
import { arrayForm, arrayFromForm, isArrayForm } from "../saving/array-form.ts";
import { configKey, isSerialized, type SerializedObject } from "../saving/config.ts";
import { type Argument, isCalled } from "./signature.ts";

/** A function of `keras.ops`. */
export interface Declaration {
  readonly name: string;
  readonly args: readonly Argument[];
  /** Calls it: of symbolic tensors, as a layer of that name. */
  call(values: readonly unknown[], layerName?: string): TensorFlowTensor;
}

/** By the names of Keras' classes. */
export const declarations = new Map<string, Declaration>();

/** Functions whose class has another name. */
const CLASSES: Readonly<Record<string, string>> = {
  abs: "Absolute",
  allclose: "AllClose",
  batchNormalization: "BatchNorm",
  cdist: "CDist",
  conj: "Conjugate",
  ctcDecode: "CTCDecode",
  ctcLoss: "CTCLoss",
  fft: "FFT",
  fft2: "FFT2",
  hardSwish: "HardSilu",
  hsvToRgb: "HSVToRGB",
  ifft2: "IFFT2",
  irfft: "IRFFT",
  isin: "IsIn",
  layerNormalization: "LayerNorm",
  psnr: "PSNR",
  rfft: "RFFT",
  rgbToGrayscale: "RGBToGrayscale",
  rgbToHsv: "RGBToHSV",
  rmsNormalization: "RMSNorm",
  searchsorted: "SearchSorted",
  ssim: "SSIM",
  stft: "STFT",
  swish: "Silu",
};

/** Keras' modules of classes, and numpy for the others. */
const MODULES: readonly (readonly [module: string, classes: RegExp])[] = [
  [
    "core",
    /^(?:(?:Saturate)?Cast|ConvertToTensor|Scatter(?:Update)?|Slice(?:Update)?|StopGradient|Unstack)$/,
  ],
  [
    "image",
    /^(?:AffineTransform|(?:Crop|Pad)Images|GaussianBlur|HSVToRGB|Resize|RGBTo(?:Grayscale|HSV)|SobelEdges|SSIM)$/,
  ],
  ["linalg", /^(?:Cholesky(?:Inverse)?|Det|Inv|Norm|Qr|Solve(?:Triangular)?)$/],
  [
    "math",
    /^(?:CDist|Erf(?:c|inv)?|ExtractSequences|[IR]*FFT2?|(?:In)?TopK|Logdet|Logsumexp|Rsqrt|Segment\w+|STFT)$/,
  ],
  [
    "nn",
    new RegExp(
      "^(?:Adaptive\\w+|AveragePool|BatchNorm|CTC\\w+|DepthToSpace|\\w*Crossentropy|[CS]?[Ee]lu|(?:Depthwise|Separable)?Conv|DotProductAttention|[GS]lu|Gelu|Silu|\\w*Shrink|" +
        "HardSigmoid|HardSilu|HardTanh|LayerNorm|LeakyRelu|Log(?:Sigmoid|Softmax)|MaxPool|Moments|MultiHot|Normalize|OneHot|PSNR|Relu6?|RMSNorm|" +
        "Sigmoid|SpaceToDepth|Softmax|Soft(?:plus|sign)|Sparse(?:max|Plus|Sigmoid)|Squareplus|Threshold)$",
    ),
  ],
];

/** The name of Keras' class. */
export const classNameOf = (name: string): string =>
  CLASSES[name] ?? `${name[0].toUpperCase()}${name.slice(1)}`;

/** The type in which TensorFlow.js computes with a symbolic tensor. */
export function computedType(dtype: string): string {
  if (/int/.test(dtype)) return "int32";
  return /^(?:bool|string)$/.test(dtype) ? dtype : "float32";
}

/** The arguments of Keras' call, and the settings of Keras' operation. */
export function formOf(
  { args }: Declaration,
  values: readonly unknown[],
): [args: unknown[], settings: Record<string, unknown>] {
  const given = args.filter(({ kind }) => kind !== "only");
  const settingOf = (one: Argument) => {
    const value = values[given.indexOf(one)];
    return value === undefined ? (one.fallback ?? null) : value;
  };
  const called = args.filter(isCalled);
  const settings = args.filter((one) => !isCalled(one));
  return [
    called.flatMap((one) =>
      one.kind === "tensors by position" ? (settingOf(one) as unknown[]) : [settingOf(one)],
    ),
    Object.fromEntries(settings.map((one) => [configKey(one.name), settingOf(one)])),
  ];
}

/** An operation among the layers of a configuration, without its call. */
export function operationForm(className: string, config: Record<string, unknown>): SerializedObject {
  const [odd] = Object.entries(config).find(([, value]) => isKerasTensor(value)) ?? [];
  if (odd !== undefined) {
    throw new ValueError(
      `Operation '${config.name}' (${className}) takes a symbolic tensor as \`${odd}\`, which cannot be saved: Keras takes a value there.`,
    );
  }
  const [module] = MODULES.find(([, classes]) => classes.test(className)) ?? ["numpy"];
  return { module: `keras.src.ops.${module}`, class_name: className, config, registered_name: className };
}

/** An argument of a call in a configuration. */
export function argumentForm(value: unknown, tensorForm: (tensor: KerasTensor) => unknown): unknown {
  if (isKerasTensor(value)) return tensorForm(value);
  if (Array.isArray(value)) return value.map((one) => argumentForm(one, tensorForm));
  if (isTensor(value)) {
    const { dtype, arraySync } = value as TensorFlowTensor;
    return { class_name: "__tensor__", config: { value: arraySync.call(value), dtype } };
  }
  if (value instanceof NDArray) return arrayForm(value);
  if (ArrayBuffer.isView(value))
    return arrayForm(new NDArray(value as Float32Array, [(value as Float32Array).length]));
  if (typeof value !== "object" || value === null || isSerialized(value)) return value;
  throw new ValueError(
    `An operation of a symbolic tensor and ${received(value)} cannot be saved. Write a layer whose \`call\` computes it.`,
  );
}

/** The value of an argument. */
export function argumentFromForm(form: unknown, tensorOf: (form: SerializedObject) => KerasTensor): unknown {
  if (Array.isArray(form)) return form.map((one) => argumentFromForm(one, tensorOf));
  if (!isSerialized(form)) return form;
  if (form.class_name === "__keras_tensor__") return tensorOf(form);
  return isArrayForm(form) ? arrayFromForm(form) : form;
}

/** True for an operation among the layers of a configuration. */
export const isOperationForm = ({ module }: { module?: string | null }): boolean =>
  /^keras(?:\.src)?\.ops\b/.test(module ?? "");

/**
 * Calls an operation of a configuration.
 *
 * @param args those of its call, as `argumentFromForm` reads them
 * @throws ValueError for an operation or a setting that is not ported
 */
export function applyForm(
  { class_name: className, config }: SerializedObject,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): TensorFlowTensor {
  const { name, ...settings } = config;
  const label = `The operation ${className} ('${name}') of keras.ops in a functional model`;
  const declaration = declarations.get(className);
  if (declaration === undefined) {
    throw new ValueError(
      `${label} is not ported. Put it into a layer of your own in Keras, and give that by name as \`customObjects\`.`,
    );
  }
  const called = declaration.args.filter(isCalled);
  const all: Record<string, unknown> = { ...settings };
  for (const [i, one] of called.entries()) {
    const key = configKey(one.name);
    all[key] = one.kind === "tensors by position" ? args : (args[i] ?? kwargs[key]);
  }
  const values = declaration.args.map(({ name, fallback }) => {
    const key = configKey(name);
    const value = all[key];
    delete all[key];
    return value === fallback || (value == null && fallback === undefined) ? undefined : value;
  });
  const odd = declaration.args.find(({ kind }, i) => kind === "only" && values[i] !== undefined)?.name;
  const [unknown = odd] = Object.keys(all).filter((key) => all[key] !== null);
  if (unknown !== undefined)
    throw new ValueError(`${label} has a setting \`${unknown}\` that is not ported.`);
  const own = values.filter((_, i) => declaration.args[i].kind !== "only");
  return declaration.call(own, name as string);
}
