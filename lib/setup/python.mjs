import { existsSync, lstatSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPackages, installedPackages } from "./environment.mjs";
import { explainFailure } from "./failure.mjs";
import { pythonIn, venv } from "./paths.mjs";
import { runQuietly } from "./run.mjs";
import { readIfThere } from "./stamps.mjs";
import { UserError } from "./user-error.mjs";

/**
 * A Python on the PATH.
 *
 * @typedef {object} Found
 * @property {string[]} command
 * @property {string} version such as "3.12.1"
 * @property {boolean} hasVenv whether it can make virtual environments
 */

const candidates = [["python3"], ["python"], ["py", "-3"], ["python3.13"], ["python3.12"], ["python3.11"]];
const question = [
  "import sys, importlib.util as u",
  "print('%d.%d.%d' % sys.version_info[:3], all(map(u.find_spec, ('venv', 'ensurepip'))))",
].join("\n");

/** @param {string} version */
const minor = (version) => (version.startsWith("3.") ? Number(version.split(".")[1]) : 0);

/**
 * The Python to build on: one with a TensorFlow (3.11 to 3.13) before a newer one.
 *
 * @param {Found[]} found in the order of preference
 * @returns {Found}
 */
export function choosePython(found) {
  const recent = found.filter(({ version }) => minor(version) >= 11);
  const usable = recent.filter(({ hasVenv }) => hasVenv);
  const chosen = usable.find(({ version }) => minor(version) <= 13) ?? usable[0];
  if (chosen) return chosen;
  if (recent.length > 0) {
    const { command, version } = recent[0];
    throw new UserError(
      `${command.join(" ")} (${version}) cannot make virtual environments: its venv module is missing or not whole`,
      `On Debian or Ubuntu run \`sudo apt-get install python3.${minor(version)}-venv\`, elsewhere install Python from its own site; then run the command again`,
    );
  }
  const only = found.map(({ command, version }) => `${command.join(" ")} ${version}`).join(", ");
  throw new UserError(
    `Python 3.11 or newer is needed, and ${only ? `only ${only} is` : "there is none"} on the PATH`,
    `Install Python 3.13 (Debian, Ubuntu: \`sudo apt-get install python3 python3-venv\`; macOS: \`brew install python@3.13\`; Windows: \`winget install Python.Python.3.13\`), then run the command again`,
  );
}

/** Asks each Python on the PATH for its version until one fits. */
async function findPython() {
  /** @type {Found[]} */
  const found = [];
  for (const command of candidates) {
    const { ok, output } = await runQuietly([...command, "-c", question]);
    const [, version, hasVenv] = /^(\d+\.\d+\.\d+) (True|False)\s*$/.exec(output) ?? [];
    if (!ok || version === undefined) continue;
    found.push({ command, version, hasVenv: hasVenv === "True" });
    if (minor(version) >= 11 && minor(version) <= 13 && hasVenv === "True") break;
  }
  return choosePython(found);
}

/** The `pyvenv.cfg` of the environment: which Python made it, and where. */
export const venvConfig = () => readIfThere(join(venv, "pyvenv.cfg")) ?? "";

/** True if Python and pip are complete, and the environment was made in this folder: it cannot be moved. */
function venvUsable() {
  const [, version = ""] = /^version\s*=\s*(\S+)/m.exec(venvConfig()) ?? [];
  return (
    minor(version) >= 11 &&
    venvConfig().includes(venv) &&
    existsSync(pythonIn(venv)) &&
    installedPackages(venv).has("pip")
  );
}

/** Packages whose installation was interrupted: pip would consider them installed. */
const cutOff = () => findPackages(venv).filter(({ complete }) => !complete);

/** Keeps Node from treating JupyterLab's scripts as ES modules, as the project's `package.json` says. */
const manifest = join(venv, "package.json");

/** True if `.venv` exists and every package in it is complete. */
export const venvComplete = () => venvUsable() && existsSync(manifest) && cutOff().length === 0;

/** Set-up changes the environment's folder, and a link may lead to someone else's. */
function refuseLink() {
  if (!lstatSync(venv, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new UserError(
    `${venv} is a symbolic link to ${readlinkSync(venv)}, where set-up would delete and install packages`,
    "Remove the link (what it points to stays), and set-up makes a .venv of the project's own; then run the command again",
  );
}

/** Makes or repairs `.venv`. */
export async function makeVenv() {
  refuseLink();
  if (!venvUsable()) {
    const { command } = await findPython();
    const { ok, output } = await runQuietly([...command, "-m", "venv", "--clear", venv]);
    if (!ok) throw explainFailure("The Python environment", output);
  }
  for (const { folder } of cutOff()) rmSync(folder, { recursive: true });
  writeFileSync(manifest, '{ "type": "commonjs" }\n');
  return `Python ${/^version\s*=\s*(\S+)/m.exec(venvConfig())?.[1]}`;
}
