import { createHash } from "node:crypto";
import { builtModels } from "../keras/index.ts";
import { recorded } from "../keras/record.ts";
import { kernelApi } from "../kernel-api.ts";
import type { BuiltModel } from "./evidence.ts";
import { MODELS_MIME, RECORD_MIME } from "./probe-cell.ts";
import type { LayerRecord, SessionRecord } from "./record/session-record.ts";

type Model = ReturnType<typeof builtModels>[number];

/** The models that this process has built, whether printed or not. */
export function describeModels(models: readonly Model[] = builtModels()): BuiltModel[] {
  return models.filter(({ inputs }) => inputs.length === 1).map(describeModel);
}

/** Describes a model of one input, which must be built. */
export function describeModel({ name, inputShape, layers }: Model): BuiltModel {
  return {
    name,
    input_shape: [...inputShape!],
    layers: layers
      .filter(({ className }) => className !== "InputLayer")
      .map((layer) => ({ class_name: layer.className, ...layer.getConfig() })),
  };
}

/** Displays the models, and the record if there is one. Runs inside the kernel, in the cell that `withProbe` adds. */
export function showBuiltModels(): void {
  const own = recorded();
  // Only models that our own classes made: the session's list may hold anything.
  const models = own
    ? describeModels(own.models.map(({ model }) => model as Model).filter(({ built }) => built))
    : describeModels();
  kernelApi()?.display({
    [MODELS_MIME]: models,
    ...(own && { [RECORD_MIME]: sessionRecord(own) }),
    "text/plain": `${models.length} built`,
  });
}

function sessionRecord({ layers, models, fits }: NonNullable<ReturnType<typeof recorded>>): SessionRecord {
  const arrays: Record<string, string> = {};
  const keep = (values: Float32Array): string => {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const name = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
    arrays[name] ??= bytes.toString("base64");
    return name;
  };
  return {
    // Models are layers, too. In the words of Keras 3, a configuration lacks the input's shape.
    layers: layers.flatMap(({ layer }) =>
      layer.layers
        ? []
        : {
            ...layer.getConfig(),
            ...(layer.batchInputShape && { batch_input_shape: [...layer.batchInputShape] }),
          },
    ),
    models: models.map(({ model }) => (model.getConfig() as { layers: LayerRecord[] }).layers),
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
      y: keep(y),
      weights: weights && keep(weights),
      before: keep(before),
      after: after && keep(after),
      history: { ...history },
    })),
    arrays,
  };
}
