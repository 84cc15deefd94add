/** Layers in Keras 3's form. `getConfig` follows the dialect in use; files always follow Keras 3. */
import { ValueError } from "../../errors.ts";
import { shortestFloat32 } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import {
  getRegisteredName,
  isSerialized,
  registeredName,
  type SerializedObject,
  serializeObject,
} from "./config.ts";
import { finished } from "./keras3-settings.ts";

/** The members of a layer that its form shows. */
export interface SerializableLayer {
  readonly name: string;
  readonly className: string;
  readonly built: boolean;
  readonly inputShape: (number | null)[] | undefined;
  getBuildConfig?(): Readonly<Record<string, unknown>> | null;
  getConfig(): object;
}

/** The dtype policy of every layer. */
export const POLICY = {
  module: "keras",
  class_name: "DTypePolicy",
  config: { name: "float32" },
  registered_name: null,
};

/** Layers of whole numbers, if that is their output. */
const WHOLE = /^(?:Hashing|HashedCrossing)$/;

/** Layers that show the name of their type alone. */
const PLAIN_TYPE = /^(?:Discretization|HashedCrossing|SpatialDropout)/;

/** Second names of activations. */
const ALIASES: Readonly<Record<string, string>> = { hard_swish: "hard_silu", swish: "silu" };

/** Names of settings that differ from Keras 2's, by class. */
const RENAMED: Readonly<Record<string, Record<string, string>>> = {
  InputLayer: { batch_input_shape: "batch_shape" },
  LeakyReLU: { alpha: "negative_slope" },
};

/** Settings that Keras 3 has added, with the value that is implemented here, by class. */
const ADDED: Readonly<Record<string, Record<string, unknown>>> = {
  InputLayer: { optional: false },
  Dense: { quantization_config: null },
  Embedding: { quantization_config: null },
  EinsumDense: { quantization_config: null },
  VarianceScaling: { input_axes: null, output_axes: null },
};

/** Layers whose settings in Keras 3 have an activity regularizer also where there is none. */
const WITH_ACTIVITY =
  /^(?:Conv\dD|DepthwiseConv|EinsumDense|SeparableConv|Embedding|GRU|LSTM|SimpleRNN|MultiHeadAttention|GroupedQueryAttention|ConvLSTM)/;

const BASES = /^(?:Glorot|He|Lecun)(?:Uniform|Normal)$/;

/** Modules of the parts of layers, by how a setting's name ends. */
const MODULES: Readonly<Record<string, string>> = {
  initializer: "keras.initializers",
  regularizer: "keras.regularizers",
  constraint: "keras.constraints",
};

/**
 * A layer in Keras 3's form.
 *
 * @throws ValueError for a layer whose function has no name: nothing can be written for it
 */
export function layerForm(layer: SerializableLayer): SerializedObject {
  const form = layerFields(layer);
  nameFunctions(layer, form.config);
  return form;
}

/** The same for any layer, or a model: one whose function has no name is not refused. */
export function layerFields(layer: SerializableLayer): SerializedObject {
  const { className } = layer;
  const config = layerConfig(className, layer.getConfig());
  const form = serializeObject("keras.layers", PUBLIC[className] ?? className, config);
  const own = registeredName(layer.constructor);
  if (own !== undefined) Object.assign(form, { module: null, registered_name: own });
  const inner = INTERNAL[className];
  if (inner !== undefined) Object.assign(form, { module: inner, registered_name: className });
  const module = MODELS[className];
  const isGraph = className === "Functional";
  if (module !== undefined) Object.assign(form, { module, registered_name: isGraph ? className : null });
  const build = layer.getBuildConfig?.();
  if (build) {
    const given = Object.entries(build).map(([key, value]) => [key, shapes(value)]);
    form.build_config = isGraph ? { input_shape: null } : Object.fromEntries(given);
  }
  return module === undefined ? form : { ...form, compile_config: {} };
}

/** The names under which Keras exports classes that it calls by another. */
const PUBLIC: Readonly<Record<string, string>> = { GroupedQueryAttention: "GroupQueryAttention" };

/** Modules of the layers that Keras does not export. */
const INTERNAL: Readonly<Record<string, string>> = {
  TFDConcat: "keras.src.layers.preprocessing.feature_space",
  TFDIdentity: "keras.src.layers.preprocessing.feature_space",
};

/** Modules of the models that may be layers. */
const MODELS: Readonly<Record<string, string>> = {
  Functional: "keras.src.models.functional",
  Sequential: "keras",
};

/** A shape as a tuple, several in a list. */
function shapes(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.some(Array.isArray) ? value.map(shapes) : tuple([...value]);
}

const INNER = Symbol("the layer of a form");

/** A layer inside another, in a configuration of Keras 2. It keeps the layer, of which Keras 3 shows more. */
export function innerForm(layer: SerializableLayer): { class_name: string; config: object } {
  const form = { class_name: configClassName(layer), config: layer.getConfig() };
  Object.defineProperty(form, INNER, { value: layer });
  return form;
}

