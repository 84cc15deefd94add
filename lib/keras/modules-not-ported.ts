/** Keras' modules that are not ported at all: each name in them is an error that says so. */
import { config } from "./config.ts";
import { isKerasTensor } from "./layers/keras-tensor.ts";
import { type NotPorted, notPorted } from "./not-ported.ts";
import { clearSession, snakeCase } from "./state.ts";

type Module = Readonly<Record<string, NotPorted>>;

const OPERATIONS =
  "Use keras.ops, or TensorFlow.js, whose operations tensors have as methods: ops.matmul(a, b), a.matMul(b).";
const FLOAT32 = "Numbers are float32 here.";
const ONE_MACHINE = "Models train on one machine here.";
const OWN = "Write it in TypeScript where you need it.";

const moduleOf = (name: string, remedy: string): Module => notPorted(`name keras.${name}:`, () => remedy);

const { backend: name, epsilon, floatx, imageDataFormat } = config;
const ported = { backend: name, clearSession, epsilon, floatx, imageDataFormat, isKerasTensor };

/** The functions of `keras.backend` that Keras 3 has kept, such as `backend.clearSession()`, also under their names there; its operations are not ported. */
export const backend = new Proxy(ported, {
  get: (_, name) => {
    const own = Object.keys(ported).find((one) => one === name || snakeCase(one) === name);
    return own === undefined ? Reflect.get(moduleOf("backend", OPERATIONS), name) : Reflect.get(ported, own);
  },
}) as typeof ported & Module;
/** @deprecated Not ported. */
export const tree = moduleOf("tree", "Use JavaScript's own: Object.values(structure).flat(), array.map(…).");
/** @deprecated Not ported. */
export const mixedPrecision = moduleOf("mixedPrecision", FLOAT32);
/** @deprecated Not ported. */
export const dtypePolicies = moduleOf("dtypePolicies", FLOAT32);
/** @deprecated Not ported. */
export const quantizers = moduleOf("quantizers", FLOAT32);
/** @deprecated Not ported. */
export const distribution = moduleOf("distribution", ONE_MACHINE);
/** @deprecated Not ported. */
export const distillation = moduleOf("distillation", "Write a model with a `trainStep` of its own.");
/** @deprecated Not ported. */
export const wrappers = moduleOf(
  "wrappers",
  "Call `fit` and `predict` of the model itself; `sweep` searches settings.",
);
/** @deprecated Not ported. */
export const preprocessing = moduleOf(
  "preprocessing",
  "Use the layers and utilities for it: layers.TextVectorization, layers.Rescaling, utils.padSequences, utils.timeseriesDatasetFromArray.",
);
/** @deprecated Not ported. */
export const visualization = moduleOf("visualization", "Draw figures with plot of this project.");
const classes = notPorted("name", (name) =>
  name === "Function" ? "Make a model of the symbolic tensors: `new Model({ inputs, outputs })`." : OWN,
);
/** @deprecated Not ported. */
// biome-ignore format: a list of names
export const {
  DTypePolicy, FloatDTypePolicy, Quantizer, RematScope, StatelessScope, SymbolicScope, device, nameScope, remat,
} = classes;
const functionClass = classes.Function;

export { functionClass as Function };

/** @deprecated Not ported. */
export const legacy = moduleOf("legacy", OWN);
