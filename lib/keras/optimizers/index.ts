import { ValueError } from "../../errors.ts";
import {
  checkDictionary,
  customObject,
  deserializeObject,
  getObject,
  isSerialized,
  type SerializedObject,
} from "../saving/config.ts";
import { functionName } from "../saving/functions.ts";
import { Adadelta } from "./adadelta.ts";
import { Adafactor } from "./adafactor.ts";
import { Adagrad } from "./adagrad.ts";
import { Adam, Adamax, AdamW, Lamb, Nadam } from "./adam.ts";
import { Ftrl } from "./ftrl.ts";
import { Lion } from "./lion.ts";
import { LossScaleOptimizer } from "./loss-scale-optimizer.ts";
import { MultiOptimizer, type OptimizerChoice, OptimizerMap } from "./multi-optimizer.ts";
import { Muon } from "./muon.ts";
import { Optimizer } from "./optimizer.ts";
import { innerOptimizers } from "./rate-function.ts";
import { RMSprop } from "./rmsprop.ts";
import { ScheduleFreeAdamW } from "./schedule-free-adamw.ts";
import * as schedules from "./schedules.ts";
import { SGD } from "./sgd.ts";

export * from "./adadelta.ts";
export * from "./adafactor.ts";
export * from "./adagrad.ts";
export * from "./adam.ts";
export * from "./ftrl.ts";
export * from "./lion.ts";
export * from "./loss-scale-optimizer.ts";
export * from "./multi-optimizer.ts";
export * from "./muon.ts";
export { Optimizer } from "./optimizer.ts";
export type { OptimizerOptions } from "./optimizer-options.ts";
export * from "./removed.ts";
export * from "./rmsprop.ts";
export * from "./schedule-free-adamw.ts";
export * from "./serialize.ts";
export * from "./sgd.ts";
export { schedules };

const classes = {
  SGD,
  RMSprop,
  Adam,
  AdamW,
  Adadelta,
  Adagrad,
  Adamax,
  Adafactor,
  Nadam,
  Ftrl,
  Lion,
  Lamb,
  Muon,
  ScheduleFreeAdamW,
};
const known = Object.fromEntries(Object.entries(classes).map(([name, Class]) => [name.toLowerCase(), Class]));

export type OptimizerName = keyof typeof classes | Lowercase<keyof typeof classes>;

/** An optimizer as `compile` takes it; a name or a class stands for one with its defaults. */
export type OptimizerIdentifier = OptimizerName | Optimizer | (new () => Optimizer) | SerializedObject;

/**
 * Returns a new optimizer with its defaults for a name (in any case) or a class, and an optimizer or null as it is.
 *
 * @throws ValueError for an unknown name
 *
 * @example
 * const adam = optimizers.get("adam");
 * const sgd = optimizers.get(new optimizers.SGD({ learningRate: 0.1 }));
 */
export function get(identifier: OptimizerIdentifier): Optimizer;
export function get(identifier: OptimizerIdentifier | null): Optimizer | null;
export function get(identifier: OptimizerIdentifier | null): Optimizer | null {
  const lower = typeof identifier === "string" ? identifier.toLowerCase() : "";
  return getObject("optimizer", Object.hasOwn(known, lower) ? lower : identifier, {
    Base: Optimizer,
    known,
    deserialize,
  });
}

/**
 * The optimizer of a serialized form, with fresh state.
 *
 * @throws ValueError for an unknown class, and for options that it does not have
 *
 * @example
 * const adam = optimizers.deserialize({ class_name: "Adam", config: { learning_rate: 0.01 } });
 */
export function deserialize(serialized: SerializedObject): Optimizer {
  // A serialized name may be in lower case, as in files of Keras 2.
  const { class_name: name } = serialized;
  const className =
    Object.keys(classes).find(
      (one) =>
        one.toLowerCase() ===
        String(name)
          .toLowerCase()
          .replace(/^custom>/, ""),
    ) ?? name;
  return deserializeObject(
    "optimizer",
    { ...classes, LossScaleOptimizer, MultiOptimizer },
    { ...serialized, class_name: className },
  );
}

innerOptimizers.made = (config) => {
  const { inner_optimizer: inner, optimizer_map: map } = config as Record<string, unknown>;
  if (isSerialized(inner)) return { ...config, inner_optimizer: deserialize(inner) };
  return isSerialized(map) ? { ...config, optimizer_map: optimizerMap(map) } : config;
};

/** The assignment of optimizers to variables: a map, or a function that is found by its name among the custom objects. */
function optimizerMap(form: SerializedObject): OptimizerMap | OptimizerChoice {
  if (form.class_name === "function") {
    const name = functionName(form) as string;
    const choice = customObject(name);
    if (typeof choice === "function") return choice as OptimizerChoice;
    throw new ValueError(
      `A MultiOptimizer needs its function '${name}', which no file holds. Give it by name: \`customObjects: { ${name} }\`.`,
    );
  }
  const { default_optimizer: first, optimizer_map: others } = form.config;
  checkDictionary("an OptimizerMap", others ?? {});
  const made = Object.entries(others ?? {}).map(([key, one]) => [key, deserialize(one as SerializedObject)]);
  return new OptimizerMap(deserialize(first as SerializedObject), Object.fromEntries(made));
}
