import { createHash } from "node:crypto";
import { activations, builtModels, Dense } from "../keras/index.ts";
import { type Recorded as Part, recorded } from "../keras/record.ts";
import { kernelApi } from "../kernel-api.ts";
import { RECORD_MIME } from "./probe-cell.ts";
import type { LayerRecord, SessionRecord } from "./record/session-record.ts";

type Recorded = NonNullable<ReturnType<typeof recorded>>;

/**
 * Displays the record of the session. Without one, it has only the models that were built. Runs inside the kernel, in the cell that
 * `withProbe` adds.
 */
export function showRecord(): void {
  const models = () => builtModels().map((model) => ({ model, cell: undefined }));
  const record = sessionRecord(recorded() ?? { layers: [], models: models(), fits: [] });
  kernelApi()?.display({ [RECORD_MIME]: record, "text/plain": `${record.models.length} built` });
}

/** The configuration of each layer of a model; none if its class cannot give it. */
export function layersOf(model: Part): LayerRecord[] {
  try {
    return model.layers!.map((layer) => ({
      class_name: isDense(layer) ? "Dense" : (layer.className ?? ""),
      config: { ...layer.getConfig(), ...settingsOf(layer) },
    }));
  } catch {
    return [];
  }
}

/** The settings that a layer computes with: `getConfig` may be the notebook's own, and `units` set after the weights were made. */
function settingsOf(layer: Part): Record<string, unknown> {
  const { units, activation, inputShape: shape = layer.batchInputShape } = layer as Partial<Dense>;
  const isBuilt = layer instanceof Dense && layer.weights.length > 0;
  const [features, outputs] = isBuilt ? layer.weights[0].shape : [shape?.at(-1), units];
  return {
    ...(units !== undefined && { units: outputs }),
    ...(activation !== undefined && { activation: activations.serialize(activation) }),
    ...(shape && { batch_input_shape: [null, ...shape.slice(1, -1), features] }),
  };
}

/** Under whatever name its class has. */
const isDense = (layer: Part) => layer instanceof Dense && layer.call === Dense.prototype.call;

/** Only Keras' own Dense, or a subclass of it, is one. */
const isGenuine = (layer: Part) => layer.className !== "Dense" || layer instanceof Dense;

function sessionRecord({ layers, models, fits }: Recorded): SessionRecord {
  const arrays: Record<string, string> = {};
  const keep = (values: Float32Array): string => {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const name = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
    arrays[name] ??= bytes.toString("base64");
    return name;
  };
  return {
    layers: layers.filter(({ layer }) => layer instanceof Dense).map(({ layer }) => settingsOf(layer)),
    models: models.map(({ model }) => (model.layers?.every(isGenuine) ? layersOf(model) : [])),
    printed: models.map(({ model }) => String(model)),
    trainings: fits.map(({ optimizer, loss, x, y, weights, before, after, history, ...fit }) => ({
      ...fit,
      cell: fit.cell ?? null,
      model: models.findIndex(({ model }) => model === fit.model),
      layers: fit.layers.map(({ class_name = "", config }) => ({ class_name, config: { ...config } })),
      optimizer: {
        name: optimizer.name,
        learningRate: optimizer.learningRate,
        settings: { ...optimizer.plan },
      },
      loss: (loss as { kind?: string } | null)?.kind ?? "?",
      lossSettings: { ...(loss as object | null) },
      x: keep(x),
      y: y && keep(y),
      weights: weights && keep(weights),
      before: keep(before),
      after: after && keep(after),
      history: { ...history },
    })),
    arrays,
  };
}
