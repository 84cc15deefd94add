import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import { Interrupted } from "./cell-run.ts";

/**
 * Lets an interrupt end calls that wait for a child process or for another thread with an error, so that the `finally` around
 * them runs: V8 would end the whole cell instead.
 *
 * @param stopping shared memory: the wire thread sets its first number to interrupt; the second is 1 while a call waits
 *   for a process, 2 while it waits for a thread
 * @param waiting tells the wire thread what `Atomics.wait` waits for
 */
export function interruptBlockingCalls(
  stopping: Int32Array,
  waiting: (array: Int32Array, index: number) => void,
): void {
  const throwIfInterrupted = () => {
    if (stopping[0]) throw new Interrupted();
  };
  function interruptible<T>(kind: 1 | 2, call: () => T): T {
    throwIfInterrupted();
    stopping[1] = kind;
    try {
      return call();
    } finally {
      stopping[1] = 0;
      throwIfInterrupted();
    }
  }
  for (const name of ["spawnSync", "execFileSync", "execSync"] as const) {
    const original = childProcess[name] as (...values: unknown[]) => unknown;
    const calling = (...values: unknown[]) => interruptible(1, () => original(...values));
    Object.assign(childProcess, { [name]: calling });
  }
  syncBuiltinESMExports();
  const { wait } = Atomics;
  // biome-ignore lint/suspicious/noExplicitAny: it has an overload for each type of array
  Atomics.wait = ((array: any, index: number, ...rest: [any, number?]) =>
    interruptible(2, () => {
      // V8 checks the arguments.
      if (ArrayBuffer.isView(array) && array.buffer instanceof SharedArrayBuffer)
        waiting(array as Int32Array, index);
      return wait(array, index, ...rest);
    })) as typeof wait;
}
