import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

/**
 * One exact pin of a Python package.
 *
 * @typedef {object} Pin
 * @property {string} name as pip compares names: lower case, with hyphens
 * @property {string} version
 * @property {string} requirement the whole line, as pip takes it
 */

/** The manifest of the Python side. */
export const environmentFile = join(root, "environment.yml");

/** The manifest of what only the tests need, relative to the project's folder. */
export const testRequirements = "tests/requirements.txt";

/** A C++ compiler as a Python package, for machines without one. */
export const compilerPin = pinIn("ziglang==0.17.1", "lib/setup/environment.mjs");

/**
 * The pins in the pip part of an `environment.yml`, which is a plain list: there is no YAML parser before set-up.
 *
 * @param {string} text
 * @returns {Pin[]}
 */
export function readPins(text) {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line));
  const start = lines.findIndex((line) => /^\s*- pip:\s*(#.*)?$/.test(line));
  if (start < 0) return [];
  const indent = lines[start].search(/\S/);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.search(/\S/) <= indent);
  return rest.slice(0, end < 0 ? rest.length : end).map((line) => {
    return pinIn(line.replace(/^\s*-\s+/, ""), "environment.yml");
  });
}

/**
 * @param {string} line
 * @param {string} file for the error message
 * @returns {Pin}
 */
function pinIn(line, file) {
  const requirement = line.trim().replace(/\s+#.*$/, "");
  const [, name, version] = /^([\w.-]+)==([^;\s]+)/.exec(requirement) ?? [];
  if (name === undefined) throw new Error(`${file}: expected an exact pin (name==version), got: ${line}`);
  return { name: normalName(name), version, requirement };
}

/**
 * The project's pins in three parts, of which the last two are optional. TensorFlow has two names; the platform decides which one
 * pip installs.
 */
export function projectPins() {
  const pins = readPins(readFileSync(environmentFile, "utf8"));
  const isTensorFlow = (/** @type {Pin} */ { name }) => name.startsWith("tensorflow");
  const isKeras = (/** @type {Pin} */ { name }) => name === "keras" || name === "scikit-learn";
  return {
    jupyter: pins.filter((pin) => !isTensorFlow(pin) && !isKeras(pin)),
    tensorflow: pins.filter(isTensorFlow),
    keras: pins.filter(isKeras),
  };
}

/** The pins of what only the tests need, such as clients of the kernel. */
export function testPins() {
  const lines = readFileSync(join(root, testRequirements), "utf8").split(/\r?\n/);
  return lines.filter((line) => !/^\s*(#|$)/.test(line)).map((line) => pinIn(line, testRequirements));
}

/**
 * The folder of a Python environment's packages, or `undefined`.
 *
 * @param {string} prefix
 */
export function packagesFolder(prefix) {
  const candidates = [join(prefix, "Lib", "site-packages")];
  const lib = join(prefix, "lib");
  if (existsSync(lib)) {
    const minors = readdirSync(lib).flatMap((name) => /^python3\.(\d+)$/.exec(name)?.[1] ?? []);
    minors.sort((a, b) => Number(b) - Number(a));
    candidates.unshift(...minors.map((minor) => join(lib, `python3.${minor}`, "site-packages")));
  }
  return candidates.find((folder) => existsSync(folder));
}

/**
 * The packages of a Python environment. A package is complete if its installation was not interrupted: pip writes `INSTALLER` last.
 *
 * @param {string} prefix
 */
export function findPackages(prefix) {
  const packages = packagesFolder(prefix);
  if (packages === undefined) return [];
  return readdirSync(packages).flatMap((entry) => {
    const [, name, version] = /^(.+)-([^-]+)\.dist-info$/.exec(entry) ?? [];
    if (name === undefined) return [];
    const folder = join(packages, entry);
    return [{ name: normalName(name), version, folder, complete: existsSync(join(folder, "INSTALLER")) }];
  });
}

/**
 * The complete packages, name to version.
 *
 * @param {string} prefix
 * @returns {Map<string, string>}
 */
export function installedPackages(prefix) {
  const complete = findPackages(prefix).filter(({ complete }) => complete);
  return new Map(complete.map(({ name, version }) => [name, version]));
}

/**
 * @param {Pin[]} pins
 * @param {Map<string, string>} installed
 */
export function missingPins(pins, installed) {
  return pins.filter(({ name, version }) => installed.get(name) !== version);
}

/**
 * As pip compares names.
 *
 * @param {string} name
 */
function normalName(name) {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
