import { createHash } from "node:crypto";
import { builtModels, Dense, Model, Sequential } from "../keras/index.ts";
import { isLayer } from "../keras/layers/layer.ts";
import { recorded } from "../keras/record.ts";
import { kernelApi } from "../kernel-api.ts";
import { RECORD_MIME } from "./probe-cell.ts";
import type { LayerRecord, SessionRecord } from "./record/session-record.ts";

type Recorded = NonNullable<ReturnType<typeof recorded>>;

const CLASSES: object[] = [Dense, Sequential, Model].map(({ prototype }) => prototype);
/** The members of these classes before the first cell, in whose place a notebook may put others. */
const originals = CLASSES.flatMap(chain).map(
  (prototype) => [prototype, Object.getOwnPropertyDescriptors(prototype)] as const,
);

/** A prototype and those that it inherits from. */
function chain(prototype: object | null): object[] {
  return prototype === null || prototype === Object.prototype
    ? []
    : [prototype, ...chain(Object.getPrototypeOf(prototype))];
}

/**
 * Displays the record of the session. Without one, it has only the models that were built. Runs inside the kernel, in the cell that
 * `withProbe` adds.
 */
export function showRecord(): void {
  const models = () => builtModels().map((model) => ({ model, cell: undefined }));
  const record = sessionRecord(recorded() ?? { layers: [], models: models(), fits: [] });
  kernelApi()?.display({ [RECORD_MIME]: record, "text/plain": `${record.models.length} built` });
}

/**
 * Gives a Dense or a model the library's own members back, and a built Dense the units that its weights have.
 *
 * @returns false for everything else
 */
function restore(object: object): boolean {
  const prototype = isLayer(object) && chain(object).find((one) => CLASSES.includes(one));
  if (!prototype) return false;
  const own = Reflect.ownKeys(object).filter((name) => name in prototype);
  if (!own.every((name) => Reflect.deleteProperty(object, name))) return false;
  Object.setPrototypeOf(object, prototype);
  if (object instanceof Dense && object.built) Object.assign(object, { units: object.kernel.shape[1] });
  return true;
}

/** True for a model that has only layers of which the configuration tells what they are. */
const isKnown = (model: { layers?: readonly object[] }): boolean =>
  restore(model) &&
  (model.layers ?? []).every(
    (layer) => restore(layer) || (layer as { className?: string }).className !== "Dense",
  );

/** The configuration of each layer of a model; none if its class cannot give it. */
export function layersOf(model: { getConfig(): object }): LayerRecord[] {
  try {
    return (model.getConfig() as { layers?: LayerRecord[] }).layers ?? [];
  } catch {
    return [];
  }
}

function sessionRecord({ layers, models: all, fits }: Recorded): SessionRecord {
  for (const [prototype, members] of originals) Object.defineProperties(prototype, members);
  const models = all.filter(({ model }) => isKnown(model));
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
      !restore(layer) || layer.layers
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
      model: all.findIndex(({ model }) => model === fit.model),
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
