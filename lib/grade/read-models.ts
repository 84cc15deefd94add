import { isObject, isShallow } from "../nbformat/parse-notebook.ts";
import type { BuiltModel } from "./evidence.ts";

/** Honest notebooks build up to a few hundred networks, with a few layers of 600 characters as JSON each. */
const MOST_MODELS = 1_000;
const MOST_LAYERS = 300;
const MOST_CHARACTERS = 300_000;
/** Characters of all models together. */
const MOST_TOGETHER = 5_000_000;
/** Nesting levels. A configuration has five. */
const DEEPEST = 15;

/**
 * Checks the models that an untrusted kernel describes.
 *
 * @returns those within the limits, and a sentence about the others
 */
export function readModels(described: unknown): { models: BuiltModel[]; remark: string | null } {
  const all: unknown[] = Array.isArray(described) ? described : [described];
  let left = MOST_TOGETHER;
  const models = all.slice(0, MOST_MODELS).filter((model): model is BuiltModel => {
    if (!isModel(model)) return false;
    const { length } = JSON.stringify(model);
    left -= length;
    return length <= MOST_CHARACTERS && left >= 0;
  });
  const others = all.length - models.length;
  if (others === 0) return { models, remark: null };
  const count = others === 1 ? "a model was" : `${others} models were`;
  return {
    models,
    remark: `${count} not read: a model has an input_shape and at most ${MOST_LAYERS} layers, and a notebook at most ${MOST_MODELS} models`,
  };
}

function isModel(model: unknown): model is BuiltModel {
  if (!isObject(model)) return false;
  const { input_shape, layers } = model;
  return (
    Array.isArray(input_shape) &&
    Array.isArray(layers) &&
    layers.length <= MOST_LAYERS &&
    layers.every(isObject) &&
    isShallow(model, DEEPEST)
  );
}
