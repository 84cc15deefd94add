/** Bounds the memory of a model that a file describes: it cannot have more weights than the file holds. */
import { ValueError } from "../../errors.ts";

let budget: { path: string; bytes: number; left: number } | undefined;
/** Layers of a model in a file. */
const MOST_LAYERS = 10_000;

/** Runs a function that makes a model whose float32 weights have to fit in `bytes`. */
export function withWeightBudget<T>(path: string, bytes: number, run: () => T): T {
  const before = budget;
  budget = { path, bytes, left: bytes };
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

/** @throws ValueError for a configuration of too many layers, or of too many calls of them */
export function checkLayerCount(count: number, counted = "layers"): void {
  if (count <= MOST_LAYERS) return;
  throw new ValueError(
    `Expected the configuration of a model to have at most ${MOST_LAYERS} ${counted}. Received: ${count}`,
  );
}

/** Settings of metrics that determine their memory. */
const LARGEST: Readonly<Record<string, number>> = { num_thresholds: 2 ** 20, num_classes: 4096 };

/** @throws ValueError for a configuration, as a file has it, whose parts would fill the memory */
export function checkSettings(config: unknown): void {
  if (typeof config !== "object" || config === null) return;
  for (const [key, value] of Object.entries(config)) {
    if (Object.hasOwn(LARGEST, key) && Number(value) > LARGEST[key]) {
      throw new ValueError(
        `Expected \`${key}\` in a file to be at most ${LARGEST[key]}. Received: ${key}=${value}`,
      );
    }
    checkSettings(value);
  }
}
