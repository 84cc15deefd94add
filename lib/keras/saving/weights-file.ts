/** Weights and optimizer state in HDF5: Keras 3's layout, and the legacy one. */

import type { OptimizerState } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, type DType, NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { SavedParts } from "../layers/saved-parts.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { snakeCase } from "../state.ts";
import type { Variable } from "../variable.ts";
import { KERAS_VERSION } from "../version.ts";
import type { Hdf5Reader, Hdf5Writer, StoredValues } from "./hdf5.ts";
import {
  blankState,
  hasSavedState,
  NADAM_PRODUCT,
  type OptimizerVariable,
  optimizerName,
  optimizerVariables,
  partOf,
  type StatefulOptimizer,
  variablesOfKeras2,
  variablesOfLegacy,
} from "./optimizer-variables.ts";
import type { SavedLayer, SavedModel } from "./saveable.ts";
import { objectOf, trainedFirst, vocabularyLayers, type WeightGroup, weightGroups } from "./weight-groups.ts";

/** The arrays of all layers, with the path and name of each. */
export const layerArrays = (model: SavedModel) =>
  weightGroups(model).map((group) => ({ path: group.path, name: group.name, arrays: ownArrays(group) }));

/** Writes Keras 3's layout: `layers/dense/vars/0`, `optimizer/vars/0`. */
export function writeWeights(
  file: Hdf5Writer,
  layers: ReturnType<typeof layerArrays>,
  model: SavedModel,
  state: OptimizerState | undefined,
): void {
  for (const { path, name, arrays } of layers) {
    file.group(path);
    file.attribute(path, "name", name);
    for (const [key, { shape, values }] of Object.entries(arrays))
      file.dataset(`${path}/${key}`, shape, values);
  }
  for (const { layer, idfWeights: path } of vocabularyLayers(model)) {
    const { idfWeights: values } = layer;
    if (values) file.dataset(path, [values.length], Float32Array.from(values));
  }
  const { compiledOptimizer: optimizer } = model;
  if (optimizer === null || !hasSavedState(optimizer)) return;
  for (const { path, name, variables } of optimizerGroups(optimizer, model.trainedVariables, state)) {
    file.group(path);
    file.attribute(path, "name", name);
    variables.forEach((variable, i) => {
      file.dataset(`${path}/${i}`, variable.shape, stored(variable));
    });
  }
}

/** The arrays of a layer by their names in files. */
function ownArrays({ layer, variables }: WeightGroup): Record<string, NDArray> {
  const own = ownSaver(layer);
  if (own === undefined) return Object.fromEntries(variables.map((variable, i) => [i, variable.numpy()]));
  const store: Record<string, ArrayInput> = {};
  own.saveOwnVariables(store);
  return Object.fromEntries(
    Object.entries(store).map(([name, data]) => [name, asArray(data, typeOf(data), name)]),
  );
}

function typeOf(data: ArrayInput): DType {
  if (data instanceof NDArray) return data.dtype;
  if (data instanceof Int32Array) return "int32";
  return Array.isArray(data) || typeof data === "number" || data instanceof Float64Array
    ? "float64"
    : "float32";
}

/** A layer or model whose class says which arrays files hold; undefined for others. */
function ownSaver(layer: SavedLayer): SavedParts | undefined {
  const own = objectOf(layer) as Partial<SavedParts>;
  const { saveOwnVariables: save, loadOwnVariables: load } = SavedParts.prototype;
  const isOwn = (own.saveOwnVariables ?? save) !== save || (own.loadOwnVariables ?? load) !== load;
  return isOwn ? (own as SavedParts) : undefined;
}

/** Has a layer set its arrays by a `loadOwnVariables` of its own. */
function loadOwn(
  own: SavedParts,
  owner: string,
  arrays: Record<string, NDArray>,
  { skipMismatch = false }: ReadOptions,
): void {
  try {
    own.loadOwnVariables(arrays);
  } catch (error) {
    const text = `\`loadOwnVariables\` of ${owner} failed: ${(error as Error).message}`;
    if (!skipMismatch) throw new ValueError(text, { cause: error });
    console.warn(`Skipping the weights of ${owner}: ${text}`);
  }
}

/**
 * Reads Keras 3's layout into a built model: everything is read and checked before anything is changed, but for layers with a
 * `loadOwnVariables` of their own.
 */
export function readWeights(file: Hdf5Reader, model: SavedModel, options: ReadOptions): void {
  const assign: (() => void)[] = [];
  for (const { path: group, name, variables, layer } of weightGroups(model)) {
    // Keras 2.13 has another name for the layers.
    const path = file.has(group) ? group : group.replace(/\blayers\b/g, "_layer_checkpoint_dependencies");
    const own = ownSaver(layer);
    if (own !== undefined) {
      const arrays = file.names(path).map((key) => [key, file.array(`${path}/${key}`, `layer '${name}'`)]);
      assign.push(() => loadOwn(own, `layer '${name}'`, Object.fromEntries(arrays), options));
    } else
      assign.push(
        ...readGroup(file, path, `layer '${name}'`, variables, numbered(file.names(path)), options),
      );
  }
  const names = () => file.names("optimizer/vars").sort((a, b) => Number(a) - Number(b));
  assign.push(...readOptimizer(file, model, "optimizer/vars", names));
  for (const one of assign) one();
}

