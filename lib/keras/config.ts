import { state } from "./state";

/**
 * Where the times in the progress output of `fit`, `evaluate` and `predict` come from.
 *
 * @param clock seconds from any start; null for no times and only finished lines; undefined for the default: no times
 *   inside a Jupyter kernel, the real time elsewhere
 */
export function setClock(clock: (() => number) | null | undefined): void {
  state.clock = clock;
}
