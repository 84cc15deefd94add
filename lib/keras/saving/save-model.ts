import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { checkOptions, received, ValueError, withDefaults } from "../../errors.ts";
import { replaceFile } from "../../files.ts";
import { pythonJson } from "../../python-repr.ts";
import { KERAS_VERSION } from "../version.ts";
import { writeArchive } from "./archive.ts";
import { assetsOf } from "./assets.ts";
import { writeHdf5 } from "./hdf5.ts";
import { legacyCompileForm, modelForm } from "./model-form.ts";
import type { SavedModel } from "./saveable.ts";
import { vocabularyLayers } from "./weight-groups.ts";
import { layerArrays, writeLegacyOptimizer, writeLegacyWeights, writeWeights } from "./weights-file.ts";

export interface SaveOptions {
  /** Replace a file that exists, default true; false: it is an error. */
  overwrite?: boolean;
  /** Write the optimizer and its state into a legacy `.h5` file, default true; a `.keras` file always has them. */
  includeOptimizer?: boolean;
}

export function pathText(path: string | URL): string {
  if (path instanceof URL) return fileURLToPath(path);
  if (typeof path === "string" && path !== "") return path;
  throw new ValueError(
    `Expected \`filepath\` to be a path, such as "model.keras". Received: ${received(path)}`,
  );
}

/** Saves a model; `model.save` documents it. */
export async function saveModel(
  model: SavedModel,
  filepath: string | URL,
  options: SaveOptions = {},
): Promise<void> {
  const path = pathText(filepath);
  const { overwrite, includeOptimizer } = withDefaults<SaveOptions>("save", options, {
    overwrite: true,
    includeOptimizer: true,
  });
  const isLegacy = /\.(?:h5|hdf5)$/.test(path);
  if (!isLegacy && !path.endsWith(".keras")) {
    throw new ValueError(
      "Invalid filepath extension for saving. Please add either a `.keras` extension for the native Keras format " +
        `(recommended) or a \`.h5\` extension. Received: filepath=${path}.`,
    );
  }
  checkOverwrite(path, overwrite);
  const form = modelForm(model);
  const state = await model.optimizerState();
  if (isLegacy) {
    console.warn(
      "You are saving your model as an HDF5 file via `model.save()`. This file format is considered legacy. We recommend " +
        "using instead the native Keras format, e.g. `model.save('my_model.keras')`.",
    );
    if (vocabularyLayers(model).some(({ layer }) => layer.vocabularyText !== undefined))
      console.warn(
        "A legacy file does not hold the vocabularies that layers have learned. Use a `.keras` file.",
      );
    const compiled = includeOptimizer ? model.getCompileConfig() : null;
    const bytes = await writeHdf5((file) => {
      file.attribute("", "backend", "tensorflow");
      file.attribute("", "keras_version", KERAS_VERSION);
      file.attribute("", "model_config", pythonJson({ class_name: form.class_name, config: form.config }));
      if (compiled) file.attribute("", "training_config", pythonJson(legacyCompileForm(compiled)));
      writeLegacyWeights(file, "model_weights", model);
      if (compiled) writeLegacyOptimizer(file, model, state);
    });
    await replaceFile(path, (part) => writeFile(part, bytes, { flag: "wx" }));
    return;
  }
  const layers = layerArrays(model);
  const weights = await writeHdf5((file) => writeWeights(file, layers, model, state));
  const assets = await assetsOf(model);
  await replaceFile(path, (part) =>
    writeArchive(part, {
      "metadata.json": Buffer.from(pythonJson(METADATA)),
      "config.json": Buffer.from(pythonJson(form)),
      "model.weights.h5": weights,
      ...assets,
    }),
  );
}

/** Without the date, so that equal models give equal bytes. */
const METADATA = { keras_version: KERAS_VERSION, date_saved: "1980-01-01@00:00:00" };

/** Saves the weights and the optimizer's state; `model.saveWeights` documents it. */
export async function saveWeights(
  model: SavedModel,
  filepath: string | URL,
  options: { overwrite?: boolean } = {},
): Promise<void> {
  const path = pathText(filepath);
  checkOptions("saveWeights", options, { overwrite: true });
  if (!path.endsWith(".weights.h5")) {
    throw new ValueError(`The filename must end in \`.weights.h5\`. Received: filepath=${path}`);
  }
  checkOverwrite(path, options.overwrite ?? true);
  const state = await model.optimizerState();
  const layers = layerArrays(model);
  const bytes = await writeHdf5((file) => writeWeights(file, layers, model, state));
  await replaceFile(path, (part) => writeFile(part, bytes, { flag: "wx" }));
}

function checkOverwrite(path: string, overwrite: boolean): void {
  if (overwrite || !existsSync(path)) return;
  throw new ValueError(
    `${path} already exists. Choose another name, or replace it with \`overwrite: true\`.`,
  );
}
