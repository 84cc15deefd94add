import { statSync } from "node:fs";
import { createRequire } from "node:module";

const { cache } = createRequire(import.meta.url);

/** Makes Node reload CommonJS files that were edited, and the files that require them. Packages are assumed not to change. */
export class CommonJsVersions {
  readonly #modified = new Map<string, number | undefined>();

  /** Call it before a cell loads a module. */
  forgetChanged(): void {
    const own = ownModules();
    const changed = new Set(own.filter(({ filename }) => this.#isChanged(filename)));
    // Iterating a set includes what is added meanwhile.
    for (const module of changed) {
      for (const other of own) if (other.children.includes(module)) changed.add(other);
      delete cache[module.filename];
    }
  }

  /** Call it when the module is loaded, before anyone edits it. */
  noteLoaded(): void {
    for (const { filename } of ownModules()) {
      if (!this.#modified.has(filename)) this.#modified.set(filename, modified(filename));
    }
  }

  #isChanged(file: string): boolean {
    const before = this.#modified.get(file);
    const now = modified(file);
    this.#modified.set(file, now);
    return before !== undefined && before !== now;
  }
}

function ownModules(): NodeJS.Module[] {
  return Object.values(cache).filter(
    (module) => module !== undefined && !/[\\/]node_modules[\\/]/.test(module.filename),
  ) as NodeJS.Module[];
}

function modified(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
