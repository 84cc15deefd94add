import * as keras from "../../keras/index.ts";
import type { LayerRecord, TrainingRecord } from "../record/session-record.ts";

type Settings = Record<string, unknown>;

/**
 * The network of a recorded training, made anew and compiled with the accuracy as its metric.
 *
 * @throws Error for a part that this project's Keras does not have, or cannot make from its configuration
 */
export function networkOf({ layers, optimizer, loss }: TrainingRecord, features: number): keras.Sequential {
  const network = new keras.Sequential([
    keras.Input({ shape: [features] }),
    ...layers.filter(({ class_name }) => class_name !== "InputLayer").map(layerOf),
  ]);
  const { learningRate, settings } = optimizer;
  if (learningRate === null) throw new Error("a learning rate that changes cannot be repeated");
  network.compile({
    optimizer: make(keras.optimizers, optimizer.name, { ...pick(settings, SETTINGS), learningRate }),
    loss: make(keras.losses, loss, pick(settings, [])),
    metrics: ["accuracy"],
  });
  return network;
}

/** Settings of optimizers that are repeated; Keras' others are left as they are by nearly everybody. */
const SETTINGS = [
  "momentum",
  "nesterov",
  "beta1",
  "beta2",
  "epsilon",
  "rho",
  "centered",
  "amsgrad",
  "weightDecay",
  "clipnorm",
  "clipvalue",
];
/** Settings of initializers and regularizers. */
const PART = [
  "seed",
  "scale",
  "mode",
  "distribution",
  "mean",
  "stddev",
  "minval",
  "maxval",
  "value",
  "gain",
  "l1",
  "l2",
];
const DENSE = ["useBias", "kernelInitializer", "biasInitializer", "kernelRegularizer", "biasRegularizer"];

function layerOf({ class_name, config }: LayerRecord): keras.layers.Layer {
  const { layers } = keras;
  const activation = config.activation;
  switch (class_name) {
    case "Dense": {
      if (typeof activation !== "string") throw new Error("a layer has an activation of its own");
      const parts = Object.fromEntries(
        Object.entries(pick(config, DENSE)).flatMap(([name, value]) => {
          if (name === "useBias") return [[name, value]];
          const part = value as { class_name?: unknown; config?: Settings } | null;
          if (part === null) return [];
          const made = make(
            /Regularizer/.test(name) ? keras.regularizers : keras.initializers,
            String(part.class_name),
            pick(part.config ?? {}, PART),
          );
          return [[name, made]];
        }),
      );
      return new layers.Dense(Number(config.units), { activation: activation as "linear", ...parts });
    }
    case "Activation":
      return new layers.Activation(activation as "linear");
    case "Dropout":
      return new layers.Dropout(Number(config.rate));
    case "ReLU":
    case "LeakyReLU":
    case "ELU":
      return new layers[class_name]();
    case "Flatten":
      return new layers.Flatten();
    default:
      throw new Error(`the layer ${class_name} cannot be repeated`);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a class of the module, whose options are checked by its constructor
function make(module: object, name: string, options: Settings): any {
  const wanted = name.replaceAll("_", "").toLowerCase();
  const [, found] =
    Object.entries(module).find(
      ([known, value]) =>
        known.toLowerCase() === wanted && /^[A-Z]/.test(known) && typeof value === "function",
    ) ?? [];
  if (found === undefined) throw new Error(`${name} cannot be repeated`);
  return new found(options);
}

/** Settings by their names in this project, which are Keras' in camelCase. Those that are null keep their defaults. */
function pick(settings: Settings, names: readonly string[]): Settings {
  const all = camel(settings);
  return Object.fromEntries(names.flatMap((name) => (all[name] == null ? [] : [[name, all[name]]])));
}

function camel(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
