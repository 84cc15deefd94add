import { movesInPlace } from "../state.ts";
import { Progbar } from "../utils.ts";

/** Number of lines written if output cannot be overwritten. */
const LINES = 10;

/**
 * Shows the progress of a sweep: with Keras' progress bar on a terminal and in a notebook, elsewhere (in a pipe or a log) with a
 * line per tenth.
 *
 * @returns a function to call after each training
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
