/**
 * Counts the module loads in progress, for both threads. The wire thread waits for them before it interrupts a cell: a module
 * whose code is terminated while it loads stays broken, and so may the modules that import it.
 */
export class ModuleLoads {
  /** @param shared the number of loads, in memory of both threads */
  constructor(readonly shared = new Int32Array(new SharedArrayBuffer(4))) {}

  get arePending(): boolean {
    return Atomics.load(this.shared, 0) > 0;
  }

  begin(): void {
    Atomics.add(this.shared, 0, 1);
  }

  end(): void {
    if (this.arePending) Atomics.sub(this.shared, 0, 1);
  }

  /** After an interrupt: the remaining loads go on in the background, or never end. */
  reset(): void {
    Atomics.store(this.shared, 0, 0);
  }
}
