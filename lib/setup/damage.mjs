/**
 * Finds what is no longer as set-up left it, such as a file that was half written when the machine lost its power:
 * npm packages by a list of their sizes, Python packages by pip's own record, what was built by its digest.
 */
import { lstatSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { builtFolder } from "../kernel/build.mjs";
import { findSnapshot, isWhole } from "../kernel/snapshot.mjs";
import { addonFile } from "./addon.mjs";
import { normalName, packagesFolder } from "./environment.mjs";
import { condaEnvironment, generated, root, venv } from "./paths.mjs";
import { parse, readIfThere, removeStamp, stampsFolder } from "./stamps.mjs";
import { damagedFiles } from "./sums.mjs";

const modules = join(root, "node_modules");
/** npm writes it last, and anew with each change. */
const npmRecord = join(modules, ".package-lock.json");
const sizesFile = join(modules, ".sizes.json");

/**
 * A package of which a file is missing or has another size.
 *
 * @typedef {object} Damage
 * @property {string} name
 * @property {string} file the first such file
 * @property {string} folder what says that the package is installed
 */

/** Writes down the size of each file in `node_modules`, just after npm has filled it. */
export function recordNpmPackages() {
  /** @type {Record<string, number>} */
  const sizes = {};
  for (const entry of readdirSync(modules, { recursive: true, withFileTypes: true })) {
    // In the folder itself lie records such as this one.
    if (!entry.isFile() || entry.parentPath === modules) continue;
    const path = join(entry.parentPath, entry.name);
    sizes[path.slice(modules.length + 1).replaceAll("\\", "/")] = lstatSync(path).size;
  }
  const draft = `${sizesFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ npm: stateOfRecord(), sizes }));
  renameSync(draft, sizesFile);
}

/** Tells whether npm has been at work since. */
function stateOfRecord() {
  const state = lstatSync(npmRecord, { throwIfNoEntry: false });
  return state && `${state.size} ${state.mtimeMs}`;
}

/** @returns {Damage[]} none where another npm than set-up's has filled `node_modules` */
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
 * The packages in `.venv` that are not as their `RECORD` says, in which pip lists each file with its size. (What conda
 * has installed is conda's to check.)
 *
 * @returns {Damage[]}
 */
export function damagedPythonPackages() {
  const packages = packagesFolder(venv);
  if (packages === undefined || condaEnvironment()) return [];
  return readdirSync(packages).flatMap((entry) => {
    const [, name] = /^(.+)-[^-]+\.dist-info$/.exec(entry) ?? [];
    if (name === undefined) return [];
    const folder = join(packages, entry);
    const record = readIfThere(join(folder, "RECORD")) ?? "";
    const lines = record.split(/\r?\n/).map((line) => /^(?:"(.*)"|([^",]*)),([^,]*),(\d*)$/.exec(line));
    const files = lines.flatMap((line) => (line ? [{ path: line[1] ?? line[2], size: line[4] }] : []));
    // It lists itself, and ends with a line break.
    const complete =
      lines.length === files.length + 1 &&
      lines.at(-1) === null &&
      files.some(({ path }) => path === `${entry}/RECORD`);
    const broken = files.find(({ path, size }) => size && sizeOf(join(packages, path)) !== Number(size));
    if (complete && broken === undefined) return [];
    return [{ name: normalName(name), file: broken?.path ?? `${entry}/RECORD`, folder }];
  });
}

/** @returns {string[]} names of files in the folder of the built kernel; empty where it is not built */
export function damagedKernelFiles() {
  return lstatSync(builtFolder(), { throwIfNoEntry: false }) ? damagedFiles(builtFolder()) : [];
}

/** @returns {Damage[]} of the native addon, if set-up has built it */
export function damagedAddon() {
  const folder = dirname(addonFile);
  return damagedFiles(folder)
    .filter((file) => file === basename(addonFile))
    .map((file) => ({ name: "addon of @tensorflow/tfjs-node", file, folder }));
}

/** Takes away what is damaged, so that the steps of set-up make it again. */
export function removeDamaged() {
  // First what depends on npm's record.
  const snapshot = findSnapshot(builtFolder());
  if (snapshot && !isWhole(snapshot)) rmSync(snapshot);
  if (damagedKernelFiles().length > 0) {
    rmSync(builtFolder(), { recursive: true });
    removeStamp("kernel");
  }
  if (damagedAddon().length > 0) rmSync(addonFile, { force: true });
  if (damagedNpmPackages().length > 0) rmSync(npmRecord); // without it, npm installs all again
  const python = damagedPythonPackages();
  for (const { folder } of python) rmSync(folder, { recursive: true });
  // Each of these may have brought it.
  if (python.length > 0) for (const step of ["jupyter", "keras", "tests"]) removeStamp(step);
}

/** Removes all that set-up has made. What the reader has made (notebooks, reports, pages) stays. */
export function removeInstallation() {
  for (const path of [modules, venv, dirname(builtFolder()), join(generated, "jupyter")]) {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  }
  for (const name of readdirSync(stampsFolder)) if (name !== "lock") removeStamp(name);
}

/** @param {string} file */
const sizeOf = (file) => lstatSync(file, { throwIfNoEntry: false })?.size;
