/**
 * The built library: each file of `lib` as JavaScript, so that Node imports `lib/keras` without tsx. A kernel uses a built file as
 * long as neither its source nor anything that this imports has changed (see session/module-versions.ts).
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { root } from "../setup/paths.mjs";
import { reachable } from "../setup/reachable.mjs";
import { writeSums } from "../setup/sums.mjs";
import { writeAtomic } from "../setup/write-atomic.mjs";
import { bundleFolder } from "./bundle.mjs";

/**
 * A file of `lib` when it was built.
 *
 * @typedef {object} LibraryFile
 * @property {number} modified its modification time in milliseconds
 * @property {string[]} imports paths of the files of `lib` that it imports, also by `import()`
 */

/**
 * The contents of the library's `files.json`.
 *
 * @typedef {object} Library
 * @property {string} root the project's folder, as built files hold their own path
 * @property {string} builder digest of what else they depend on
 * @property {string} key the library's, when it was built
 * @property {Record<string, LibraryFile>} files by path in `lib`
 */

/** @typedef {import("./bundle.mjs").Code} Code */

const lib = join(root, "lib");
/** `keras/index.ts.mjs` in it is the code of `lib/keras/index.ts`, `keras/index.ts.map` its source map. */
export const libraryFolder = join(root, ".day/library");

