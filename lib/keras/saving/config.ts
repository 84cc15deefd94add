/** Keras' configuration dictionaries, from which objects are recreated. Every module's `serialize`, `deserialize` and `get` use this. */
import { didYouMean, received, UnknownOptionError, ValueError } from "../../errors.ts";
import { type NotPorted, refuseNotPorted } from "../not-ported.ts";

/** An object in Keras 3's form; files of Keras 2 lack `module` and `registered_name`. */
export interface SerializedObject {
  module?: string | null;
  class_name: string;
  config: Record<string, unknown>;
  registered_name?: string | null;
  build_config?: Record<string, unknown> | null;
  compile_config?: Record<string, unknown> | null;
}

/**
 * A class whose objects are made from a configuration. The constructor takes the arguments named in its `positional`, by default its
 * parameters with such names, then one object of options; both have the names of the configuration's keys, in camelCase.
 */
export interface ConfigClass<T> {
  // biome-ignore lint/suspicious/noExplicitAny: any constructor
  new (...args: any[]): T;
  readonly positional?: readonly string[];
}

/** `beta_1` becomes `beta1`, `learning_rate` becomes `learningRate`. */
export function camelCase(key: string): string {
  return key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The inverse: `beta1` becomes `beta_1`, `l1RegularizationStrength` becomes `l1_regularization_strength`. */
export function configKey(name: string): string {
  return name
    .replace(/(beta|epsilon)(\d)/gi, "$1_$2")
    .replace(/(?<!^)[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Settings under the keys of a configuration. */
export function configOf(settings: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [configKey(name), value]));
}

/** Keras 3's dictionary of an object: where its class is found, and the configuration. */
export function serializeObject(
  module: string,
  className: string,
  config: Record<string, unknown>,
): SerializedObject {
  return { module, class_name: className, config, registered_name: null };
}

/** True for an object in Keras' form. */
export function isSerialized(value: unknown): value is SerializedObject {
  return (
    typeof value === "object" && value !== null && typeof (value as SerializedObject).class_name === "string"
  );
}

/** Settings of Keras that have only one value here. */
const ONLY: Readonly<Record<string, unknown>> = {
  dtype: "float32",
  autocast: true,
  axis: -1,
  data_format: "channels_last",
  groups: 1,
  encoding: "utf-8",
  vocabulary_dtype: "int64",
  renorm_momentum: 0.99,
  muon_a: 3.4445,
  muon_b: -4.775,
  muon_c: 2.0315,
  adam_lr_ratio: 1,
  exclude_embeddings: true,
  decay: 0,
};
/** Settings without effect on the numbers; Keras 2's separable convolutions have an initializer for a kernel that does not exist. */
const IRRELEVANT = [
  "jit_compile",
  "is_legacy_optimizer",
  "synchronized",
  "fn",
  "implementation",
  "kernel_initializer",
];

/**
 * Makes an object from its configuration. Settings that the class does not know are accepted if they have the value that it
 * implements.
 *
 * @throws ValueError for a setting that is not supported, and what the constructor throws
 */
export function fromConfig<T>(Class: ConfigClass<T>, config: object): T {
  checkDictionary(Class.name, config);
  const keys = new Map(Object.keys(config).map((key) => [camelCase(key), key]));
  const options = new Map(Object.entries(config).map(([key, value]) => [camelCase(key), value]));
  const args = argumentNames(Class, options).map((name) => {
    const value = options.get(name);
    options.delete(name);
    return value;
  });
  for (;;) {
    try {
      return new Class(...args, Object.fromEntries(options));
    } catch (error) {
      if (!(error instanceof UnknownOptionError) || !options.has(error.option)) throw error;
      const key = keys.get(error.option) ?? error.option;
      const value = options.get(error.option);
      if (!isSupported(key, value, config)) {
        throw new ValueError(
          `The configuration of ${Class.name} has \`${key}\`, which this port does not have. Expected: ` +
            `${ONLY[key] ?? "none"}. Received: ${key}=${JSON.stringify(value)}. Build the model in code without it, and ` +
            "load only the weights: `model.loadWeights(path)`.",
        );
      }
      options.delete(error.option);
    }
  }
}

/**
 * The arguments that a constructor takes by position, before its options. Those of a custom class are the parameters that the
 * configuration names, as Python takes them by name, and any between them and the options.
 */
function argumentNames(
  Class: Partial<ConfigClass<unknown>>,
  options: ReadonlyMap<string, unknown>,
): readonly string[] {
  if (Object.hasOwn(Class, "positional")) return Class.positional ?? [];
  const own = parametersOf(Class);
  if (own === undefined) {
    const parent = Object.getPrototypeOf(Class);
    return parent === Function.prototype ? [] : argumentNames(parent, options);
  }
  if (own.isRest) return Class.positional ?? [];
  const { names } = own;
  if (!names.some((name) => options.has(name))) return [];
  const isOptions = own.isWhole && !options.has(names[names.length - 1]);
  return isOptions ? names.slice(0, -1) : names;
}

const COMMENT_OR_TEXT = /\/\*.*?\*\/|\/\/[^\n]*|`(?:\\.|[^\\`])*`|(["'])(?:\\.|(?!\1)[^\\\n])*\1/gs;

/** The plain parameters of a class's own constructor: all of them, or those before a pattern or a rest. */
function parametersOf(Class: object): { names: string[]; isWhole: boolean; isRest: boolean } | undefined {
  const code = Function.prototype.toString.call(Class).replace(COMMENT_OR_TEXT, " ");
  let rest = /[{;}\s]constructor\s*\((.*)/s.exec(code)?.[1];
  if (rest === undefined) return undefined;
  const isRest = /^\s*\.\.\./.test(rest);
  const names: string[] = [];
  for (;;) {
    const name = /^\s*([A-Za-z_$][\w$]*)\s*(?=[,=)])/.exec(rest);
    if (name === null) return { names, isWhole: rest.trim() === "", isRest };
    names.push(name[1]);
    rest = afterParameter(rest.slice(name[0].length));
  }
}

/** The text that follows the comma after a parameter's default; empty after the last. */
function afterParameter(text: string): string {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if ("([{".includes(text[i])) depth++;
    else if (")]}".includes(text[i]) && depth-- === 0) return "";
    else if (text[i] === "," && depth === 0) return text.slice(i + 1);
  }
  return "";
}

function isSupported(key: string, value: unknown, config: Record<string, unknown>): boolean {
  if (value === null || value === undefined || value === false || IRRELEVANT.includes(key)) return true;
  if (Array.isArray(value) && value.length === 0) return true;
  if (key === "dtype") {
    const name = dtypeName(value);
    return name === "float32" || (name === "int64" && config.output_mode === "int");
  }
  return Object.hasOwn(ONLY, key) && ONLY[key] === value;
}

/** The name of a type of numbers, also of Keras 3's `DTypePolicy`. */
export function dtypeName(dtype: unknown): unknown {
  return isSerialized(dtype) ? dtype.config?.name : dtype;
}

/** @throws ValueError for anything but a dictionary */
export function checkDictionary(owner: string, config: unknown): asserts config is Record<string, unknown> {
  if (typeof config === "object" && config !== null && !Array.isArray(config)) return;
  throw new ValueError(
    `Expected the configuration of ${owner} to be a dictionary, as \`getConfig\` returns it. Received: ${received(config)}`,
  );
}