/** The names of a layer's weights; others are read with its vocabulary. */
const numbered = (names: readonly string[]) => names.filter((name) => name !== "idf_weights");

export interface ReadOptions {
  /** Skip layers whose weights do not fit. */
  readonly skipMismatch?: boolean;
}

/** The values of one layer, and what assigns them. */
function readGroup(
  file: Hdf5Reader,
  path: string,
  owner: string,
  variables: readonly Variable[],
  names: readonly string[],
  { skipMismatch = false }: ReadOptions,
  pathOf: (i: number) => string = (i) => `${path}/${i}`,
): (() => void)[] {
  try {
    if (names.length !== variables.length) {
      throw new ValueError(
        `${owner[0].toUpperCase()}${owner.slice(1)} expected ${variables.length} variables, but received ${names.length} variables ` +
          `during loading. Expected: ${variables.map(({ name }) => name).join(", ") || "none"}. The file belongs to a model with ` +
          "other layers.",
      );
    }
    return variables.map((variable, i) => {
      const values = file.values(pathOf(i), variable.shape, owner);
      const checked = variable.check(new NDArray(values, tuple([...variable.shape])), owner);
      return () => variable.assign(checked);
    });
  } catch (error) {
    if (!skipMismatch || !(error instanceof ValueError)) throw error;
    console.warn(`Skipping the weights of ${owner}: ${error.message}`);
    return [];
  }
}

/** Restores the optimizer's variables if the file has them all; else warns in Keras' words. */
function readOptimizer(
  file: Hdf5Reader,
  model: SavedModel,
  group: string,
  names: () => readonly string[],
): (() => void)[] {
  const { compiledOptimizer: optimizer, trainedVariables: trained } = model;
  if (optimizer === null || !hasSavedState(optimizer) || !file.has(group)) return [];
  const saved = names();
  const isLegacy = /\/iter(?::0)?$/.test(saved[0] ?? "");
  const paths = (isLegacy ? bySlots(saved) : saved).map((name) => `${group}/${name}`);
  const owner = `optimizer '${optimizer.name}'`;
  const unbuilt = optimizerVariables(optimizer, trained, undefined);
  const variables = optimizerVariables(optimizer, trained, blankState(optimizer, trained));
  const written = isLegacy ? variablesOfLegacy : variablesOfKeras2;
  const ofKeras2 = written(variables, optimizer, trained);
  // Keras 2 has only the counter before the first update, and its legacy SGD also afterwards.
  const candidates = [variables, unbuilt, ofKeras2, unbuilt.slice(0, 1)].filter(
    ({ length }) => length === paths.length,
  );
  // The two versions may have the same number of variables.
  const known =
    candidates.find((all) => all.every(({ shape }, i) => file.fits(paths[i], shape))) ?? candidates[0];
  if (known === undefined) {
    console.warn(
      `Skipping variable loading for optimizer '${optimizer.name}', because it has ${variables.length} variables whereas the ` +
        `saved optimizer has ${paths.length} variables.`,
    );
    return [];
  }
  const values = known.map(({ shape }, i) => file.values(paths[i], shape, owner));
  return [
    () => {
      known.forEach((variable, i) => {
        if (/\/(?:iteration|learning_rate)$/.test(variable.path)) variable.set(values[i]);
      });
      if (known === unbuilt) return;
      model.restoreOptimizer((state) => {
        const restored = optimizerVariables(optimizer, trained, state);
        const ofFile = known === variables ? restored : written(restored, optimizer, trained);
        values.forEach((value, i) => {
          ofFile[i].set(value);
        });
        if (known !== ofKeras2) return;
        restored.find(({ path }) => path === NADAM_PRODUCT)?.set(Float32Array.of(nadamProduct(optimizer)));
      });
    },
  ];
}

/** The names of the variables of an optimizer of TensorFlow up to 2.10, `Adam/dense/kernel/m:0`, those of the same slot together. */
function bySlots(names: readonly string[]): string[] {
  const slot = (name: string) => name.slice(name.lastIndexOf("/"));
  return [...new Set(names.map(slot))].flatMap((one) => names.filter((name) => slot(name) === one));
}

/** The product of `beta1 · (1 − ½ · 0.96ᵗ)` over the updates so far. */
function nadamProduct(optimizer: Optimizer): number {
  const { beta1 = 0 } = optimizer as { beta1?: number };
  let product = 1;
  for (let t = 1; t <= optimizer.iterations; t++) product *= beta1 * (1 - 0.5 * 0.96 ** t);
  return product;
}

