/**
 * A thread that does nothing but notice SIGINT. Node tells the main thread of a signal only when that has time,
 * so never while a cell loops; but a signal ends a script that `breakOnSigint` watches, in any thread.
 */
import { Script } from "node:vm";
import { parentPort } from "node:worker_threads";

const action: unique symbol = Symbol.for("tslab.watched");
const script = new Script("globalThis[Symbol.for('tslab.watched')]()");

/** Runs `run` until it returns or a SIGINT ends it, which throws. */
function watched(run: () => void): void {
  (globalThis as { [action]?: () => void })[action] = run;
  script.runInThisContext({ breakOnSigint: true });
}

const never = new Int32Array(new SharedArrayBuffer(4));
// Watched around the loop too: between two rounds of it a signal would end the process.
watched(() => {
  for (;;) {
    try {
      watched(() => void Atomics.wait(never, 0, 0));
    } catch {
      parentPort!.postMessage("SIGINT");
    }
  }
});
