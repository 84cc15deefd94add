/** Long work in pieces of some milliseconds, between which others get their turn. */

/** Values of a piece of work that takes some nanoseconds for each. */
export const PIECE = 2 ** 18;

/** From 0 up to `count`, `step` at a time. */
export function* cut(count: number, step: number): Generator<[from: number, to: number], void> {
  for (let from = 0; from < count; from += step) yield [from, Math.min(from + step, count)];
}

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

/** The index of the first value at `from … to)` that is no finite number, or −1. */
export function firstNotFinite(values: ArrayLike<number>, from = 0, to = values.length): number {
  // The difference is 0 for every finite number, and for no other.
  for (let i = from; i < to; i++) if (values[i] - values[i] !== 0) return i;
  return -1;
}
