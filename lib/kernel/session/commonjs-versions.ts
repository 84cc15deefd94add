import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { reachable } from "../../setup/reachable.mjs";

const { cache } = createRequire(import.meta.url);

/** Makes Node reload CommonJS files that were edited, and the files that require them. Packages are assumed not to change. */
export class CommonJsVersions {
  readonly #modified = new Map<string, number | undefined>();

  /** Call it before a cell loads a module. */
  forgetChanged(): void {
    const own = ownModules();
    const changed = own.filter(({ filename }) => this.#isChanged(filename));
    const importersOf = (module: NodeJS.Module) => own.filter(({ children }) => children.includes(module));
    for (const { filename } of reachable(changed, importersOf)) delete cache[filename];
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
