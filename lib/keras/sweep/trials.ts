import { received, ValueError } from "../../errors.ts";
import type { Choice, Grid, SweepOptions } from "./options.ts";

/** One training of a sweep. */
export interface Trial<C> {
  readonly seed: number;
  readonly choice: C;
}

/**
 * Each combination of the grid's values with each seed, the last choice changing fastest, then the seed.
 *
 * @throws ValueError for no seeds, and for choices without values
 */
export function trialsOf<G extends Grid>({ seeds = [0], grid }: SweepOptions<G>): Trial<Choice<G>>[] {
  if (typeof seeds === "number" && !Number.isInteger(seeds)) throw noSeeds(seeds);
  const list = typeof seeds === "number" ? Array.from({ length: seeds }, (_, i) => i) : [...seeds];
  if (list.length === 0) throw noSeeds(seeds);
  let choices: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(grid ?? {})) {
    if (!Array.isArray(values) || values.length === 0) {
      throw new ValueError(
        `Expected \`grid.${name}\` to be a list of values to choose from. Received: ${received(values)}`,
      );
    }
    choices = choices.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value })));
  }
  return choices.flatMap((choice) => list.map((seed) => ({ seed, choice: choice as Choice<G> })));
}

function noSeeds(seeds: unknown): ValueError {
  return new ValueError(`Expected \`seeds\` to be a positive integer or a list of seeds. Received: ${seeds}`);
}
