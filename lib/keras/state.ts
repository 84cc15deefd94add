import { LayerSeeds } from "../engine/index.ts";
import { seedGlobalRandomState } from "../engine/random/mt19937.ts";
import { ValueError } from "../errors.ts";
import { kernelApi } from "../kernel-api.ts";
import type { Callback } from "./callbacks/index.ts";

/**
 * What Keras keeps for the whole process. It hangs on `globalThis`, so that a module of `lib/keras` that a notebook's
 * kernel loads again after an edit goes on with the same names, seeds and models.
 */
export interface KerasState {
  /** The seed of `setRandomSeed`; without one every draw starts from fresh entropy. */
  seed: number | undefined;
  layerSeeds: LayerSeeds;
  /** How often a name was given: the next `Dense` becomes `dense_2`. */
  names: Map<string, number>;
  /** How many objects with the same class and name have an address. */
  addresses: Map<string, number>;
  /** The models made since `clearSession`, oldest first. */
  models: unknown[];
  /** Seconds for the progress bar; null: no times; undefined: the default of `clock`. */
  clock: (() => number) | null | undefined;
  /** What `config.setFitCallbacks` was given. */
  fitCallbacks?: FitCallbacks;
}

const key = Symbol.for("keras-day.state");
const place = globalThis as { [key]?: KerasState };

place[key] ??= {
  seed: undefined,
  layerSeeds: new LayerSeeds(freshSeed()),
  names: new Map(),
  addresses: new Map(),
  models: [],
  clock: undefined,
};

export const state: KerasState = place[key];

/**
 * Forgets the names that were given and the models that were made: the next `Dense` is called `dense` again, as in a
 * fresh process. The seed stays, as in Keras.
 */
export function clearSession(): void {
  state.names.clear();
  state.addresses.clear();
  state.models.length = 0;
}

/** A seed that nobody chose, from 0 to 2**32 − 1. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

/**
 * An address for the n-th object of that identity since `clearSession`. Python prints where the object lies in memory,
 * which changes from run to run; here the same program prints the same address.
 */
export function addressOf(identity: string): string {
  const count = (state.addresses.get(identity) ?? 0) + 1;
  state.addresses.set(identity, count);
  // FNV-1a, 32 bits.
  let hash = 0x811c9dc5;
  for (const character of `${identity}#${count}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  // Shaped like CPython's on Linux: below 2**47, a multiple of 16.
  return `0x7f${hash.toString(16).padStart(8, "0")}${(hash >>> 28).toString(16)}0`;
}

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

/** Keras' name for the next object of a class: `dense`, `dense_1`, `dense_2`; from the start after `clearSession`. */
export function uniqueName(className: string): string {
  const name = snakeCase(className);
  const count = nextCount(name);
  return count === 0 ? name : `${name}_${count}`;
}

/** Keras' name for the next input: these count from one, `input_1`, `input_2`. */
export function uniqueInputName(): string {
  return `input_${nextCount("input") + 1}`;
}

function nextCount(name: string): number {
  const count = state.names.get(name) ?? 0;
  state.names.set(name, count + 1);
  return count;
}

function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** Makes the callbacks of one `fit`, from its verbosity and those that it was called with. */
export type FitCallbacks = (fit: { verbose: 0 | 1 | 2; callbacks: readonly Callback[] }) => Callback[];

/** What holds for all models. */
export const config = {
  /**
   * Where the times in the progress output of `fit`, `evaluate` and `predict` come from.
   *
   * @param clock seconds from any start; null for no times and only finished lines; undefined for the default: no times
   *   inside a Jupyter kernel, the real time elsewhere
   */
  setClock(clock: (() => number) | null | undefined): void {
    state.clock = clock;
  },

  /**
   * Callbacks that every `fit` from now on has before its own.
   *
   * @param make called at each `fit`; undefined for none, the default
   */
  setFitCallbacks(make: FitCallbacks | undefined): void {
    state.fitCallbacks = make;
  },
};

/**
 * Seconds, for the times in the progress output; null when it is to hold no times, so that a run prints the same text
 * every time. That is the default inside a Jupyter kernel, whose output is kept and compared; elsewhere the time runs.
 */
export function clock(): (() => number) | null {
  if (state.clock !== undefined) return state.clock;
  return inKernel() ? null : seconds;
}

/**
 * Seconds that pace a bar without times, or null when it is not to move at all. Inside a Jupyter kernel it moves: what
 * is overwritten there is not kept.
 */
export function pace(): (() => number) | null {
  return state.clock === undefined && inKernel() ? seconds : null;
}

/** Whether what is written can overwrite itself: on a terminal, in a notebook, and where a clock was given. */
export function movesInPlace(): boolean {
  return state.clock !== undefined || inKernel() || process.stdout.isTTY === true;
}

const inKernel = () => kernelApi() !== undefined;
const seconds = () => performance.now() / 1000;
