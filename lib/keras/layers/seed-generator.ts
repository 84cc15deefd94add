import { ValueError } from "../../errors.ts";
import { state } from "../state.ts";

/** The seeds of a layer's draws: one seed, and the number of draws so far. */
export class SeedGenerator {
  private draws = 0;
  readonly seed: number;

  /** @throws ValueError unless the seed is a whole number from 0; null takes Keras' next layer seed */
  constructor(seed: number | null) {
    if (seed !== null && !(Number.isSafeInteger(seed) && seed >= 0)) {
      throw new ValueError(`Argument \`seed\` must be a whole number from 0. Received: seed=${seed}`);
    }
    this.seed = seed ?? state.layerSeeds.next();
  }

  /** The number of the next draw. */
  next(): number {
    return this.draws++;
  }
}