/** A wrapped optimizer is saved with its wrapper, and by itself; those of a `MultiOptimizer`, too. */
function optimizerGroups(
  optimizer: StatefulOptimizer,
  trained: readonly Variable[],
  state: OptimizerState | undefined,
): { path: string; name: string; variables: OptimizerVariable[] }[] {
  const group = (path: string, one: StatefulOptimizer, of = trained, its = state) => ({
    path,
    name: optimizerName(one),
    variables: optimizerVariables(one, of, its),
  });
  const groups = [group("optimizer/vars", optimizer)];
  const { innerOptimizer: inner } = optimizer;
  if (inner) groups.push(group("optimizer/inner_optimizer/vars", inner));
  const counts = new Map<string, number>();
  for (const [one, indices] of optimizer.assigned?.(trained) ?? []) {
    const base = snakeCase(one.constructor.name);
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    const own = indices.map((i) => trained[i]);
    const path = `optimizer/optimizers/${count === 0 ? base : `${base}_${count}`}/vars`;
    groups.push(group(path, one, own, partOf(state, indices)));
  }
  return groups;
}

function stored({ type, get }: OptimizerVariable): StoredValues {
  const values = get();
  if (typeof values !== "number") return values;
  if (type === "int64") return BigInt64Array.of(BigInt(values));
  return type === "int32" ? Int32Array.of(values) : Float32Array.of(values);
}

/** Writes the legacy layout below a group, by the layers' names: `dense/sequential/dense/kernel`. */
export function writeLegacyWeights(file: Hdf5Writer, group: string, model: SavedModel): void {
  file.group(group);
  file.attribute(
    group,
    "layer_names",
    model.layers.map(({ name }) => name),
  );
  file.attribute(group, "backend", "tensorflow");
  file.attribute(group, "keras_version", KERAS_VERSION);
  const layers = [...model.layers].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const layer of layers) {
    const path = `${group}/${layer.name}`;
    const weights = trainedFirst(layer.weights);
    file.group(path);
    file.attribute(path, "weight_names", legacyNames(weights));
    legacyNames(weights).forEach((name, i) => {
      file.dataset(`${path}/${name}`, weights[i].shape, weights[i].numpy().values as Float32Array);
    });
  }
  file.group(`${group}/top_level_model_weights`);
  file.attribute(`${group}/top_level_model_weights`, "weight_names", []);
}

/** Paths of variables; repeated ones get a number, as names in a file are unique. */
function legacyNames(weights: readonly { readonly path: string }[]): string[] {
  const counts = new Map<string, number>();
  return weights.map(({ path }) => {
    const count = counts.get(path) ?? 0;
    counts.set(path, count + 1);
    return count === 0 ? path : `${path}_${count}`;
  });
}

export function writeLegacyOptimizer(
  file: Hdf5Writer,
  model: SavedModel,
  state: OptimizerState | undefined,
): void {
  const { compiledOptimizer: optimizer, trainedVariables } = model;
  if (optimizer === null || !hasSavedState(optimizer)) return;
  const variables = optimizerVariables(optimizer, trainedVariables, state);
  const names = legacyNames(variables);
  file.group("optimizer_weights");
  file.attribute("optimizer_weights", "weight_names", names);
  variables.forEach((variable, i) => {
    file.dataset(`optimizer_weights/${names[i]}`, variable.shape, stored(variable));
  });
}

/** Reads the legacy layout, in the order of the layers that have weights; with `byName` those of the layers' names. */
export function readLegacyWeights(
  file: Hdf5Reader,
  group: string,
  model: SavedModel,
  options: ReadOptions & { byName?: boolean },
): void {
  const inside = group === "" ? "" : `${group}/`;
  const saved = file.texts(group, "layer_names").map((name) => {
    const path = `${inside}${name}`;
    return { name, path, weightNames: file.texts(path, "weight_names") };
  });
  const assign: (() => void)[] = [];
  const take = (layer: SavedLayer, { path, weightNames }: (typeof saved)[number]) => {
    const variables = trainedFirst(layer.weights);
    const pathOf = (i: number) => `${path}/${weightNames[i]}`;
    assign.push(...readGroup(file, path, `layer '${layer.name}'`, variables, weightNames, options, pathOf));
  };
  if (options.byName) {
    for (const layer of model.layers) {
      const found = saved.find(({ name }) => name === layer.name);
      if (found) take(layer, found);
    }
  } else {
    const filled = saved.filter(({ weightNames }) => weightNames.length > 0);
    const layers = model.layers.filter(({ weights }) => weights.length > 0);
    if (filled.length !== layers.length) {
      throw new ValueError(
        `Layer count mismatch when loading weights from file. Model expected ${layers.length} layers, found ${filled.length} ` +
          "saved layers.",
      );
    }
    layers.forEach((layer, i) => {
      take(layer, filled[i]);
    });
  }
  for (const one of assign) one();
}

export function readLegacyOptimizer(file: Hdf5Reader, model: SavedModel): void {
  const group = "optimizer_weights";
  for (const one of readOptimizer(file, model, group, () => file.texts(group, "weight_names"))) one();
}
