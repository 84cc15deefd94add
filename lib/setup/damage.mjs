/**
 * Finds damage since set-up, such as a file that was half written when the power failed: npm packages are checked by the sizes of
 * their files, Python packages by pip's own record, built files by their digests.
 */
import { lstatSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { builtFolder } from "../kernel/build.mjs";
import { libraryFolder } from "../kernel/library.mjs";
import { findSnapshot, isWhole } from "../kernel/snapshot.mjs";
import { addonFile } from "./addon.mjs";
import { findPackages } from "./environment.mjs";
import { condaEnvironment, generated, root, venv } from "./paths.mjs";
import { parse, readIfThere, removeStamp, stampsFolder } from "./stamps.mjs";
import { damagedFiles, sumsFile } from "./sums.mjs";
import { writeAtomic } from "./write-atomic.mjs";

const modules = join(root, "node_modules");
/** npm writes it last, and again with each change. */
const npmRecord = join(modules, ".package-lock.json");
const sizesFile = join(modules, ".sizes.json");

/**
 * A package with a file that is missing or has another size.
 *
 * @typedef {object} Damage
 * @property {string} name
 * @property {string} file the first such file
 * @property {string} folder present as long as the package is installed
 */

/** Records the size of each file in `node_modules`, right after npm has filled it. */
export function recordNpmPackages() {
  /** @type {Record<string, number>} */
  const sizes = {};
  for (const entry of readdirSync(modules, { recursive: true, withFileTypes: true })) {
    // The folder itself holds records such as this one.
    if (!entry.isFile() || entry.parentPath === modules) continue;
    const path = join(entry.parentPath, entry.name);
    sizes[path.slice(modules.length + 1).replaceAll("\\", "/")] = lstatSync(path).size;
  }
  writeAtomic(sizesFile, JSON.stringify({ npm: stateOfRecord(), sizes }));
}

/** True if the recorded sizes are those of what npm installed last. */
export const areSizesKnown = () => parse(readIfThere(sizesFile))?.npm === stateOfRecord();

/** Keeps the recorded sizes after npm has added packages that were missing: they are those of before. */
export function confirmNpmPackages() {
  const { sizes } = parse(readIfThere(sizesFile)) ?? {};
  if (sizes !== undefined) writeAtomic(sizesFile, JSON.stringify({ npm: stateOfRecord(), sizes }));
}

/** Changes whenever npm installs something. */
function stateOfRecord() {
  const state = lstatSync(npmRecord, { throwIfNoEntry: false });
  return state && `${state.size} ${state.mtimeMs}`;
}

/** @returns {Damage[]} empty if `npm install` ran outside of set-up, which outdates the recorded sizes */
export function damagedNpmPackages() {
  const { npm, sizes = {} } = parse(readIfThere(sizesFile)) ?? {};
  if (npm !== stateOfRecord()) return [];
  /** @type {Map<string, Damage>} */
  const damage = new Map();
  for (const [path, size] of Object.entries(sizes)) {
    if (sizeOf(join(modules, path)) === size) continue;
    const [, name, file] = /^((?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(path) ?? ["", path, ""];
    if (!damage.has(name)) damage.set(name, { name, file, folder: join(modules, name) });
  }
  return [...damage.values()];
}

/**
 * The packages in `.venv` that differ from their `RECORD`, in which pip lists each file with its size. conda checks its own
 * packages.
 *
 * @returns {Damage[]}
 */
export function damagedPythonPackages() {
  if (condaEnvironment()) return [];
  return findPackages(venv).flatMap(({ name, folder }) => {
    const packages = dirname(folder);
    const ownRecord = `${basename(folder)}/RECORD`;
    const record = readIfThere(join(folder, "RECORD")) ?? "";
    const lines = record.split(/\r?\n/).map((line) => /^(?:"(.*)"|([^",]*)),([^,]*),(\d*)$/.exec(line));
    const files = lines.flatMap((line) => (line ? [{ path: line[1] ?? line[2], size: line[4] }] : []));
    // A complete record lists itself and ends with a line break.
    const complete =
      lines.length === files.length + 1 &&
      lines.at(-1) === null &&
      files.some(({ path }) => path === ownRecord);
    const broken = files.find(({ path, size }) => size && sizeOf(join(packages, path)) !== Number(size));
    if (complete && broken === undefined) return [];
    return [{ name, file: broken?.path ?? ownRecord, folder }];
  });
}

/** @returns {string[]} names of files in the folders of the built kernel and library; none for a folder that does not exist */
export function damagedKernelFiles() {
  return [builtFolder(), libraryFolder]
    .filter((folder) => lstatSync(folder, { throwIfNoEntry: false }))
    .flatMap(damagedFiles);
}

/** @returns {Damage[]} of the native addon, if set-up has built it */
export function damagedAddon() {
  const folder = dirname(addonFile);
  return damagedFiles(folder)
    .filter((file) => file === basename(addonFile))
    .map((file) => ({ name: "addon of @tensorflow/tfjs-node", file, folder }));
}

/** Removes what is damaged, so that set-up makes it again. */
export function removeDamaged() {
  // First the files whose paths depend on npm's record.
  const snapshot = findSnapshot(builtFolder());
  if (snapshot && !isWhole(snapshot)) rmSync(snapshot);
  if (damagedKernelFiles().length > 0) {
    // Without its sums the kernel is built again, beside what TypeScript has found out about `lib`, which takes most of the time.
    rmSync(join(builtFolder(), sumsFile), { force: true });
    rmSync(libraryFolder, { recursive: true, force: true });
    removeStamp("kernel");
  }
  if (damagedAddon().length > 0) rmSync(addonFile, { force: true });
  const npm = damagedNpmPackages();
  const known = parse(readIfThere(npmRecord))?.packages ?? {};
  if (npm.every(({ name }) => `node_modules/${name}` in known)) {
    for (const { folder } of npm) rmSync(folder, { recursive: true, force: true });
  } else rmSync(npmRecord, { force: true }); // without it, npm installs everything again
  const python = damagedPythonPackages();
  for (const { folder } of python) rmSync(folder, { recursive: true });
  // Any of these steps may have installed them.
  if (python.length > 0) for (const step of ["jupyter", "keras", "tests"]) removeStamp(step);
}

/** Removes everything that set-up made. Notebooks, reports and pages stay. */
export function removeInstallation() {
  for (const path of [
    modules,
    venv,
    dirname(builtFolder()),
    libraryFolder,
    join(generated, "jupyter"),
    join(generated, "plot"),
  ]) {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  }
  for (const name of readdirSync(stampsFolder)) if (name !== "lock") removeStamp(name);
}

/** @param {string} file */
const sizeOf = (file) => lstatSync(file, { throwIfNoEntry: false })?.size;
