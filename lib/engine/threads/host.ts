/** Worker threads. No other file of the engine knows Node's. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** A worker thread. It keeps the process alive only between `ref` and `unref`. */
export interface Thread {
  post(message: unknown): void;
  ref(): void;
  unref(): void;
  terminate(): void;
}

/** Threads that this process may run at once. */
export const cores = availableParallelism();

/**
 * Starts a thread of `worker.mjs`.
 *
 * @param onMessage called for each message
 * @param onEnd called once, with the reason, if it could not be started or has ended
 */
export function startThread(
  workerData: unknown,
  onMessage: () => void,
  onEnd: (reason: string) => void,
): Thread {
  // `execArgv`: the thread needs no loader of TypeScript.
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), { workerData, execArgv: [] });
  worker.on("message", onMessage);
  let reason: string | undefined;
  worker.on("error", (error: Error) => {
    reason = error?.message ?? String(error);
  });
  worker.on("exit", (code) => onEnd(reason ?? `exit code ${code}`));
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    ref: () => worker.ref(),
    unref: () => worker.unref(),
    terminate: () => void worker.terminate(),
  };
}
