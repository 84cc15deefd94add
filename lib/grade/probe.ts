import { createHash } from "node:crypto";
import { builtModels, Layer } from "../keras/index.ts";
import { recorded } from "../keras/record.ts";
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
export function layersOf(model: { getConfig(): object }): LayerRecord[] {
  try {
    return (model.getConfig() as { layers?: LayerRecord[] }).layers ?? [];
  } catch {
    return [];
  }
}

function sessionRecord({ layers, models, fits }: Recorded): SessionRecord {
  const arrays: Record<string, string> = {};
  const keep = (values: Float32Array): string => {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const name = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
    arrays[name] ??= bytes.toString("base64");
    return name;
  };
  return {
    // Models are layers, too; a layer that no class of ours has made is none. In the words of Keras 3, a configuration lacks the input's shape.
    layers: layers.flatMap(({ layer }) =>
      layer.layers || !(layer instanceof Layer)
        ? []
        : {
            ...layer.getConfig(),
            ...(layer.batchInputShape && { batch_input_shape: [...layer.batchInputShape] }),
          },
    ),
    models: models.map(({ model }) => layersOf(model)),
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
