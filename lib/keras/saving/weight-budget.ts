/** Bounds the memory of a model that a file describes, by the size of its weights in the file. */
import { ValueError } from "../../errors.ts";

let budget: { path: string; bytes: number; left: number; counts: Record<string, number> } | undefined;
/** Layers of all models in a file, or of a model from another configuration. */
const MOST_LAYERS = 10_000;

/** Runs a function that makes a model whose float32 weights have to fit in `bytes`. */
export function withWeightBudget<T>(path: string, bytes: number, run: () => T): T {
  const before = budget;
  budget = { path, bytes, left: bytes, counts: {} };
  try {
    return run();
  } finally {
    budget = before;
  }
}

/**
 * Called before the memory of a weight is allocated.
 *
 * @throws ValueError if a model from a file has more weights than the file holds
 */
export function takeWeights(count: number, owner: string): void {
  if (budget === undefined) return;
  budget.left -= 4 * count;
  if (budget.left >= 0) return;
  throw new ValueError(
    `${budget.path} is damaged: its layers have more weights than it holds. Expected: at most ${budget.bytes} bytes of weights. ` +
      `Received: a model that takes more, at layer '${owner}'. Nothing was loaded.`,
  );
}

/** @throws ValueError for a configuration of too many layers, or of too many calls of them; those of models in a file count together */
export function checkLayerCount(count: number, counted = "layers"): void {
  const all = count + (budget?.counts[counted] ?? 0);
  if (budget) budget.counts[counted] = all;
  if (all <= MOST_LAYERS) return;
  throw new ValueError(
    `Expected the configuration of a model to have at most ${MOST_LAYERS} ${counted}. Received: ${all}`,
  );
}

/** Settings that determine the memory of metrics, and of layers beside their weights: the largest value, and the numbers it takes. */
const LARGEST = {
  metrics: { num_thresholds: [2 ** 20, 1], num_classes: [4096, 2] },
  layers: { num_oov_indices: [2 ** 20, 1] },
} as const;
/** Numbers that they may take together. */
const MOST_NUMBERS = 2 ** 24;

/** @throws ValueError for a configuration, as a file has it, whose parts would fill the memory */
export function checkSettings(config: unknown, parts: keyof typeof LARGEST, total = { numbers: 0 }): void {
  if (typeof config !== "object" || config === null) return;
  const largest: Readonly<Record<string, readonly [limit: number, power: number]>> = LARGEST[parts];
  for (const [key, value] of Object.entries(config)) {
    if (Object.hasOwn(largest, key)) {
      const [limit, power] = largest[key];
      total.numbers += Math.max(0, Number(value) || 0) ** power;
      if (Number(value) > limit || total.numbers > MOST_NUMBERS) {
        throw new ValueError(
          `Expected \`${key}\` in a file to be at most ${limit}, and all ${parts} to take at most ${MOST_NUMBERS} numbers. ` +
            `Received: ${key}=${value}`,
        );
      }
    }
    if (key === "cells" && Array.isArray(value))
      checkLayerCount(value.filter((cell) => typeof cell === "object").length, key);
    checkSettings(value, parts, total);
  }
}
