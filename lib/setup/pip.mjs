import { explainFailure } from "./failure.mjs";
import { jupyterEnv, pythonIn, venv } from "./paths.mjs";
import { runQuietly } from "./run.mjs";

const inMegabytes = { k: 1e-3, M: 1, G: 1e3 };

/**
 * How much pip says that it downloaded, in MB.
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
 * Installs into `.venv`.
 *
 * @param {string} what the subject of the sentence if it fails
 * @param {string[]} requirements
 * @param {string[]} flags
 */
export async function pipInstall(what, requirements, ...flags) {
  const command = [pythonIn(venv), "-m", "pip", "install", "--no-input", "--progress-bar=off"];
  // Two of these run side by side: neither may look at what the other has half written.
  const apart = ["--disable-pip-version-check", "--no-warn-conflicts"];
  const env = { ...jupyterEnv(), PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0" };
  const { ok, output } = await runQuietly([...command, ...apart, ...flags, ...requirements], env);
  if (ok) return `${Math.round(downloaded(output))} MB downloaded`;
  throw explainFailure(what, output);
}
