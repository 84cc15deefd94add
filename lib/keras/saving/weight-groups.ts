/** The weights of a model, in the groups and under the names of Keras 3's files. */
import { isPlainObject } from "../../errors.ts";
import { snakeCase } from "../state.ts";
import type { Variable } from "../variable.ts";
import type { HeldLayers, SavedLayer, SavedModel } from "./saveable.ts";

/** The variables of one layer, as Keras' files group them. */
export interface WeightGroup {
  /** `layers/dense_1/vars`. */
  readonly path: string;
  /** The layer's name. */
  readonly name: string;
  readonly variables: readonly Variable[];
  readonly layer: SavedLayer;
}

/**
 * The weights of a model in the groups of Keras 3's files. They are named by the layers' classes, not by their names: `dense`,
 * `dense_1` and so on in each model.
 */
export function weightGroups(model: SavedLayer): WeightGroup[] {
  const groups: WeightGroup[] = [];
  const visited = new Set<SavedLayer>();
  const visit = (layer: SavedLayer, path: string) => {
    // A layer that occurs twice is saved once.
    if (visited.has(layer)) return;
    visited.add(layer);
    const { layers, wrappedLayers, tracked, name } = layer;
    const variables = ownVariables(layer);
    groups.push({ path: path === "" ? "vars" : `${path}/vars`, name, variables, layer });
    const inside = path === "" ? "" : `${path}/`;
    const visitAll = (list: readonly HeldLayers[], container: string) => {
      const counts = new Map<string, number>();
      for (const one of list) {
        const base = isList(one) ? "container" : snakeCase(one.className);
        const count = counts.get(base) ?? 0;
        counts.set(base, count + 1);
        const place = `${container}/${count === 0 ? base : `${base}_${count}`}`;
        if (isList(one)) visitAll(one, place);
        else visit(one, `${inside}${place}`);
      }
    };
    if (tracked) {
      // Keras visits the attributes in the order of their names.
      for (const attribute of Object.keys(tracked.layers).sort()) {
        const held = tracked.layers[attribute];
        if (isList(held)) visitAll(held, attribute);
        else visit(held, `${inside}${attribute}`);
      }
      return;
    }
    visitAll(layers ?? [], "layers");
    for (const [attribute, one] of Object.entries(wrappedLayers ?? {})) visit(one, `${inside}${attribute}`);
  };
  visit(model, "");
  return groups;
}

/** The layer, or the model of which files hold these parts. */
export const objectOf = (layer: SavedLayer | SavedModel): object =>
  isPlainObject(layer) && "model" in layer ? (layer.model as object) : layer;

/** The weights of a layer without those of the layers in it, in the order in which Keras saves them. */
export function ownVariables({ layers, wrappedLayers, tracked, weights }: SavedLayer): Variable[] {
  const isOwner = layers === undefined && wrappedLayers === undefined;
  return trainedFirst(tracked ? tracked.weights : isOwner ? weights : []);
}

const isList = (held: HeldLayers): held is readonly HeldLayers[] => Array.isArray(held);

/** A layer with a vocabulary, and the paths of its parts in a `.keras` file. */
interface VocabularyLayer {
  readonly layer: SavedLayer;
  /** `assets/layers/string_lookup/vocabulary.txt` */
  readonly text: string;
  /** In the file of the weights. */
  readonly idfWeights: string;
}

export function vocabularyLayers(model: SavedLayer): VocabularyLayer[] {
  return weightGroups(model)
    .filter(({ layer }) => layer.restoreVocabulary !== undefined)
    .map(({ path, layer }) => {
      const text = `assets/${path.replace(/vars$/, "vocabulary.txt")}`;
      return { layer, text, idfWeights: `${path}/idf_weights` };
    });
}

/** Keras saves the weights that can be trained before the others. */
export function trainedFirst(weights: readonly Variable[]): Variable[] {
  return [...weights.filter(({ trainable }) => trainable), ...weights.filter(({ trainable }) => !trainable)];
}
