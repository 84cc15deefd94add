/**
 * Tells the wire thread whether modules are being loaded: one whose code is ended midway is broken for good, and so may be
 * what loads it.
 */
export class ModuleLoads {
  /** Memory of both threads: the number of loads under way. */
  readonly shared: SharedArrayBuffer;
  readonly #count: Int32Array;

  constructor(shared = new SharedArrayBuffer(4)) {
    this.shared = shared;
    this.#count = new Int32Array(shared);
  }

  get isUnderWay(): boolean {
    return Atomics.load(this.#count, 0) > 0;
  }

  begin(): void {
    Atomics.add(this.#count, 0, 1);
  }

  end(): void {
    if (this.isUnderWay) Atomics.sub(this.#count, 0, 1);
  }

  /** What still loads does so beside the cells to come, or waits for something that does not come. */
  forget(): void {
    Atomics.store(this.#count, 0, 0);
  }
}