/** Custom classes and functions by name, for what Keras' modules do not have. */
export type CustomObjects = Readonly<Record<string, unknown>>;

/** By registered name, `package>Class`. It is a property of `globalThis`, as a notebook may load the module again. */
const key = Symbol.for("keras-day.customObjects");
const global = globalThis as { [key]?: Map<string, unknown> };
global[key] ??= new Map();
export const registered: Map<string, unknown> = global[key];
/** The dictionaries of the calls that run, the innermost last. */
const scopes: CustomObjects[] = [];

/**
 * The name under which a custom class or function is registered, `package>name`; else its own name.
 *
 * @example
 * console.log(saving.getRegisteredName(losses.Huber)); // Huber
 */
export function getRegisteredName(object: object): string {
  return registeredName(object) ?? (object as { readonly name?: string }).name ?? "";
}

/** The name under which a class was registered; undefined for Keras' own classes. */
export function registeredName(Class: unknown): string | undefined {
  for (const [name, one] of registered) if (one === Class) return name;
  return undefined;
}

/** Runs a synchronous function in which these classes and functions are known by name. */
export function withCustomObjects<T>(objects: CustomObjects | null | undefined, run: () => T): T {
  scopes.push(objects ?? {});
  try {
    return run();
  } finally {
    scopes.pop();
  }
}

/**
 * Runs a function in which custom classes and functions are known by name, as Python's `with custom_object_scope(…):` does.
 *
 * @param customObjects by name
 * @param run it may be asynchronous: they are known until its promise is settled
 * @returns the result of `run`
 * @throws ValueError without a function
 *
 * @example
 * const double = (x: any) => x.mul(2);
 * const config = new Dense(1, { activation: double }).getConfig();
 * const layer = saving.customObjectScope({ double }, () => layers.Dense.fromConfig(config));
 */
export function customObjectScope<T>(customObjects: CustomObjects, run: () => T): T {
  if (typeof run !== "function") {
    throw new ValueError(
      "Expected `customObjectScope` to get a function to run: customObjectScope({ MyLayer }, () => loadModel(path)). " +
        `Received: ${received(run)}`,
    );
  }
  const scope = { ...customObjects };
  const end = () => {
    scopes.splice(scopes.indexOf(scope), 1);
  };
  scopes.push(scope);
  let result: T | undefined;
  try {
    result = run();
  } finally {
    if (!(result instanceof Promise)) end();
  }
  return result instanceof Promise ? (result.finally(end) as T) : result;
}

