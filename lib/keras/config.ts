import type { Callback } from "./callbacks/index.ts";
import { state } from "./state.ts";

/**
 * Where the times in the progress output of `fit`, `evaluate` and `predict` come from.
 *
 * @param clock seconds from any start; null for no times and only finished lines; undefined for the default: no times
 *   inside a Jupyter kernel, the real time elsewhere
 */
export function setClock(clock: (() => number) | null | undefined): void {
  state.clock = clock;
}

/** Makes the callbacks of one `fit`, from its verbosity and those that it was called with. */
export type FitCallbacks = (fit: { verbose: 0 | 1 | 2; callbacks: readonly Callback[] }) => Callback[];

/**
 * Callbacks that every `fit` from now on has before its own.
 *
 * @param make called at each `fit`; undefined for none, the default
 */
export function setFitCallbacks(make: FitCallbacks | undefined): void {
  state.fitCallbacks = make;
}
