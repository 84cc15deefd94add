import { keepGlobalRandomState } from "../../engine/random/mt19937.ts";
import { setRandomSeed, state } from "../state.ts";

/** Calls `work` as in a new session with that seed, then restores names, seeds and models. */
export function inFreshSession<T>(seed: number, work: () => T): T {
  const { seed: oldSeed, layerSeeds, globalDraw, names, addresses, models } = state;
  const restoreRandomState = keepGlobalRandomState();
  Object.assign(state, { names: new Map(), addresses: new Map(), models: [] });
  try {
    setRandomSeed(seed);
    return work();
  } finally {
    Object.assign(state, { seed: oldSeed, layerSeeds, globalDraw, names, addresses, models });
    restoreRandomState();
  }
}
