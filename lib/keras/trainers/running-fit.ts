import { ValueError } from "../../errors.ts";
import { endAsked } from "../../event-loop.ts";

/** Milliseconds that the next `fit` waits for a stopped one to end. */
const STOP_TIMEOUT_MS = 3000;

/** The running `fit` of a model, which refuses other calls until it has ended. */
export class RunningFit {
  private running: { ended: Promise<unknown>; isStopped: () => boolean } | undefined;

  /** Runs a `fit`, after one that was stopped. @throws ValueError while another one runs */
  async run<T>(signal: AbortSignal | undefined, fit: () => Promise<T>): Promise<T> {
    // It ends at its next step, possibly after its cell has ended; never if a callback waits forever.
    if (this.running?.isStopped()) await Promise.race([this.running.ended, wait(STOP_TIMEOUT_MS)]);
    if (this.running !== undefined) throw stillTraining("fit");
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.running = { ended, isStopped: endAsked(signal) };
    try {
      return await fit();
    } finally {
      this.running = undefined;
      end();
    }
  }

  /** @throws ValueError while a `fit` runs that was not stopped */
  check(method: string): void {
    if (this.running !== undefined && !this.running.isStopped()) throw stillTraining(method);
  }
}

const wait = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds).unref?.();
  });

const stillTraining = (method: string) =>
  new ValueError(
    `\`${method}\` was called while the model is being trained. ` +
      "`fit` returns a Promise: write `await model.fit(…)`, which waits for its end.",
  );
