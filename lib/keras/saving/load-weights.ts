import { constants, open } from "node:fs/promises";
import { ValueError, withDefaults } from "../../errors.ts";
import { readArchive } from "./archive.ts";
import { readHdf5 } from "./hdf5.ts";
import { pathText } from "./save-model.ts";
import type { SavedModel } from "./saveable.ts";
import { readLegacyWeights, readWeights } from "./weights-file.ts";

export interface LoadWeightsOptions {
  /** Skip layers whose weights do not fit, with a warning; default false. */
  skipMismatch?: boolean;
  /** For legacy `.h5` files: match layers by name; default false: by their order. */
  byName?: boolean;
}

/** The largest file that is read: HDF5 is read in memory. */
const LARGEST = 2 ** 31 - 1;

/** Loads weights; `model.loadWeights` documents it. */
export async function loadWeights(
  model: SavedModel,
  filepath: string | URL,
  options: LoadWeightsOptions = {},
): Promise<void> {
  const path = pathText(filepath);
  const given = withDefaults<LoadWeightsOptions>("loadWeights", options, {
    skipMismatch: false,
    byName: false,
  });
  if (!model.built) {
    throw new ValueError(
      "You are loading weights into a model that has not yet been built. Try building the model first by calling it on some " +
        "data or by using `build()`.",
    );
  }
  if (!/\.(?:keras|h5|hdf5)$/.test(path)) {
    throw new ValueError(
      `File format not supported: filepath=${path}. Keras 3 only supports V3 \`.keras\` files, \`.weights.h5\` files, or ` +
        "legacy H5 format files (`.h5` extension).",
    );
  }
  const isLegacy = !/\.(?:keras|weights\.h5)$/.test(path);
  if (given.byName && !isLegacy) {
    throw new ValueError(
      `\`byName\` only supports loading legacy '.h5' or '.hdf5' files. Received: filepath=${path}`,
    );
  }
  if (path.endsWith(".keras")) {
    await checkFile(path);
    const weights = (await readArchive(path, ["model.weights.h5"])).get("model.weights.h5") as Buffer;
    await readHdf5(weights, path, (file) => readWeights(file, model, given));
    return;
  }
  await readHdf5(await fileBytes(path), path, (file) => {
    // Keras 2's `save_weights("m.weights.h5")` has the legacy layout.
    const isOfKeras3 = ["vars", "layers", "_layer_checkpoint_dependencies"].some((group) => file.has(group));
    if (isOfKeras3) readWeights(file, model, given);
    else readLegacyWeights(file, file.has("model_weights") ? "model_weights" : "", model, given);
  });
}

/** @throws ValueError unless it is a file of a size that can be read */
export async function checkFile(path: string): Promise<void> {
  await (await openFile(path)).close();
}

/** @throws ValueError unless it is a file of a size that can be read */
export async function fileBytes(path: string): Promise<Buffer> {
  const file = await openFile(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function openFile(path: string) {
  try {
    // Non-blocking, as opening a pipe would wait for a writer.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (stats.isFile() && stats.size <= LARGEST) return file;
    await file.close();
    const found = stats.isFile()
      ? `${stats.size} bytes`
      : stats.isDirectory()
        ? "a folder"
        : "a device or pipe";
    throw new ValueError(`Expected ${path} to be a file of up to 2 GiB. Received: ${found}`);
  } catch (error) {
    if (error instanceof ValueError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : (code ?? String(error));
    const kind = path.endsWith(".keras") ? "`.keras` zip file" : "HDF5 file";
    throw new ValueError(
      `File not found: filepath=${path}. Please ensure the file is an accessible ${kind} (${why}); relative paths begin at ` +
        `${process.cwd()}.`,
    );
  }
}
