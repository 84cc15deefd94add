import { statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

interface Module {
  /** When the file had last changed as it was first asked for. */
  first: number;
  imports: Set<string>;
  /** The version that `imports` belongs to. */
  version: number;
}

/**
 * Gives a changed file of the project a new address, and so makes Node load it again: `?v=` and the time of
 * the newest change among the file and all that it imports. What has not changed keeps its address, and
 * with it its identity and state. Files of packages never change.
 */
export class ModuleVersions {
  readonly #modules = new Map<string, Module>();

  /** The address to load when the module at `parent` imports the one at `url`. */
  address(url: string, parent: string | undefined): string {
    if (!url.startsWith("file:") || url.includes("/node_modules/")) return url;
    const file = withoutVersion(url);
    const importer = parent === undefined ? undefined : this.#modules.get(withoutVersion(parent));
    importer?.imports.add(file);
    const module = this.#modules.get(file);
    if (module === undefined) {
      this.#modules.set(file, { first: modified(file), imports: new Set(), version: 0 });
      return url;
    }
    const version = this.#newest(file, new Set());
    if (version === 0) return url;
    if (version !== module.version) {
      module.version = version;
      module.imports.clear();
    }
    return `${file}${file.includes("?") ? "&" : "?"}v=${version}`;
  }

  /** When the newest change was, of those since each file was first asked for; 0 without one. */
  #newest(file: string, seen: Set<string>): number {
    const module = this.#modules.get(file);
    if (module === undefined || seen.has(file)) return 0;
    seen.add(file);
    const own = modified(file);
    let newest = own === module.first ? 0 : own;
    for (const imported of module.imports) newest = Math.max(newest, this.#newest(imported, seen));
    return newest;
  }
}

/** The address of a module as it is written, for reading and for people. */
export function withoutVersion(url: string): string {
  return url.replace(/[?&]v=[\d.]+$/, "");
}

/** When a file has changed, in milliseconds; when it is gone, that is when its folder has. */
function modified(file: string): number {
  let path = fileURLToPath(file);
  let found = statSync(path, { throwIfNoEntry: false });
  while (found === undefined) {
    path = dirname(path);
    found = statSync(path, { throwIfNoEntry: false });
  }
  return found.mtimeMs;
}
