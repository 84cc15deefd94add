/**
 * The names that cells have declared. A later cell accesses them as `exports.name`, which is the same variable that the
 * earlier cell's own functions use.
 */
export class Bindings {
  readonly exports: Record<string, unknown> = {};
  #declared: string[] = [];
  #replaced = new Map<string, PropertyDescriptor | undefined>();

  /** Adds a cell's variables, given as accessors, before its first line runs. */
  declare(accessors: object): void {
    this.#declared = Object.keys(accessors);
    this.#replaced.clear();
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(accessors))) {
      this.#replaced.set(name, Object.getOwnPropertyDescriptor(this.exports, name));
      Object.defineProperty(this.exports, name, descriptor);
    }
  }

  /**
   * After a failed cell: keeps its declarations if any of them was reached, otherwise restores the previous ones.
   *
   * @returns whether the declarations were kept
   */
  keepOrRestore(): boolean {
    if (this.#declared.some((name) => this.#isInitialised(name))) return true;
    for (const [name, descriptor] of this.#replaced) {
      if (descriptor === undefined) delete this.exports[name];
      else Object.defineProperty(this.exports, name, descriptor);
    }
    return false;
  }

  #isInitialised(name: string): boolean {
    try {
      this.exports[name];
      return true;
    } catch {
      return false;
    }
  }
}
