/**
 * Everything that can be reached from `start` in any number of steps, `start` included.
 *
 * @template T
 * @param {Iterable<T>} start
 * @param {(one: T) => Iterable<T>} next gives what can be reached in one step
 * @returns {Set<T>}
 */
export function reachable(start, next) {
  const found = new Set(start);
  // Iterating a set includes what is added meanwhile.
  for (const one of found) for (const other of next(one)) found.add(other);
  return found;
}
