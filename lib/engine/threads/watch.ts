import { Stop } from "../assembly/kinds.ts";
import type { Job } from "./pool.ts";

/** How often a job on other threads is checked for its end, in milliseconds. */
const POLL_MS = 20;

/** Polls `ask` while a job runs on other threads, and stops the job once it is true. */
export class Watch {
  job: Job | undefined;
  private failure: { readonly error: unknown } | undefined;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(private readonly ask: () => boolean) {
    this.timer = setInterval(() => {
      try {
        if (this.isOver()) this.job?.stop(Stop.afterBatch);
      } catch (error) {
        this.failure = { error };
        this.job?.stop(Stop.atOnce);
      }
    }, POLL_MS);
  }

  isOver(): boolean {
    if (this.failure) throw this.failure.error;
    return this.ask();
  }

  end(): void {
    clearInterval(this.timer);
  }
}
