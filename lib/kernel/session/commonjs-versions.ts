import { statSync } from "node:fs";
import { createRequire } from "node:module";

const { cache } = createRequire(import.meta.url);

/** Makes Node reload CommonJS files that were edited, and the files that require them. Packages are assumed not to change. */
export class CommonJsVersions {
  readonly #modified = new Map<string, number | undefined>();

  /** Call it before a cell loads a module. */
  forgetChanged(): void {
    const own = Object.values(cache).filter(
      (module) => module !== undefined && !/[\\/]node_modules[\\/]/.test(module.filename),
    ) as NodeJS.Module[];
    const changed = new Set(own.filter(({ filename }) => this.#isChanged(filename)));
    // Iterating a set includes what is added meanwhile.
    for (const module of changed) {
      for (const other of own) if (other.children.includes(module)) changed.add(other);
      delete cache[module.filename];
    }
  }

  #isChanged(file: string): boolean {
    const before = this.#modified.get(file);
    const now = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    this.#modified.set(file, now);
    return before !== undefined && before !== now;
  }
}
