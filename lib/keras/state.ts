import { LayerSeeds } from "../engine/index.ts";
import type { FitCallbacks } from "./config.ts";

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
  /** Seconds for the progress bar; null: no times; undefined: the default of `utils/progbar`. */
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
