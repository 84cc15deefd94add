import { join, relative } from "node:path";
import { packagesFolder } from "./environment.mjs";
import { explainFailure } from "./failure.mjs";
import { jupyterEnv, pythonIn, root, venv } from "./paths.mjs";
import { lockFile } from "./requirements.mjs";
import { runQuietly } from "./run.mjs";
import { stampsFolder, writeStamp } from "./stamps.mjs";
import { UserError } from "./user-error.mjs";

/** A file with a wrong digest stops set-up even if the step is optional. */
export class WrongDigest extends UserError {}

const inMegabytes = { k: 1e-3, M: 1, G: 1e3 };

/**
 * Megabytes that pip downloaded, from its output.
 *
 * @param {string} output
 */
export function downloaded(output) {
  let sum = 0;
  for (const [, size, unit] of output.matchAll(/^\s*Downloading \S+ \(([\d.]+)\s?([kMG])B\)/gm)) {
    sum += Number(size) * inMegabytes[/** @type {"k" | "M" | "G"} */ (unit)];
  }
  return sum;
}

/**
 * Explains an error of pip about a file whose digest is not in the lock; `undefined` for other output.
 *
 * @param {string} what
 * @param {string} output
 */
export function explainDigest(what, output) {
  const [, name] = /DO NOT MATCH THE HASHES[\s\S]*?\n\s+(\S+) from /.exec(output) ?? [];
  if (name === undefined) return undefined;
  return new WrongDigest(
    `${what} could not be installed: the downloaded file of ${name} does not have the SHA-256 in ${lockFile}, so it is damaged or was changed`,
    `Run \`${relative(root, pythonIn(venv))} -m pip cache purge\`, then the command again; if it stays so, the package registry or a proxy serves another file than its author published`,
  );
}

/**
 * Installs into `.venv`: wheels only, and none whose SHA-256 is not in the requirements.
 *
 * @param {string} what the subject of the sentence if it fails
 * @param {string} name of the step
 * @param {string} requirements a part of the lock
 * @param {string[]} flags
 */
export async function pipInstall(what, name, requirements, ...flags) {
  const file = `${name}.requirements`;
  writeStamp(file, requirements);
  const command = [pythonIn(venv), "-m", "pip", "install", "--no-input", "--progress-bar=off"];
  const locked = [
    "--no-compile",
    "--require-hashes",
    "--only-binary",
    ":all:",
    "-r",
    join(stampsFolder, file),
  ];
  // Two of these run in parallel, and neither may read what the other has half written.
  const apart = ["--disable-pip-version-check", "--no-warn-conflicts"];
  const env = { ...jupyterEnv(), PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0" };
  const { ok, output } = await runQuietly([...command, ...apart, ...flags, ...locked], env);
  if (ok) return `${Math.round(downloaded(output))} MB downloaded`;
  throw explainDigest(what, output) ?? explainFailure(what, output);
}

/** Folders that are rarely imported or take long to compile: Python compiles them when they are imported. */
const uncompiled = String.raw`site-packages[/\\](?:.*[/\\])?(?:tests?|plotly|debugpy|tensorflow)[/\\]`;

/** Compiles the packages, in parallel and with less than all of them: pip would take twice the CPU time, on one core. */
export async function compilePackages() {
  const compile = [pythonIn(venv), "-m", "compileall", "-q", "-j", "0", "-x", uncompiled];
  await runQuietly([...compile, packagesFolder(venv) ?? ""]);
}
