import { statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuiltLibrary, builtUrl, sourceUrl } from "./built-library.ts";

interface Module {
  /** Modification time of the file when it was first imported. */
  first: number;
  imports: Set<string>;
  /** The version whose imports are in `imports`. */
  version: number;
}

/**
 * Makes Node reload changed files of the project by changing their URL: `?v=` and the newest modification time of the file
 * and everything it imports. An unchanged module keeps its URL, and so its identity and state. Files in `node_modules` are
 * assumed not to change. In place of a file of `lib` that has not changed since it was built, Node loads the built one, whose own
 * later imports stay built ones too: they belong to the code that is loaded.
 */
export class ModuleVersions {
  /** By the URL of the source. */
  readonly #modules = new Map<string, Module>();

  constructor(private readonly library?: BuiltLibrary) {
    for (const [path, { modified, imports }] of Object.entries(library?.files ?? {})) {
      const urls = imports.map((imported) => new URL(imported, library?.sources).href);
      const url = `${library?.sources}${path}`;
      this.#modules.set(url, { first: modified, imports: new Set(urls), version: 0 });
    }
  }

  /** The URL to load when the module at `parent` imports `url`. */
  address(url: string, parent: string | undefined): string {
    if (!url.startsWith("file:") || url.includes("/node_modules/")) return url;
    const file = this.#source(url);
    // A bundle: the code of files that have not changed is loaded from the one that was loaded first.
    if (this.library !== undefined && file.startsWith(this.library.code)) return url;
    if (this.library !== undefined && parent?.startsWith(this.library.code))
      return builtUrl(file, this.library);
    const importer = parent === undefined ? undefined : this.#modules.get(this.#source(parent));
    importer?.imports.add(file);
    const module = this.#modules.get(file);
    if (module === undefined) {
      this.#modules.set(file, { first: modified(file), imports: new Set(), version: 0 });
      return url;
    }
    const version = this.newest(file);
    if (version === 0) return builtUrl(file, this.library);
    if (version !== module.version) {
      module.version = version;
      module.imports.clear();
    }
    return `${file}${file.includes("?") ? "&" : "?"}v=${version}`;
  }

  /** The URL as the importer wrote it, or of the source of a built file. */
  #source(url: string): string {
    return sourceUrl(url.replace(/[?&]v=[\d.]+$/, ""), this.library);
  }

  /** The newest modification time among this file and its imports that have changed since they were first imported; 0 if none has. */
  newest(file: string, seen = new Set<string>()): number {
    const module = this.#modules.get(file);
    if (module === undefined || seen.has(file)) return 0;
    seen.add(file);
    const own = modified(file);
    let newest = own === module.first ? 0 : own;
    for (const imported of module.imports) newest = Math.max(newest, this.newest(imported, seen));
    return newest;
  }
}

/** Modification time in milliseconds, of the nearest existing folder if the file is gone. */
function modified(file: string): number {
  let path = fileURLToPath(file);
  let found = statSync(path, { throwIfNoEntry: false });
  while (found === undefined) {
    path = dirname(path);
    found = statSync(path, { throwIfNoEntry: false });
  }
  return found.mtimeMs;
}
