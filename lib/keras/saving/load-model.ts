import { received, ValueError, withDefaults } from "../../errors.ts";
import type { Layer } from "../layers/index.ts";
import type { KerasTensor, Structure } from "../layers/keras-tensor.ts";
import * as models from "../models/index.ts";
import type { CustomObjects, SerializedObject } from "./config.ts";
import { deserialize } from "./layers.ts";
import type { LoadModelOptions } from "./load-file.ts";
import { type Model, modelFromForm, parse } from "./model-from-form.ts";
import type { SavedLayer } from "./saveable.ts";

export type { LoadModelOptions };

/**
 * Loads a model that `model.save` wrote, here or in Keras 3 or 2: a `.keras` file or a legacy `.h5` file.
 *
 * Code in a file, such as that of a Python lambda, is never run.
 *
 * @param filepath path of the file
 * @returns the model with its weights, compiled as it was, with the state of the optimizer: `fit` goes on from there
 * @throws ValueError for a damaged file, layers that are not ported, and a `Lambda` layer whose function is not given
 *
 * @example
 * import { tmpdir } from "node:os";
 *
 * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
 * await model.save(`${tmpdir()}/example.keras`);
 * const loaded = await models.loadModel(`${tmpdir()}/example.keras`);
 */
export async function loadModel(filepath: string | URL, options: LoadModelOptions = {}): Promise<Model> {
  const { loadModelFile } = await import("./load-file.ts");
  return loadModelFile(filepath, options);
}

/**
 * The model of a configuration as JSON text, as `model.toJson` returns it, not compiled, with new weights.
 *
 * @param json of Keras 2 or 3
 * @param customObjects custom classes and functions by name; default none
 * @throws ValueError for invalid JSON, and for layers that are not ported
 *
 * @example
 * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
 * const copy = models.modelFromJson(model.toJson());
 */
export function modelFromJson(json: string, customObjects: CustomObjects | null = null): Model {
  return modelFromForm(parse("`json`", "it", String(json)), customObjects);
}

export interface CloneOptions {
  /** Makes the copy of each layer but the input; default: from its configuration. */
  cloneFunction?: ((layer: Layer) => Layer) | null;
}

/**
 * A model with the same layers and new weights, not compiled.
 *
 * @param options `cloneFunction`: makes the copy of each layer; default: from its configuration
 * @throws ValueError for anything but a model
 *
 * @example
 * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
 * const copy = models.cloneModel(model);
 * copy.setWeights(model.getWeights());
 */
export function cloneModel<Form extends Structure<KerasTensor>>(
  model: models.Model<Form>,
  options: CloneOptions = {},
): models.Model<Form> {
  const { cloneFunction } = withDefaults<CloneOptions>("cloneModel", options, { cloneFunction: null });
  if (!(model instanceof models.Model))
    throw new ValueError(`Expected \`model\` to be a model. Received: ${received(model)}`);
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const copy = (form: SerializedObject): Layer => {
    const layer = layers.get(String(form.config.name));
    if (layer === undefined || layer.className === "InputLayer") return deserialize(form);
    return cloneFunction ? cloneFunction(layer) : copyOf(layer);
  };
  return (model.constructor as typeof models.Model).fromConfig(model.getConfig(), null, copy) as models.Model;
}

function copyOf(layer: Layer): Layer {
  const form = {
    class_name: layer.className,
    config: layer.getConfig() as object as Record<string, unknown>,
  };
  return deserialize(form, { ...objectsOf(layer), [layer.className]: layer.constructor });
}

/** The classes and functions of a layer and of those in it by name: they need not be registered to be copied. */
function objectsOf(layer: Layer): Record<string, unknown> {
  const { layers = [], wrappedLayers = {} } = layer as Partial<SavedLayer>;
  const { function: call, activation } = layer as { function?: unknown; activation?: unknown };
  const own = typeof call === "function" ? call : activation;
  const inner = [...layers, ...Object.values(wrappedLayers)].map((one) => objectsOf(one as Layer));
  return Object.assign(
    { [layer.className]: layer.constructor },
    ...inner,
    typeof own === "function" && { [own.name]: own },
  );
}
