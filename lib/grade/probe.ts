import { createHash } from "node:crypto";
import { activations, builtModels, Dense, losses, Model, Sequential } from "../keras/index.ts";
import { type Recorded, type RecordedFit, recorded, settingsBy } from "../keras/record.ts";
import { Variable } from "../keras/variable.ts";
import { kernelApi } from "../kernel-api.ts";
import { RECORD_MIME } from "./probe-cell.ts";
import type { LayerRecord, SessionRecord, TrainingRecord } from "./record/session-record.ts";

type Session = NonNullable<ReturnType<typeof recorded>>;

/**
 * Displays the record of the session. Without one, it has only the models that were built. Runs inside the kernel, in the cell that
 * `withProbe` adds.
 */
export function showRecord(): void {
  const record = sessionRecord(recorded() ?? { layers: [], models: builtModels(), fits: [] });
  kernelApi()?.display({ [RECORD_MIME]: record, "text/plain": `${record.models.length} built` });
}

/** The configuration of each layer of a model. */
export function layersOf({ layers = [] }: Recorded): LayerRecord[] {
  return layers.map((layer) =>
    recordOf({ layer, trainable: layer.trainable, config: settingsBy(() => layer.getConfig()) }),
  );
}

/** Class and settings of a layer, as it computes. */
function recordOf({ layer, trainable, config }: RecordedFit["layers"][number]): LayerRecord {
  const isDense = computesAsDense(layer);
  const ofDense = isDense && settingsBy(() => Dense.prototype.getConfig.call(layer));
  return {
    class_name: isDense ? "Dense" : layer.className === "Dense" ? "another Dense" : (layer.className ?? ""),
    // Settings of the notebook's own would keep a Dense from being made again.
    config: { ...(ofDense ? { ...ofDense, trainable } : config), ...settingsOf(layer) },
  };
}

/** The settings that a layer computes with: `getConfig` may be the notebook's own, and `units` set after the weights were made. */
const settingsOf = (layer: Recorded) =>
  ({ ...settingsBy(() => computedSettings(layer)) }) as Record<string, unknown>;

function computedSettings(layer: Recorded): Record<string, unknown> {
  const { units, activation, inputShape: shape = layer.batchInputShape } = layer as Partial<Dense>;
  const kernel = layer instanceof Dense ? kernelOf(layer) : undefined;
  const [features, outputs] = kernel ? kernel.shape : [shape?.at(-1), units];
  return {
    ...(units !== undefined && { units: outputs }),
    ...(activation != null && { activation: activations.serialize(activation) }),
    ...(shape && { batch_input_shape: [null, ...shape.slice(1, -1), features] }),
  };
}

/** The kernel of a layer that was built; `weights` of a subclass may be its own. */
const kernelOf = (layer: Dense) =>
  (Reflect.get(Dense.prototype, "weights", layer) as Dense["weights"]).find(
    (weight) => weight instanceof Variable && weight.shape.length === 2,
  );

/** True for Keras' Dense and for subclasses that compute as it does. */
const computesAsDense = (layer: Recorded): layer is Dense =>
  layer instanceof Dense &&
  (["call", "plans", "callPlans"] as const).every((method) => layer[method] === Dense.prototype[method]);

/** Keras' class of a loss, and the settings of that class; a loss of one's own by its name. */
function lossOf(given: unknown): Pick<TrainingRecord, "loss" | "lossSettings"> {
  const loss = lossBy(given);
  if (!loss) return { loss: "?", lossSettings: {} };
  const Class = Object.values(losses).find((Class) => isLossClass(Class) && loss instanceof Class);
  return {
    loss: Class?.name ?? loss.name,
    lossSettings: { ...settingsBy(() => losses.Loss.prototype.getConfig.call(loss)) },
  };
}

/** The loss of an argument of `compile`; undefined for those of several outputs. */
function lossBy(given: unknown): losses.Loss | undefined {
  try {
    return losses.get(given as losses.LossIdentifier);
  } catch {
    return undefined;
  }
}

const isLossClass = (Class: unknown): Class is typeof losses.Loss =>
  typeof Class === "function" && Class.prototype instanceof losses.Loss;

function sessionRecord({ layers, models, fits }: Session): SessionRecord {
  const arrays: Record<string, string> = {};
  const keep = (values: Float32Array): string => {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const name = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
    arrays[name] ??= bytes.toString("base64");
    return name;
  };
  return {
    layers: layers.filter((layer) => layer instanceof Dense).map(settingsOf),
    models: models.map((model) => (model instanceof Model ? layersOf(model) : [])),
    printed: models.filter((model) => model instanceof Sequential).map(String),
    trainings: fits.map(({ optimizer, loss, x, y, weights, before, after, history, ...fit }) => ({
      ...fit,
      model: models.indexOf(fit.model),
      layers: fit.layers.map(recordOf),
      optimizer: {
        name: optimizer.name,
        learningRate: optimizer.learningRate,
        settings: { ...optimizer.config },
      },
      ...lossOf(loss),
      x: keep(x),
      y: y && keep(y),
      weights: weights && keep(weights),
      before: keep(before),
      after: after && keep(after),
      history: { ...history },
    })),
    modules: [...(kernelApi()?.imported ?? [])],
    arrays,
  };
}
