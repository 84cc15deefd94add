import { LayerSeeds } from "../../engine/index.ts";
import { seedGlobalRandomState } from "../../engine/random/random-state.ts";
import { ValueError } from "../../errors.ts";
import { state } from "../state.ts";

/**
 * Makes what follows repeatable: the layers made from now on start with the weights that Keras on TensorFlow gives them
 * after `keras.utils.set_random_seed(seed)`, and `fit` takes the samples in the same order. As in Python it seeds NumPy's
 * generator too, which scikit-learn's functions draw from when they get no `randomState`.
 *
 * @param seed a whole number from 0 to 2**32 − 1
 * @throws ValueError for anything else
 */
export function setRandomSeed(seed: number): void {
  if (!Number.isInteger(seed)) {
    throw new ValueError(
      `Expected \`seed\` argument to be an integer. Received: seed=${seed} (of type ${typeof seed})`,
    );
  }
  if (seed < 0 || seed >= 2 ** 32) {
    throw new ValueError(`Seed must be between 0 and 2**32 - 1. Received: seed=${seed}`);
  }
  state.seed = seed;
  state.layerSeeds = new LayerSeeds(seed);
  seedGlobalRandomState(seed);
}
