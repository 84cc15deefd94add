/** Work on data of any size, in pieces of some milliseconds: the event loop may run in between. */
import type { Turns } from "./batches";

/** Values of a piece. */
const PIECE = 2 ** 20;

/** What `find` finds first, −1 for nothing: the index of a value at `from … to)`. */
export function* findInPieces(
  values: ArrayLike<number>,
  find: (values: ArrayLike<number>, from: number, to: number) => number,
): Generator<void, number> {
  for (let from = 0; from < values.length; from += PIECE) {
    if (from > 0) yield;
    const at = find(values, from, Math.min(from + PIECE, values.length));
    if (at !== -1) return at;
  }
  return -1;
}

/** Does the pieces at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Does the pieces, the event loop having its turn now and then; what `isOver` throws then ends them. */
export async function inTurns<T>(work: Generator<void, T>, turns: Turns, isOver: () => unknown): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (!turns.isDue()) continue;
    await turns.wait();
    isOver();
  }
}
