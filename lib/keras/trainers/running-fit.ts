import { ValueError } from "../../errors.ts";
import { endAsked } from "../../event-loop.ts";

/** Milliseconds that the next `fit` waits for a stopped one to end, before it takes over. */
const STOP_TIMEOUT_MS = 1000;

/** The running `fit` of a model, which refuses other calls until it has ended. */
export class RunningFit {
  private running: { ended: Promise<unknown>; isStopped: () => boolean } | undefined;

  /** Runs a `fit`, after one that was stopped. @throws ValueError while another one runs */
  async run<T>(signal: AbortSignal | undefined, fit: () => Promise<T>): Promise<T> {
    // It ends at its next step, possibly after its cell has ended. It never ends if a callback waits forever, or if the kernel
    // terminated it in the middle of its work, as it does on a busy machine. Its next step throws, so this `fit` may begin.
    if (this.running?.isStopped()) await endOf(this.running.ended);
    this.check("fit");
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const running = { ended, isStopped: endAsked(signal) };
    this.running = running;
    try {
      return await fit();
    } finally {
      if (this.running === running) this.running = undefined;
      end();
    }
  }

  /** @throws ValueError while a `fit` runs that was not stopped */
  check(method: string): void {
    if (this.running !== undefined && !this.running.isStopped()) throw stillTraining(method);
  }
}

/** Waits for the end of a stopped `fit`, but not for ever. */
const endOf = (ended: Promise<unknown>) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, STOP_TIMEOUT_MS);
    ended.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });

const stillTraining = (method: string) =>
  new ValueError(
    `\`${method}\` was called while the model is being trained. ` +
      "`fit` returns a Promise: write `await model.fit(…)`, which waits for its end.",
  );
