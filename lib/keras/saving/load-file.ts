/** Reads models from files; loaded with the first. */
import { ValueError, withDefaults } from "../../errors.ts";
import { savedModel } from "../trainers/compiled-model.ts";
import { readArchive } from "./archive.ts";
import { restoreAssets } from "./assets.ts";
import { type CustomObjects, isSerialized, withCustomObjects } from "./config.ts";
import { type Hdf5Reader, readHdf5 } from "./hdf5.ts";
import { checkFile, fileBytes } from "./load-weights.ts";
import { type Model, modelFromForm, parse } from "./model-from-form.ts";
import { pathText } from "./save-model.ts";
import { checkSettings, withWeightBudget } from "./weight-budget.ts";
import { vocabularyLayers } from "./weight-groups.ts";
import { readLegacyOptimizer, readLegacyWeights, readWeights } from "./weights-file.ts";

export interface LoadModelOptions {
  /** Custom classes and functions by name, `customObjects: { MyLayer }`; default none. */
  customObjects?: CustomObjects | null;
  /** Compile the model as it was, with the optimizer's state; default true. */
  compile?: boolean;
  /** Only true, the default: code in a file is never run. */
  safeMode?: boolean;
}

/** The implementation of `loadModel`. */
export async function loadModelFile(filepath: string | URL, options: LoadModelOptions): Promise<Model> {
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
  const compiled = isSerialized(form) ? (form.compile_config ?? {}) : {};
  // Keras writes an empty dictionary for a model that is not compiled.
  if (compile && Object.keys(compiled).length > 0) compileAgain(path, model, compiled, customObjects);
  await readHdf5(weights, path, (file) => {
    readWeights(file, savedModel(model), {});
    for (const { layer, text, idfWeights } of vocabularyLayers(savedModel(model))) {
      const tokens = files.get(text)?.toString("utf8");
      if (tokens === undefined) continue;
      const shape = [tokens.split("\n").length];
      const has = file.has(idfWeights);
      layer.restoreVocabulary?.(tokens, has ? file.values(idfWeights, shape, layer.name) : undefined);
    }
  });
  await restoreAssets(path, savedModel(model), files);
  return model;
}

function loadLegacy(
  file: Hdf5Reader,
  path: string,
  size: number,
  { customObjects, compile }: Required<LoadModelOptions>,
): Model {
  const config = file.text("model_config");
  if (config === undefined) {
    throw new ValueError(
      `No model config found in the file at ${path}. A file of weights alone is read by \`model.loadWeights(path)\`.`,
    );
  }
  const model = build(path, parse(path, "model_config", config), size, customObjects);
  readLegacyWeights(file, "model_weights", savedModel(model), {});
  const training = file.text("training_config");
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

/** Bytes of weights that a model may have in any case: a layer may save fewer than it has, with a `saveOwnVariables` of its own. */
const SMALL_MODEL = 2 ** 28;

function build(path: string, form: unknown, bytes: number, customObjects: CustomObjects | null): Model {
  try {
    checkSettings(form, "layers");
    return withWeightBudget(path, Math.max(bytes, SMALL_MODEL), () => modelFromForm(form, customObjects));
  } catch (error) {
    // Dictionaries that are nested thousands deep.
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
    checkSettings(config, "metrics");
    withCustomObjects(customObjects, () => model.compileFromConfig(config));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ValueError(
      `${path}: the model could not be compiled as saved: ${error.message} Load it with \`compile: false\` and compile it yourself.`,
      { cause: error },
    );
  }
}
