import { existsSync } from "node:fs";
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

/**
 * True if `node_modules` matches the lock file, judged by the record that npm writes into it last.
 */
export function npmComplete(folder = root) {
  const wanted = packagesIn(join(folder, "package-lock.json"));
  const found = packagesIn(join(folder, "node_modules", ".package-lock.json"));
  if (wanted === undefined)
    throw new UserError(
      "package-lock.json is missing or not valid JSON",
      "Run `git checkout package-lock.json`",
    );
  if (found === undefined) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === "") return true; // the project itself
    const there = found[path];
    if (there === undefined) return optional === true; // for another platform
    return there.version === version && there.integrity === integrity && existsSync(join(folder, path));
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }> | undefined}
 */
function packagesIn(file) {
  return parse(readIfThere(file))?.packages;
}

/** Runs `npm ci`, with dev and optional dependencies whatever the user's configuration says. */
export async function installNpmPackages() {
  const { ok, output } = await runQuietly([
    ...npmCommand(),
    "ci",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--loglevel=notice",
    "--fetch-retries=3",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
  ]);
  if (ok) return /added \d+ packages?/.exec(output)?.[0] ?? "";
  if (output.includes("EUSAGE")) {
    throw new UserError(
      "package.json and package-lock.json disagree",
      "Run `npm install`, then the command again",
    );
  }
  throw explainFailure("The npm packages", output);
}
