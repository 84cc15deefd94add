/**
 * Paths of the project, its Python and its Jupyter files. JavaScript without dependencies, because set-up needs it in a bare clone.
 */
import { existsSync } from "node:fs";
import { basename, delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const windows = process.platform === "win32";

/** The project's folder. */
export const root = resolve(fileURLToPath(import.meta.url), "../../..");

/** The folder of everything generated: reports, stamps, caches. */
export const generated = join(root, ".day");

/** The project's own Python environment, where no conda environment is active. */
export const venv = join(root, ".venv");

/**
 * The active conda environment, or `undefined`. The base environment, which many shells activate by default, is ignored.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function condaEnvironment(env = process.env) {
  const prefix = env.CONDA_PREFIX;
  if (!prefix) return undefined;
  const isBase = existsSync(join(prefix, "condabin")) || env.CONDA_DEFAULT_ENV === "base";
  return isBase ? undefined : prefix;
}

/**
 * The name of that environment for `conda activate`, for messages.
 *
 * @param {string} prefix
 */
export const condaName = (prefix) => process.env.CONDA_DEFAULT_ENV || basename(prefix);

/**
 * Absolute path of the Python in a `.venv` or conda folder.
 *
 * @param {string} prefix
 */
export function pythonIn(prefix) {
  if (!windows) return join(prefix, "bin", "python");
  return prefix === venv ? join(prefix, "Scripts", "python.exe") : join(prefix, "python.exe");
}

/** Absolute path of the Python that has Jupyter: the active conda environment's, else `.venv`'s. */
export function pythonCommand() {
  return pythonIn(condaEnvironment() ?? venv);
}

/** The folder that holds `kernels/tslab`: in the project if a conda environment is active, which is never written to. */
export function jupyterDirectory() {
  return condaEnvironment() ? join(generated, "jupyter") : join(venv, "share", "jupyter");
}

/**
 * The environment for every Python or Jupyter process of the project: its programs first on the PATH, the
 * `tslab` kernel found before any other of that name, no packages from outside the environment.
 *
 * @param {NodeJS.ProcessEnv} env what to start from
 * @returns {NodeJS.ProcessEnv}
 */
export function jupyterEnv(env = process.env) {
  const { PYTHONHOME, PYTHONPATH, ...kept } = env;
  const pathKey = Object.keys(kept).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const prefix = condaEnvironment();
  const programs = join(prefix ?? venv, windows ? "Scripts" : "bin");
  return {
    ...kept,
    ...(prefix ? {} : { VIRTUAL_ENV: venv }),
    [pathKey]: [programs, kept[pathKey]].filter(Boolean).join(delimiter),
    JUPYTER_PATH: [jupyterDirectory(), kept.JUPYTER_PATH].filter(Boolean).join(delimiter),
    JUPYTER_PREFER_ENV_PATH: "1",
    PYTHONNOUSERSITE: "1",
  };
}