/** Files that Node does not run: the site's, and the engine's AssemblyScript but for the enums that the engine shares with it. */
const others = /^site\/|^engine\/assembly\/(?!.*\bkinds\.ts$)|\.d\.ts$/;
/** The paths of imports in code as esbuild writes it, or in a variable called `module`. The group is for those loaded at once. */
const paths =
  /(?<=(^(?:\} from|(?:import|export)\b.* from|import) ")|\bimport\("|^ *const module = ")\.{1,2}\/[^"]+(?=")/gm;

/** A digest of the library's sources, by their modification times, and of what builds it. */
export function libraryKey() {
  const lines = sources().map((file) => `${file} ${modified(join(lib, file))}\n`);
  return createHash("sha256")
    .update(`${root} ${builder()}\n${lines.join("")}`)
    .digest("hex");
}

/**
 * The times at which sources were written, of those written after that time.
 *
 * @param {number} time in milliseconds, as the result
 */
export const changedSince = (time) =>
  sources()
    .map((file) => modified(join(lib, file)))
    .filter((written) => written > time);

/** Builds the library, if one of its sources has changed since the last time. */
export async function buildLibrary() {
  // Taken before files are read: one that is edited meanwhile counts as changed.
  const key = libraryKey();
  const known = knownLibrary();
  if (known?.key === key) return;
  const files = sources();
  const all = new Set(files);
  const { transform } = createRequire(import.meta.url)("esbuild");
  const tsconfigRaw = readFileSync(join(root, "tsconfig.json"), "utf8");
  /** @type {Library} */
  const library = { root, builder: builder(), key, files: {} };
  /** @type {Map<string, Code>} */
  const codes = new Map();
  /**
   * @param {string} file
   * @returns {Promise<LibraryFile>}
   */
  const build = async (file) => {
    const time = modified(join(lib, file));
    const source = readFileSync(join(lib, file), "utf8");
    const { code, map } = isBuilt(file)
      ? await transform(file.endsWith(".json") ? `export default ${source}` : source, {
          loader: file.endsWith(".ts") ? "ts" : "js",
          format: "esm",
          target: "node20",
          sourcemap: "external",
          sourcesContent: false,
          sourcefile: urlOf(file),
          tsconfigRaw,
          define: {
            "import.meta.url": JSON.stringify(urlOf(file)),
            "import.meta.dirname": JSON.stringify(dirname(join(lib, file))),
          },
          logLevel: "silent",
        })
      : { code: source, map: "" };
    /** @type {Set<string>} */
    const imports = new Set();
    /** @type {string[]} */
    const loads = [];
    const text = code.replace(paths, (/** @type {string} */ path, /** @type {string} */ isLoaded) => {
      const target = posix.join(posix.dirname(file), path);
      imports.add(target);
      const url = isBuilt(target) ? builtUrl(target) : urlOf(target);
      if (isLoaded) loads.push(url);
      return url;
    });
    if (![...imports].every((path) => all.has(path))) return notBuilt;
    if (isBuilt(file)) codes.set(builtUrl(file), { text, map, loads });
    return { modified: time, imports: [...imports] };
  };
  // One with an error in its syntax is left to tsx, which tells it.
  const entries = await Promise.all(files.map((file) => build(file).catch(() => notBuilt)));
  for (const [at, file] of files.entries()) library.files[file] = entries[at];
  const bundle = (/** @type {string} */ folder, /** @type {string[]} */ ...apart) =>
    bundleFolder(pathToFileURL(join(libraryFolder, folder)).href, codes, apart);
  // `lib/sklearn` needs these without the kernels, which not every computer can run.
  await bundle("engine/", "math.ts", "random/mt19937.ts");
  await bundle("tfjs/");
  await bundle("keras/");
  const names = [...codes.keys()].map((url) =>
    relative(libraryFolder, fileURLToPath(url)).replaceAll("\\", "/"),
  );
  for (const [at, { text, map }] of [...codes.values()].entries()) {
    writeAtomic(join(libraryFolder, names[at].replace(/mjs$/, "map")), map);
    writeAtomic(join(libraryFolder, names[at]), text);
  }
  for (const file of Object.keys(known?.files ?? {}).filter((file) => !all.has(file))) {
    for (const ending of ["map", "mjs"]) rmSync(join(libraryFolder, `${file}.${ending}`), { force: true });
  }
  writeAtomic(join(libraryFolder, "files.json"), JSON.stringify(library));
  writeSums(libraryFolder, ["files.json", ...names]);
}

/**
 * The library built before for the same project by the same builder.
 *
 * @returns {Library | undefined}
 */
function knownLibrary() {
  try {
    const library = JSON.parse(readFileSync(join(libraryFolder, "files.json"), "utf8"));
    return library.root === root && library.builder === builder() ? library : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The built file of a program, which Node runs without tsx: `undefined` if the program, the part of it that is to run, or any file
 * that this part imports, also by `import()`, is not built or has changed since.
 *
 * @param {string} program path in `lib`
 * @param {string} part path in `lib`
 */
export function builtProgram(program, part) {
  const known = knownLibrary()?.files ?? {};
  const isCurrent = (/** @type {string} */ file) => known[file]?.modified === modified(join(lib, file));
  const needed = reachable([part], (file) => known[file]?.imports ?? []);
  return [program, ...needed].every(isCurrent) ? join(libraryFolder, `${program}.mjs`) : undefined;
}

/**
 * Counts as changed, and so is never used: a file with a syntax error, or one that imports a file outside `lib`.
 *
 * @type {LibraryFile}
 */
const notBuilt = { modified: -1, imports: [] };

const urlOf = (/** @type {string} */ file) => pathToFileURL(join(lib, file)).href;
const builtUrl = (/** @type {string} */ file) => pathToFileURL(join(libraryFolder, `${file}.mjs`)).href;

/** Set-up's own files are JavaScript without dependencies, which Node imports as they are. */
const isBuilt = (/** @type {string} */ file) => !file.endsWith(".mjs");

function sources() {
  return readdirSync(lib, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.(?:ts|js|mjs|json)$/.test(file) && !others.test(file))
    .sort();
}

/** The state of what the built files depend on besides their sources. npm writes the last one whenever a package changes. */
function builder() {
  const parts = [
    import.meta.filename,
    join(import.meta.dirname, "bundle.mjs"),
    join(root, "tsconfig.json"),
    join(root, "node_modules/.package-lock.json"),
  ];
  return parts.map(modified).join(" ");
}

/** @param {string} file */
const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
