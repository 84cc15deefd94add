/** `node:events`: the part that packages need. */
type Listener = (...values: unknown[]) => unknown;

export class EventEmitter {
  readonly #listeners = new Map<string | symbol, Listener[]>();

  on(name: string | symbol, listener: Listener): this {
    this.#listeners.set(name, [...this.listeners(name), listener]);
    return this;
  }
  once(name: string | symbol, listener: Listener): this {
    const once: Listener = (...values) => {
      this.off(name, once);
      return listener(...values);
    };
    return this.on(name, once);
  }
  off(name: string | symbol, listener: Listener): this {
    this.#listeners.set(
      name,
      this.listeners(name).filter((one) => one !== listener),
    );
    return this;
  }
  emit(name: string | symbol, ...values: unknown[]): boolean {
    const all = this.listeners(name);
    for (const listener of all) listener(...values);
    return all.length > 0;
  }
  listeners(name: string | symbol): Listener[] {
    return this.#listeners.get(name) ?? [];
  }
  addListener(name: string | symbol, listener: Listener): this {
    return this.on(name, listener);
  }
  removeListener(name: string | symbol, listener: Listener): this {
    return this.off(name, listener);
  }
  removeAllListeners(name: string | symbol): this {
    this.#listeners.delete(name);
    return this;
  }
}
export { EventEmitter as default };