/** The custom class or function of that name, `package>name` or without its package; the innermost scope comes first. */
export function customObject(name: string): unknown {
  const bare = name.slice(name.indexOf(">") + 1);
  for (let i = scopes.length - 1; i >= 0; i--) {
    for (const one of [name, bare]) if (Object.hasOwn(scopes[i], one)) return scopes[i][one];
  }
  return registered.get(name);
}

/** One of Keras' modules whose objects have names: losses, optimizers and so on. */
interface NamedObjects<T extends object> {
  readonly Base: { readonly prototype: T };
  readonly known: Readonly<Record<string, ConfigClass<T>>>;
  /** Names that only others know, for suggestions in errors. */
  readonly otherNames?: readonly string[];
  /** Keras' classes that are not ported. */
  readonly missing?: Readonly<Record<string, NotPorted>>;
  /** Default: an object with the defaults of its class. */
  make?(Class: ConfigClass<T>, name: string): T;
  /** Wraps a function as an object. Without it functions are refused. */
  wrap?(call: unknown): T;
  deserialize(serialized: SerializedObject): T;
}

/**
 * Implements `get` of Keras' modules: a name, a class, a function or a serialized form makes a new object; an object and null are
 * returned as they are. Custom objects come before Keras' own.
 *
 * @param kind for the error: `"loss"`
 * @throws ValueError for an unknown name
 */
export function getObject<T extends object>(
  kind: string,
  identifier: unknown,
  module: NamedObjects<T>,
): T | null {
  if (isSerialized(identifier)) return module.deserialize(identifier);
  if (typeof identifier === "object") return identifier as T | null;
  if (typeof identifier === "function") {
    const isClass = Object.prototype.isPrototypeOf.call(module.Base.prototype, identifier.prototype);
    if (isClass) return new (identifier as new () => T)();
    if (module.wrap) return module.wrap(identifier);
  }
  const name = String(identifier);
  const custom = customObject(name);
  if (custom !== undefined) return getObject(kind, custom, module);
  const { known, make = (Class) => new Class(), missing = {}, otherNames = [] } = module;
  if (Object.hasOwn(known, name)) return make(known[name], name);
  refuseNotPorted(missing, name);
  const expected = didYouMean(name, [...otherNames, ...Object.keys(known)]);
  throw new ValueError(`Could not interpret ${kind} identifier: ${name}. ${expected}`);
}

/**
 * Makes an object from Keras' form.
 *
 * @param kind for the error: `"layer"`
 * @param classes the module's exports; those with a capital letter are its classes
 * @throws ValueError for an unknown class
 */
export function deserializeObject<T>(
  kind: string,
  classes: Readonly<Record<string, unknown>>,
  serialized: unknown,
): T {
  const one = `${/^[aeio]/.test(kind) ? "an" : "a"} ${kind}`;
  if (!isSerialized(serialized)) {
    throw new ValueError(
      `Expected ${one} in Keras' form: { class_name: …, config: … }. Received: ${received(serialized)}`,
    );
  }
  const { class_name: name, registered_name: registeredName } = serialized;
  const config = serialized.config ?? {};
  // Keras 2 writes its own optimizers as `Custom>Adam`.
  const own = name.replace(/^Custom>/, "");
  const Class = customObject(registeredName ?? name) ?? customObject(name) ?? ownClass(classes, own);
  if (typeof Class !== "function") {
    throw new ValueError(
      `Could not locate class '${name}' for ${one}. Expected one of Keras' classes that are ported, or one of your own. ` +
        `Give your own by name as \`customObjects\`, { ${name.match(/\w+$/)?.[0] ?? "MyClass"} }, or register it with ` +
        "`saving.registerKerasSerializable()`.",
    );
  }
  if (registeredName && ![name, own].includes(registeredName) && Class === ownClass(classes, own)) {
    throw new ValueError(
      `\`registered_name='${registeredName}'\` was provided in the config, but '${own}' resolved to a Keras built-in and does not ` +
        "use registered names. Remove the `registered_name` field from the config.",
    );
  }
  const made = Class as ConfigClass<T> & { fromConfig?(config: object): T };
  return made.fromConfig ? made.fromConfig(config) : fromConfig(made, config);
}

/** An exported class, not a function such as `get`. */
function ownClass(classes: Readonly<Record<string, unknown>>, name: string): unknown {
  const found = Object.hasOwn(classes, name) ? classes[name] : undefined;
  return typeof found === "function" && /^[A-Z]/.test(name) ? found : undefined;
}
