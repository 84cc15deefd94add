import type { Callback } from "./callbacks/callback.ts";
import * as missing from "./config-not-ported.ts";
import { type DialectName, dialectName, setDialect } from "./dialects/dialect.ts";
import { state } from "./state.ts";

/** Creates the callbacks of one `fit` from its `verbose` and its own callbacks. */
export type FitCallbacks = (fit: { verbose: 0 | 1 | 2; callbacks: readonly Callback[] }) => Callback[];

/**
 * Settings for all models.
 *
 * @example
 * config.setClock(null); // progress without times
 */
export const config = {
  ...missing,
  /**
   * The library that computes what the engine does not: TensorFlow.
   *
   * @example
   * console.log(config.backend()); // tensorflow
   */
  backend: (): string => "tensorflow",
  /**
   * A small number, which keeps divisions and logarithms finite.
   *
   * @example
   * console.log(config.epsilon()); // 1e-7
   */
  epsilon: (): number => 1e-7,
  /**
   * The type of all weights and results.
   *
   * @example
   * console.log(config.floatx()); // float32
   */
  floatx: (): string => "float32",
  /**
   * The channels of images are their last axis, unless a layer says otherwise.
   *
   * @example
   * console.log(config.imageDataFormat()); // channels_last
   */
  imageDataFormat: (): "channels_first" | "channels_last" => "channels_last",

  /**
   * Sets the source of the times in the progress output of `fit`, `evaluate` and `predict`.
   *
   * @param clock returns seconds from any start; null for finished lines without times; undefined for the default: no times
   *   inside a Jupyter kernel, the real time elsewhere
   *
   * @example
   * config.setClock(null);
   * config.setClock(undefined);
   */
  setClock(clock: (() => number) | null | undefined): void {
    state.clock = clock;
  },

  /**
   * Sets the wording of everything printed, of `getConfig`, summaries, progress and names: `"2.4.3"`, the default, or `"3"` for
   * that of Keras 3.15.1. Numbers are Keras 3.15.1's in both. Names of existing objects stay as they are.
   *
   * @throws ValueError for another version
   *
   * @example
   * config.setDialect("3");
   * new Sequential([new Dense(1, { inputDim: 2 })]).summary();
   * config.setDialect("2.4.3");
   */
  setDialect(name: DialectName): void {
    setDialect(name);
  },

  /**
   * The wording in use.
   *
   * @example
   * console.log(config.dialect()); // 2.4.3
   */
  dialect(): DialectName {
    return dialectName();
  },

  /**
   * Adds callbacks to every later `fit`, before its own.
   *
   * @param make called at each `fit`; undefined for none, the default
   *
   * @example
   * config.setFitCallbacks(() => [new callbacks.TerminateOnNaN()]);
   * config.setFitCallbacks(undefined);
   */
  setFitCallbacks(make: FitCallbacks | undefined): void {
    state.fitCallbacks = make;
  },
};

/** The callbacks that `config.setFitCallbacks` adds to a `fit`. */
export const fitCallbacks: FitCallbacks = (fit) =>
  (state.fitCallbacks as FitCallbacks | undefined)?.(fit) ?? [];
