import type { Callback } from "./callbacks/callback.ts";
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
   * Adds callbacks to every `fit` from now on, before its own.
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
