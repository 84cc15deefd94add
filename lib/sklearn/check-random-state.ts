import { globalRandomState, RandomState } from "../engine/random/mt19937.ts";
import { received, ValueError } from "../errors.ts";

/**
 * The generator for a `randomState`: a new one with that seed, or the global one.
 *
 * @param seed integer in [0, 2³² − 1]; null or undefined for the global generator
 * @throws ValueError for another seed
 *
 * After `sklearn.utils.check_random_state`.
 */
export function checkRandomState(seed: number | null | undefined): RandomState {
  if (seed === undefined || seed === null) return globalRandomState();
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new ValueError(
      `Expected \`randomState\` to be an integer in [0, 2**32 - 1]. Received: randomState=${received(seed)}`,
    );
  }
  return new RandomState(seed);
}
