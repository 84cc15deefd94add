/**
 * The names that cells have declared. A later cell reads and writes them as `exports.name`, and so shares
 * the very variable that the earlier cell's functions use.
 */
export class Bindings {
  readonly exports: Record<string, unknown> = {};
  #declared: string[] = [];
  #replaced = new Map<string, PropertyDescriptor | undefined>();

  /** Takes over a cell's variables, given as accessors, before its first line runs. */
  declare(accessors: object): void {
    this.#declared = Object.keys(accessors);
    this.#replaced.clear();
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(accessors))) {
      this.#replaced.set(name, Object.getOwnPropertyDescriptor(this.exports, name));
      Object.defineProperty(this.exports, name, descriptor);
    }
  }

  /**
   * After a cell that failed: if it got to none of its declarations, the variables of before are back.
   *
   * @returns whether its declarations hold
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
