import { statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { reachable } from "../../setup/reachable.mjs";
import { type BuiltLibrary, builtUrl, sourceUrl } from "./built-library.ts";

interface Module {
  /** Modification time of the file when it was first imported. */
  first: number;
  /**
   * Also those of earlier versions: without them a module would count as unchanged until its new version has loaded, and a second
   * importer would get the first one.
   */
  imports: Set<string>;
}

/**
 * Makes Node reload changed files of the learner's by changing their URL: `?v=` and the newest modification time of the file
 * and everything it imports. An unchanged module keeps its URL, and so its identity and state. Files in `node_modules` are
 * assumed not to change. A file of a built `lib` keeps the URL that it has when the kernel first imports from there (see
 * built-library.ts), so that it is loaded once.
 */
export class ModuleVersions {
  /** By URL. */
  readonly #modules = new Map<string, Module>();

  constructor(private readonly library?: BuiltLibrary) {}

  /** The URL to load when the module at `parent` imports `url`. */
  address(url: string, parent: string | undefined): string {
    if (!url.startsWith("file:") || url.includes("/node_modules/")) return url;
    if (this.library !== undefined) {
      const { sources, code } = this.library;
      if (url.startsWith(sources) || url.startsWith(code))
        return builtUrl(sourceUrl(url, this.library), this.library);
    }
    const file = original(url);
    const importer = parent === undefined ? undefined : this.#modules.get(original(parent));
    importer?.imports.add(file);
    if (!this.#modules.has(file)) this.#modules.set(file, { first: modified(file), imports: new Set() });
    const version = this.#newest(file);
    return version === 0 ? url : `${file}${file.includes("?") ? "&" : "?"}v=${version}`;
  }

  /** The newest modification time among this file and its imports that have changed since they were first imported; 0 if none has. */
  #newest(file: string): number {
    const files = reachable([file], (one) => this.#modules.get(one)?.imports ?? []);
    const times = [...files].map((one) => {
      const time = modified(one);
      return time === this.#modules.get(one)?.first ? 0 : time;
    });
    return Math.max(...times);
  }
}

/** The URL as the importer wrote it. */
const original = (url: string): string => url.replace(/[?&]v=[\d.]+$/, "");

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
