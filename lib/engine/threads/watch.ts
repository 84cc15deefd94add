import { STOP } from "../records.ts";
import type { Job } from "./pool.ts";

/** Milliseconds between two questions whether work on other threads is over. */
const ASKED = 20;

/** Asks during work on other threads whether it is over, and if so stops it. */
export class Watch {
  job: Job | undefined;
  private failure: { readonly error: unknown } | undefined;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(private readonly ask: () => boolean) {
    this.timer = setInterval(() => {
      try {
        if (this.isOver()) this.job?.stop(STOP.afterBatch);
      } catch (error) {
        this.failure = { error };
        this.job?.stop(STOP.atOnce);
      }
    }, ASKED);
  }

  isOver(): boolean {
    if (this.failure) throw this.failure.error;
    return this.ask();
  }

  end(): void {
    clearInterval(this.timer);
  }
}
