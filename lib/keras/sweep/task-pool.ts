/**
 * Runs a limited number of tasks in parallel. Of several failures, that of the task added first is thrown; later tasks go on.
 */
export class TaskPool {
  readonly #running = new Set<Promise<void>>();
  readonly #failed: Promise<never>;
  #reject: (reason: unknown) => void = () => {};

  /** @param most tasks at once */
  constructor(private readonly most: number) {
    this.#failed = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.#failed.catch(() => {}); // it is thrown by `slot` and `finished`
  }

  /** Waits for a free slot. @throws the failure, if it has to wait */
  async slot(): Promise<void> {
    if (this.#running.size >= this.most) await Promise.race([this.#failed, ...this.#running]);
  }

  /** Adds a task that has begun. */
  add(task: Promise<void>): void {
    const earlier = [...this.#running];
    const settled = task
      .catch(async (reason) => {
        await Promise.all(earlier);
        this.fail(reason);
      })
      .finally(() => this.#running.delete(settled));
    this.#running.add(settled);
  }

  /** Stops waiting. */
  fail(reason: unknown): void {
    this.#reject(reason);
  }

  /** Waits for all tasks. @throws the failure */
  async finished(): Promise<void> {
    await Promise.race([this.#failed, Promise.all(this.#running)]);
  }
}