/** An object that is no layer in Keras 3's form: where its class is found, and the configuration. */
export function objectForm(
  module: string,
  object: { getConfig(): object },
  config = object.getConfig(),
): SerializedObject {
  const form = serializeObject(module, object.constructor.name, config as Record<string, unknown>);
  const own = registeredName(object.constructor);
  return own === undefined ? form : { ...form, module: null, registered_name: own };
}

/** The class of a layer in a configuration of Keras 2: one that was registered with its package, `mine>Linear`. */
export function configClassName(layer: { readonly className: string }): string {
  return registeredName(layer.constructor) ?? PUBLIC[layer.className] ?? layer.className;
}

/** Converts a layer's configuration to Keras 3's form; one already in that form is unchanged. */
export function layerConfig(className: string, config: object): Record<string, unknown> {
  const { activity_regularizer: activity, ...given } = config as Record<string, unknown>;
  const shown = activity === null && WITH_ACTIVITY.test(className) ? config : given;
  const entries = Object.entries(shown).filter(
    ([key]) => key !== "batch_input_shape" || className === "InputLayer",
  );
  const renamed = entries.map(([key, value]): [string, unknown] => {
    const isInput = className === "InputLayer";
    if (key === "dtype") {
      const type = WHOLE.test(className) && given.output_mode === "int" ? "int64" : value;
      return [key, isInput || PLAIN_TYPE.test(className) ? type : policy(type)];
    }
    if (/activation$/.test(key)) return [key, ALIASES[String(value)] ?? value];
    return [RENAMED[className]?.[key] ?? key, part(key, value)];
  });
  if (activity != null)
    renamed.splice(3, 0, ["activity_regularizer", part("activity_regularizer", activity)]);
  const form = { ...Object.fromEntries(renamed), ...ADDED[className] };
  const isRounded = className === "LeakyReLU" || className === "ActivityRegularization";
  return finished(className, isRounded ? shortest(form) : form);
}

/** Wraps the name of a dtype as a `DTypePolicy`; a policy is unchanged. */
function policy(dtype: unknown): unknown {
  return typeof dtype === "string" ? { ...structuredClone(POLICY), config: { name: dtype } } : dtype;
}

/** A part of a configuration: an initializer, a nested layer, a list. */
function part(key: string, value: unknown): unknown {
  const module = MODULES[key.split("_").at(-1) ?? ""];
  if (typeof value === "string" && module !== undefined) {
    if (value === "") throw nameless(`The ${key.split("_").at(-1)} of a layer is`);
    return formOfFunction(value);
  }
  if (Array.isArray(value)) return value.some(isSerialized) ? value.map((one) => part(key, one)) : value;
  if (!isSerialized(value) || "module" in value) return value;
  if (INNER in value) return layerFields(value[INNER] as SerializableLayer);
  if (module === undefined) {
    const { class_name: given, config, ...others } = value;
    const [, own] = given.split(">");
    const name = own ?? given;
    const form = { ...serializeObject("keras.layers", name, layerConfig(name, config)), ...others };
    return own === undefined ? form : { ...form, module: null, registered_name: given };
  }
  const { class_name: name } = value;
  return serializeObject(module, name, partConfig(name, value.config));
}

/** The configuration of an initializer, a regularizer or a constraint, given as Keras 2 has it. */
export function partConfig(className: string, given: object): Record<string, unknown> {
  const added = BASES.test(className) ? ADDED.VarianceScaling : ADDED[className];
  const config = { ...given, ...added, ...given };
  // Keras 3 keeps these numbers as they were given; Keras 2 rounds them to float32.
  return finished(className, className === "L2" || className === "L1L2" ? shortest(config) : config);
}

/** Numbers that were rounded to float32, as the shortest decimals that round to them. */
function shortest(config: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(config).map(([key, value]) => {
    return [key, typeof value === "number" ? shortestFloat32(value) : value];
  });
  return Object.fromEntries(entries);
}

/** A function is written by its name, under which it has to be given again when the file is loaded. */
function nameFunctions(layer: SerializableLayer, config: Record<string, unknown>): void {
  for (const key of ["function", "activation"].filter((name) => Object.hasOwn(config, name))) {
    const own = (layer as unknown as Record<string, unknown>)[key];
    if (typeof own !== "function") continue;
    const name = getRegisteredName(own);
    // A layer of one's own may write something else.
    if ((name === "" || name === "anonymous") && (config[key] ?? name) === name) {
      throw nameless(`Layer '${layer.name}' (${layer.className}) computes`);
    }
    if (/^(?:Activation|Lambda)$/.test(layer.className)) config[key] = functionForm(own);
  }
}

function nameless(subject: string): ValueError {
  return new ValueError(
    `${subject} a function without a name, which cannot be saved: files hold no code. ` +
      "Give it a name, `const double = (x) => x.mul(2)`, and pass `customObjects: { double }` to `loadModel`.",
  );
}

/** A function in Keras' form: its name. */
export function functionForm(own: object): SerializedObject {
  return formOfFunction(getRegisteredName(own));
}

function formOfFunction(name: string): SerializedObject {
  const config = name as unknown as Record<string, unknown>;
  return { module: "builtins", class_name: "function", config, registered_name: "function" };
}
