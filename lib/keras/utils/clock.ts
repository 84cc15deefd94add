import { state } from "../state";

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

const inKernel = () => Symbol.for("tslab.kernel") in globalThis;
const seconds = () => performance.now() / 1000;
