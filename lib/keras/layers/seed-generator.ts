import { fromArguments, ValueError } from "../../errors.ts";
import { state } from "../state.ts";

/** Numbers of draws so far, live: those of a trainer's layers that draw, in their order. */
export interface DrawCounts {
  readonly draws: readonly Int32Array[];
}

interface SeedGeneratorOptions {
  /** A whole number from 0, `seed: 42`; default: Keras' next layer seed. */
  seed?: number | null;
}

/**
 * The seeds of repeated draws: one seed, and the number of draws so far. Each use gives other numbers.
 *
 * @example
 * const seed = new random.SeedGenerator(42);
 * console.log(random.normal([2], { seed }).arraySync(), random.normal([2], { seed }).arraySync());
 */
export class SeedGenerator {
  private home: DrawCounts = { draws: [new Int32Array(1)] };
  private place = 0;
  readonly seed: number;

  /** @throws ValueError unless the seed is a whole number from 0; null takes Keras' next layer seed */
  constructor(...args: [options?: SeedGeneratorOptions] | [seed: number | null]) {
    const { seed } = fromArguments<SeedGeneratorOptions>("SeedGenerator", args, { seed: null });
    if (seed !== null && !(Number.isSafeInteger(seed) && seed >= 0)) {
      throw new ValueError(`Argument \`seed\` must be a whole number from 0. Received: seed=${seed}`);
    }
    this.seed = seed ?? state.layerSeeds.next();
  }

  /** The number of the next draw. */
  next(): number {
    const counts = this.home.draws[this.place];
    return isTracing ? counts[0] : counts[0]++;
  }

  /** Lets a trainer, which draws by itself, count on. Does nothing if it does so already. */
  moveTo(trainer: DrawCounts, place: number): void {
    if (this.home === trainer && this.place === place) return;
    trainer.draws[place].set(this.home.draws[this.place]);
    this.home = trainer;
    this.place = place;
  }
}

let isTracing = false;

/** Calls a function to see its result's shape: its draws do not count. */
export function withoutDraws<T>(call: () => T): T {
  const { globalDraw } = state;
  const wasTracing = isTracing;
  isTracing = true;
  try {
    return call();
  } finally {
    isTracing = wasTracing;
    state.globalDraw = globalDraw;
  }
}

/** The seed and the number of the next draw without a seed, as Keras' global generator gives them. */
export function globalDraw(): [seed: number, draw: number] {
  const [seed, draw] = state.globalDraw ?? [state.layerSeeds.next(), 0];
  state.globalDraw = [following(seed), following(draw)];
  return [seed, draw];
}

const following = (seed: number): number => ((seed + 1) * 5387) % 933199;
