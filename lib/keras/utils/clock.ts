import { state } from "../state";

/**
 * Seconds, for the times in the progress output; null when it is to hold no times, so that a run prints the same text
 * every time. That is the default inside a Jupyter kernel, whose output is kept and compared; elsewhere the time runs.
 */
export function clock(): (() => number) | null {
  if (state.clock !== undefined) return state.clock;
  return Symbol.for("tslab.kernel") in globalThis ? null : () => performance.now() / 1000;
}
