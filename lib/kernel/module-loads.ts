/**
 * Counts the module loads in progress, for both threads. The wire thread waits for them before it interrupts a cell: a module
 * whose code is terminated while it loads stays broken, and so may the modules that import it.
 */
export class ModuleLoads {
  /** Memory shared by both threads: the number of loads. */
  readonly shared: SharedArrayBuffer;
  readonly #count: Int32Array;

  constructor(shared = new SharedArrayBuffer(4)) {
    this.shared = shared;
    this.#count = new Int32Array(shared);
  }

  get arePending(): boolean {
    return Atomics.load(this.#count, 0) > 0;
  }

  begin(): void {
    Atomics.add(this.#count, 0, 1);
  }

  end(): void {
    if (this.arePending) Atomics.sub(this.#count, 0, 1);
  }

  /** After an interrupt: the remaining loads go on in the background, or never end. */
  reset(): void {
    Atomics.store(this.#count, 0, 0);
  }
}
