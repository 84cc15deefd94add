import { received, ValueError, withDefaults } from "../../errors.ts";
import type { Layer } from "../layers/index.ts";
import * as models from "../models/index.ts";
import { savedModel } from "../trainers/compiled-model.ts";
import { readArchive } from "./archive.ts";
import {
  type CustomObjects,
  checkDictionary,
  isSerialized,
  type SerializedObject,
  withCustomObjects,
} from "./config.ts";
import { type Hdf5Reader, readHdf5 } from "./hdf5.ts";
import { deserialize as deserializeLayer } from "./layers.ts";
import { checkFile, fileBytes } from "./load-weights.ts";
import { pathText } from "./save-model.ts";
import { withWeightBudget } from "./weight-budget.ts";
import { readLegacyOptimizer, readLegacyWeights, readWeights } from "./weights-file.ts";

/** A model of any class. */
type Model = models.Model;

export interface LoadModelOptions {
  /** Classes and functions of yours by name, `customObjects: { MyLayer }`; default none. */
  customObjects?: CustomObjects | null;
  /** Whether to compile the model as it was, with the optimizer's state; default true. */
  compile?: boolean;
  /** Only true, the default: code in a file is never run. */
  safeMode?: boolean;
}

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
 * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
 * await model.save("/tmp/keras-day-example.keras");
 * const loaded = await models.loadModel("/tmp/keras-day-example.keras");
 */
export async function loadModel(filepath: string | URL, options: LoadModelOptions = {}): Promise<Model> {
  const path = pathText(filepath);
  const given = withDefaults<LoadModelOptions>("loadModel", options, {
    customObjects: null,
    compile: true,
    safeMode: true,
  });
  if (given.safeMode !== true) {
    throw new ValueError(
      "Expected `safeMode` to be true: the code of Python lambdas cannot run here. Pass a named function in `customObjects`.",
    );
  }
  if (path.endsWith(".keras")) return loadKeras(path, given);
  if (/\.(?:h5|hdf5)$/.test(path)) {
    const bytes = await fileBytes(path);
    return readHdf5(bytes, path, (file) => loadLegacy(file, path, bytes.length, given));
  }
  throw new ValueError(
    `File format not supported: filepath=${path}. Keras 3 only supports V3 \`.keras\` files, and legacy H5 format files ` +
      "(`.h5` extension).",
  );
}

async function loadKeras(
  path: string,
  { customObjects, compile }: Required<LoadModelOptions>,
): Promise<Model> {
  await checkFile(path);
  const files = await readArchive(path);
  const weights = files.get("model.weights.h5") as Buffer;
  const form = parse(path, "config.json", (files.get("config.json") as Buffer).toString("utf8"));
  const model = build(path, form, weights.length, customObjects);
  if (compile && isSerialized(form) && form.compile_config)
    compileAgain(path, model, form.compile_config, customObjects);
  await readHdf5(weights, path, (file) => readWeights(file, savedModel(model), {}));
  return model;
}

function loadLegacy(
  file: Hdf5Reader,
  path: string,
  size: number,
  { customObjects, compile }: Required<LoadModelOptions>,
): Model {
  const config = file.text("", "model_config");
  if (config === undefined) {
    throw new ValueError(
      `No model config found in the file at ${path}. A file of weights alone is read by \`model.loadWeights(path)\`.`,
    );
  }
  const model = build(path, parse(path, "model_config", config), size, customObjects);
  readLegacyWeights(file, "model_weights", savedModel(model), {});
  const training = file.text("", "training_config");
  if (!compile) return model;
  if (training === undefined) {
    console.warn(
      "No training configuration found in the save file, so the model was *not* compiled. Compile it manually.",
    );
    return model;
  }
  compileAgain(path, model, parse(path, "training_config", training), customObjects);
  readLegacyOptimizer(file, savedModel(model));
  return model;
}

/** JSON that is a dictionary. */
function parse(path: string, name: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ValueError(
      `${path} is damaged. Expected: JSON in ${name}. Received: ${(error as Error).message.slice(0, 120)}`,
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new ValueError(`${path} is damaged. Expected: a dictionary in ${name}. Received: ${received(value)}`);
}

function build(path: string, form: unknown, bytes: number, customObjects: CustomObjects | null): Model {
  try {
    return withWeightBudget(path, bytes, () => modelFromForm(form, customObjects));
  } catch (error) {
    // Dictionaries in dictionaries, thousands deep.
    if (error instanceof RangeError) throw new ValueError(`${path}: the model is too large or too deep.`);
    if (error instanceof TypeError)
      throw new ValueError(`${path}: the configuration of the model is damaged (${error.message}).`);
    throw error;
  }
}

function compileAgain(
  path: string,
  model: Model,
  config: Record<string, unknown>,
  customObjects: CustomObjects | null,
): void {
  try {
    withCustomObjects(customObjects, () => model.compileFromConfig(config));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ValueError(
      `${path}: the model could not be compiled as it was: ${error.message} Load it with \`compile: false\`, then compile it.`,
    );
  }
}

/** A model without the weights, from its form in Keras 2 or 3. */
function modelFromForm(form: unknown, customObjects: CustomObjects | null | undefined): Model {
  return withCustomObjects(customObjects, () => {
    const made = layerOrModel(form);
    if (made instanceof models.Model) return made;
    throw new ValueError(`Expected the configuration of a model. Received: that of a ${made.className}`);
  });
}

/** By class name: the exports of `keras/models/index.ts`. */
const classes: Readonly<Record<string, ModelClass>> = {
  ...(models as object),
  Functional: models.Model as unknown as ModelClass,
};

interface ModelClass {
  fromConfig(config: object, deserialize: (form: SerializedObject) => Layer): Model;
}

/** A layer, or a model in a model. Classes of models are found by name among the exports of `keras/models/index.ts`. */
function layerOrModel(form: unknown): Layer | Model {
  const name = isSerialized(form) ? form.class_name : "";
  if (!Object.hasOwn(classes, name)) return deserializeLayer(form as SerializedObject);
  const { config, build_config: built } = form as SerializedObject;
  checkDictionary(`the ${name} model`, config);
  const model = classes[name].fromConfig(config, layerOrModel as (form: SerializedObject) => Layer);
  const shape = built?.input_shape;
  if (!model.built && Array.isArray(shape)) model.build(shape);
  return model;
}

/**
 * The model of a configuration as JSON text, as `model.toJson` returns it, not compiled, with new weights.
 *
 * @param json of Keras 2 or 3
 * @param customObjects classes and functions of yours by name; default none
 * @throws ValueError for invalid JSON, and for layers that are not ported
 *
 * @example
 * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
 * const copy = models.modelFromJson(model.toJson());
 */
export function modelFromJson(json: string, customObjects: CustomObjects | null = null): Model {
  return modelFromForm(parse("The text", "it", String(json)), customObjects);
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
export function cloneModel(model: Model, options: CloneOptions = {}): Model {
  const { cloneFunction } = withDefaults<CloneOptions>("cloneModel", options, { cloneFunction: null });
  if (!(model instanceof models.Model))
    throw new ValueError(`Expected \`model\` to be a model. Received: ${received(model)}`);
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const form = { class_name: model.className, config: model.getConfig() };
  const copy = (form: SerializedObject): Layer => {
    const layer = layers.get(String(form.config.name));
    return layer && cloneFunction ? cloneFunction(layer) : (layerOrModel(form) as Layer);
  };
  return classes[form.class_name].fromConfig(form.config, copy);
}
