/** Tasks side by side, a limited number at once. The first failure ends the waiting for them; the others go on. */
export class SideBySide {
  readonly #running = new Set<Promise<void>>();
  readonly #failed: Promise<never>;
  #reject: (reason: unknown) => void = () => {};

  /** @param most tasks at once */
  constructor(private readonly most: number) {
    this.#failed = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.#failed.catch(() => {}); // it is thrown by `room` and `finished`
  }

  /** Waits until there is room for another task. @throws the first failure, if it has to wait */
  async room(): Promise<void> {
    if (this.#running.size >= this.most) await Promise.race([this.#failed, ...this.#running]);
  }

  /** Adds a task that has begun. */
  add(task: Promise<void>): void {
    this.#running.add(task);
    task.then(
      () => this.#running.delete(task),
      (reason) => this.fail(reason),
    );
  }

  /** Counts as a failure of a task. */
  fail(reason: unknown): void {
    this.#reject(reason);
  }

  /** Waits for all tasks. @throws the first failure */
  async finished(): Promise<void> {
    await Promise.race([this.#failed, Promise.all(this.#running)]);
  }
}
