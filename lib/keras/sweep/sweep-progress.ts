import { movesInPlace } from "../state.ts";
import { Progbar } from "../utils.ts";

/** Plain lines that a sweep writes where nothing can be overwritten. */
const LINES = 10;

/**
 * Shows how many trainings of a sweep are over: Keras' bar on a terminal and in a notebook, elsewhere, as in a pipe or a
 * log, a plain line at each tenth.
 *
 * @returns to be called after each training
 */
export function sweepProgress(total: number): (done: number) => void {
  if (movesInPlace()) {
    const progbar = new Progbar(total, 1);
    return (done) => progbar.update(done, {}, done === total);
  }
  const tenth = (done: number) => Math.floor((LINES * done) / total);
  return (done) => {
    if (tenth(done) > tenth(done - 1)) process.stdout.write(`${done}/${total} trainings are over\n`);
  };
}
