/**
 * A thread that waits for SIGINT. Node reports signals to the main thread only when it is idle, so never while a cell loops;
 * but a signal ends a script with `breakOnSigint` in any thread.
 */
import { Script } from "node:vm";
import { parentPort } from "node:worker_threads";

const action: unique symbol = Symbol.for("tslab.watched");
const script = new Script("globalThis[Symbol.for('tslab.watched')]()");

/** Runs `run` until it returns. Throws when a SIGINT ends it. */
function watched(run: () => void): void {
  (globalThis as { [action]?: () => void })[action] = run;
  script.runInThisContext({ breakOnSigint: true });
}

const never = new Int32Array(new SharedArrayBuffer(4));
// The loop is watched too: a signal between two iterations would end the process.
watched(() => {
  for (;;) {
    try {
      watched(() => void Atomics.wait(never, 0, 0));
    } catch {
      parentPort!.postMessage("SIGINT");
    }
  }
});
