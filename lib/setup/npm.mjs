import { existsSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { explainFailure } from "./failure.mjs";
import { root } from "./paths.mjs";
import { runQuietly } from "./run.mjs";
import { parse, readIfThere } from "./stamps.mjs";
import { UserError } from "./user-error.mjs";

/** The npm that started this process, else the one on the PATH, as the first words of a command line. */
export function npmCommand() {
  const file = process.env.npm_execpath;
  if (file && /^npm(-cli)?\./.test(basename(file))) return [process.execPath, file];
  return process.platform === "win32" ? ["cmd.exe", "/d", "/s", "/c", "npm"] : ["npm"];
}

/** True if `node_modules` matches the lock file. */
export const npmComplete = (folder = root) => missingPackages(folder)?.length === 0;

/**
 * The packages whose folders are missing, by their paths.
 *
 * @returns {string[] | undefined} `undefined` if npm has not installed what the lock file says, judged by the record that it writes
 * into `node_modules` last
 */
function missingPackages(folder = root) {
  const wanted = packagesIn(join(folder, "package-lock.json"));
  const found = packagesIn(join(folder, "node_modules", ".package-lock.json"));
  if (wanted === undefined)
    throw new UserError(
      "package-lock.json is missing or not valid JSON",
      "Run `git checkout package-lock.json`",
    );
  if (found === undefined) return undefined;
  const packages = Object.entries(wanted).filter(([path]) => path !== ""); // the project itself
  const isInstalled = packages.every(([path, { version, integrity, optional }]) => {
    const there = found[path];
    if (there === undefined) return optional === true; // for another platform
    return there.version === version && there.integrity === integrity;
  });
  if (!isInstalled) return undefined;
  return packages.flatMap(([path]) => (path in found && !existsSync(join(folder, path)) ? path : []));
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }> | undefined}
 */
function packagesIn(file) {
  return parse(readIfThere(file))?.packages;
}

/**
 * Adds only the packages that are missing, which takes a quarter of the time, and leaves what was built in others.
 *
 * @returns {Promise<string | undefined>} `undefined` if all have to be installed
 */
export async function addMissingPackages() {
  if (missingPackages() === undefined) return undefined;
  // npm writes it last: if it is stopped while it unpacks a package, all are installed again.
  rmSync(join(root, "node_modules", ".package-lock.json"));
  const { ok, output } = await runQuietly([...npmCommand(), "install", "--no-save", ...options]);
  return ok && npmComplete() ? added(output) : undefined;
}

/** Runs `npm ci`. */
export async function installNpmPackages() {
  const { ok, output } = await runQuietly([...npmCommand(), "ci", ...options]);
  if (ok) return added(output);
  if (output.includes("EUSAGE")) {
    throw new UserError(
      "package.json and package-lock.json disagree",
      "Run `npm install`, then the command again",
    );
  }
  throw explainFailure("The npm packages", output);
}

/** With dev and optional dependencies whatever the user's configuration says. */
const options = [
  "--include=dev",
  "--include=optional",
  "--no-audit",
  "--no-fund",
  "--prefer-offline",
  "--loglevel=notice",
  "--fetch-retries=3",
  "--fetch-retry-mintimeout=1000",
  "--fetch-retry-maxtimeout=5000",
];

/** @param {string} output */
const added = (output) => /added \d+ packages?/.exec(output)?.[0] ?? "";
