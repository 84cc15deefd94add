import { LayerSeeds } from "../engine/index.ts";
import { seedGlobalRandomState } from "../engine/random/mt19937.ts";
import { ValueError } from "../errors.ts";
import { kernelApi } from "../kernel-api.ts";

/**
 * Keras' state of the whole process. It is a property of `globalThis`, so that modules which a notebook's kernel reloads
 * after an edit continue with the same names, seeds and models.
 */
interface KerasState {
  /** The seed of `setRandomSeed`; undefined: every draw starts from fresh entropy. */
  seed: number | undefined;
  layerSeeds: LayerSeeds;
  /** Of TensorFlow's operations without a seed of their own; undefined without a seed. */
  operationSeeds?: LayerSeeds;
  /** The seed and the draw of the next random numbers that are drawn without a seed; undefined: a new seed is drawn. */
  globalDraw?: readonly [seed: number, draw: number];
  /** Number of objects per name: the next `Dense` becomes `dense_2`. */
  names: Map<string, number>;
  /** Number of addresses given to objects of the same class and name. */
  addresses: Map<string, number>;
  /** The models created since `clearSession`, oldest first. */
  models: unknown[];
  /** Set by `config.setClock`. */
  clock: (() => number) | null | undefined;
  /** Set by `config.setFitCallbacks`. */
  fitCallbacks?: unknown;
  /** Set by `config.setDialect`. */
  dialect?: string;
}

const key = Symbol.for("keras-day.state");
const global = globalThis as { [key]?: KerasState };

global[key] ??= {
  seed: undefined,
  layerSeeds: new LayerSeeds(freshSeed()),
  names: new Map(),
  addresses: new Map(),
  models: [],
  clock: undefined,
};

export const state: KerasState = global[key];

/**
 * Resets all names and models: the next `Dense` is named `dense` again, as in a new process. The seed stays, as in Keras.
 *
 * @example
 * utils.clearSession();
 * console.log(new Dense(1).name); // dense
 */
export function clearSession(): void {
  state.globalDraw = undefined;
  state.names.clear();
  state.addresses.clear();
  state.models.length = 0;
}

/** A random seed from 0 to 2**32 − 1. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

/**
 * An address for the next object of that class and name. Python prints the object's address in memory, which changes from run
 * to run; here the same program prints the same addresses.
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
 * Makes a program reproducible: layers created from now on get the initial weights that Keras on TensorFlow gives them
 * after `keras.utils.set_random_seed(seed)`, and `fit` takes the samples in the same order. As in Python it also seeds NumPy's
 * global generator, from which scikit-learn's functions draw if they get no `randomState`.
 *
 * @param seed an integer from 0 to 2**32 − 1
 * @throws ValueError for anything else
 *
 * @example
 * utils.setRandomSeed(42);
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
  state.operationSeeds = new LayerSeeds(seed);
  state.globalDraw = undefined;
  seedGlobalRandomState(seed);
}

/** Keras' name for the next object of a class: `dense`, `dense_1`, `dense_2`. */
export function uniqueName(className: string): string {
  const name = snakeCase(className);
  const count = nextCount(name);
  return count === 0 ? name : `${name}_${count}`;
}

/** The number of objects with that name so far; counts this one. */
export function nextCount(name: string): number {
  const count = state.names.get(name) ?? 0;
  state.names.set(name, count + 1);
  return count;
}

/** `BatchNormalization` becomes `batch_normalization`. */
export function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/**
 * Seconds for the times in the progress output; null for an output without times, which is the same in every run. That is the
 * default inside a Jupyter kernel, whose output is saved and compared; elsewhere the default is the real time.
 */
export function clock(): (() => number) | null {
  if (state.clock !== undefined) return state.clock;
  return inKernel() ? null : seconds;
}

/**
 * The clock of a moving bar without times; null for no moving bar. Inside a Jupyter kernel it moves, as overwritten text is not
 * saved there.
 */
export function pace(): (() => number) | null {
  return state.clock === undefined && inKernel() ? seconds : null;
}

/** True if output can be overwritten: on a terminal, in a notebook, and if a clock was set. */
export function movesInPlace(): boolean {
  return state.clock !== undefined || inKernel() || process.stdout.isTTY === true;
}

const inKernel = () => kernelApi() !== undefined;
const seconds = () => performance.now() / 1000;
