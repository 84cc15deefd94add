import { posix } from "node:path";
import type { Language } from "./parse.ts";

/** The files of a person, in which their notebooks may find modules. */
export interface OwnFiles {
  /** Relative to the person's folder, separated by `/`. */
  paths: readonly string[];
  /** The text of a file; undefined if it cannot be read. */
  read(path: string): string | undefined;
}

/** True for libraries that answer or record: a module of that name stands in for one, and is not read. */
export const isLibrary = (module: string): boolean => LIBRARY.test(module);

const LIBRARY = /^(?:keras|tensorflow|numpy|pandas|sklearn|json|IPython|builtins|notebook_imports)\b/;
/** Code that changes where Python looks for modules. */
export const SEARCH_PATH: RegExp =
  /\bsys\.path\b|\bPYTHONPATH\b|\bchdir\b|^\s*%cd\b|["']cd["']|\bsite\.addsitedir\b/m;
/** Code that may write a module before it imports it. */
export const WRITES: RegExp =
  /%%(?:write)?file\b|^\s*!|\b(?:writeFile|appendFile|copyFile|rename|symlink)(?:Sync)?\s*\(|\bcreateWriteStream\b|\bwrite_(?:text|bytes)\b|\bshutil\b|\bos\.(?:system|rename|replace|link|symlink)\b|\bsubprocess\b|\b(?:savetxt|tofile|to_csv|to_json)\b|\bopen\s*\([^)\n]{0,200},[^)\n]{0,40}["'][rbt]*[wax+]/m;

/** A module of Python in another encoding than UTF-8. */
const ENCODED = /^(?:.*\n)?.*coding[:=][^\S\n]*(?!utf-?8\b)/i;

/** The text of a module, if it says what the module does. */
export function moduleText(files: OwnFiles, path: string, language: Language): string | undefined {
  const text = files.read(path);
  return text === undefined || (language === "python" && ENCODED.test(text)) ? undefined : text;
}

const OWN = /^(?:\.{0,2}\/|data:|file:|blob:|https?:)/;
const OF_DAY = /^(?:\.\.\/)+lib\//;
const ENDINGS = ["", ".ts", ".js", ".mjs", ".cjs", "/index.ts", "/index.js"];

/**
 * The files of the person that an import brings, if it is one of their own modules; an empty list if that is not among their files.
 *
 * @param importer the path of the notebook or module that imports it
 * @param notebook the path of the notebook
 * @param isAnywhere Python may find the module in any folder
 * @returns undefined for libraries and the day's own modules
 */
export function filesOfImport(
  module: string,
  importer: string,
  notebook: string,
  language: Language,
  paths: readonly string[],
  isAnywhere = false,
): string[] | undefined {
  if (language === "typescript") {
    if (!OWN.test(module)) return undefined;
    const path = posix.join(posix.relative(posix.dirname(notebook), posix.dirname(importer)), module);
    if (/^\.{1,2}\//.test(module) && OF_DAY.test(path)) return undefined;
    const inFolder = posix.join(posix.dirname(notebook), path);
    const names = [inFolder, inFolder.replace(/\.([cm]?)js$/, ".$1ts")];
    return paths.filter((file) => names.some((name) => ENDINGS.some((ending) => name + ending === file)));
  }
  const [dots] = /^\.*/.exec(module)!;
  const base = posix.join(
    posix.dirname(dots ? importer : notebook),
    "../".repeat(Math.max(0, dots.length - 1)),
  );
  const name = module.slice(dots.length).replaceAll(".", "/");
  // TensorFlow's Keras imports the package of that name.
  const names = name.startsWith("tensorflow/") ? [name, "keras"] : [name];
  const files = names
    .flatMap((one) => [`${one}.py`, `${one}/__init__.py`])
    .flatMap((one) =>
      paths.filter(
        (file) => file === posix.join(base, one) || (isAnywhere && `/${file}`.endsWith(`/${one}`)),
      ),
    );
  return files.length > 0 ? files : undefined;
}
