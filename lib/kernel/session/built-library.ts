import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { reachable } from "../../setup/reachable.mjs";
import type { Library } from "../library.mjs";

/**
 * `lib` as set-up has built it (see ../library.mjs), and as a kernel uses it until its end: two versions of a class in one process
 * would not know each other's objects. It is also sent to the thread of Node's module hooks.
 */
export interface BuiltLibrary {
  /** URL of the folder of the sources, with a slash at its end. */
  sources: string;
  /** URL of the folder of the built files, likewise. */
  code: string;
  files: Library["files"];
  /** Paths of the files loaded from their source: they, or files that they import, had changed since they were built. */
  changed: ReadonlySet<string>;
}

/** The project's folder: the kernel is built into `.day/kernel/DIGEST`. */
const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Endings that a path may lack. A file has precedence over a folder of its name. */
const endings = [".ts", ".tsx", ".js", ".jsx", ".json"];

/** The library that set-up has built for this project; `undefined` if it has not, or for a project elsewhere. */
export function readBuiltLibrary(): BuiltLibrary | undefined {
  try {
    const code = join(root, ".day/library/");
    const { root: builtFor, files }: Library = JSON.parse(readFileSync(join(code, "files.json"), "utf8"));
    if (resolve(builtFor) !== resolve(root)) return undefined;
    const sources = join(root, "lib/");
    const changed = changedFiles(sources, files);
    return { sources: pathToFileURL(sources).href, code: pathToFileURL(code).href, files, changed };
  } catch {
    return undefined;
  }
}

/** The files that have changed since they were built, and those that import them. */
function changedFiles(sources: string, files: Library["files"]): Set<string> {
  const importers = new Map<string, string[]>();
  for (const [file, { imports }] of Object.entries(files)) {
    for (const imported of imports) importers.set(imported, [...(importers.get(imported) ?? []), file]);
  }
  const changed = Object.keys(files).filter((file) => modified(join(sources, file)) !== files[file].modified);
  return reachable(changed, (file) => importers.get(file) ?? []);
}

/** True if a file of `lib` (its URL), or a file that it imports, was written or removed after that time in milliseconds. */
export function hasChangedSince(time: number, url: string, { sources, files }: BuiltLibrary): boolean {
  const needed = reachable([url.slice(sources.length)], (file) => files[file]?.imports ?? []);
  return [...needed].some((file) => modified(fileURLToPath(`${sources}${file}`)) > time);
}

const modified = (file: string): number =>
  statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;

/** URL of the source of a built file; any other URL as it is, such as a bundle's. */
export function sourceUrl(url: string, library: BuiltLibrary | undefined): string {
  if (library === undefined || !url.startsWith(library.code)) return url;
  const path = url.slice(library.code.length, -".mjs".length);
  return Object.hasOwn(library.files, path) ? `${library.sources}${path}` : url;
}

/** URL of the built file of a source; any other URL, or that of a changed file, as it is. Node imports set-up's files as they are. */
export function builtUrl(url: string, library: BuiltLibrary | undefined): string {
  if (library === undefined || !url.startsWith(library.sources) || url.endsWith(".mjs")) return url;
  const path = url.slice(library.sources.length);
  const isBuilt = Object.hasOwn(library.files, path) && !library.changed.has(path);
  return isBuilt ? `${library.code}${path}.mjs` : url;
}

/** URL of the file of `lib` that a path in a cell means; `undefined` if it is none, or if Node has to find it. */
export function libraryFile(path: string, folder: string, library: BuiltLibrary): string | undefined {
  if (!/^\.{0,2}\/[^%?#]*$/.test(path)) return undefined;
  const file = resolve(realpathSync(folder), path);
  const name = relative(realpathSync(fileURLToPath(library.sources)), file).replaceAll("\\", "/");
  const found = [name, `${name}.ts`, `${name}/index.ts`].find((one) => Object.hasOwn(library.files, one));
  if (found === `${name}/index.ts` && endings.some((ending) => existsSync(file + ending))) return undefined;
  return found && `${library.sources}${found}`;
}
