import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildKernel, builtFolder } from "../kernel/build.mjs";
import { buildLibrary, changedSince, libraryFolder, libraryKey } from "../kernel/library.mjs";
import { buildSnapshot, findSnapshot } from "../kernel/snapshot.mjs";
import { addonFile, addonKey, buildAddon } from "./addon.mjs";
import { areSizesKnown, confirmNpmPackages, recordNpmPackages } from "./damage.mjs";
import {
  installedPackages,
  missingPins,
  packagesFolder,
  projectPins,
  testPins,
  testRequirements,
} from "./environment.mjs";
import { explainFailure } from "./failure.mjs";
import { addMissingPackages, installNpmPackages, npmComplete } from "./npm.mjs";
import { condaEnvironment, condaName, jupyterDirectory, root, venv } from "./paths.mjs";
import { compilePackages, pipInstall } from "./pip.mjs";
import { makeVenv, venvComplete, venvConfig } from "./python.mjs";
import { lockedRequirements } from "./requirements.mjs";
import { runQuietly } from "./run.mjs";
import { digest, parse, readIfThere, readStamp } from "./stamps.mjs";
import { UserError } from "./user-error.mjs";

/**
 * One step of set-up.
 *
 * @typedef {object} Step
 * @property {string} name of its stamp
 * @property {string} title
 * @property {string} [note] how much it downloads (measured on Linux x86-64), or what it works from
 * @property {string[]} [needs] names of the steps that come before it
 * @property {string} [without] only for an optional step: the consequence of leaving it out
 * @property {() => boolean} [possible] whether what it builds on is there; default: always
 * @property {() => string} key changes with everything that the step depends on
 * @property {() => boolean} present whether what it makes is there
 * @property {() => Promise<string>} run returns what was made, for the reader
 */

const onWasm = "TensorFlow.js runs on its wasm back end, with the same results";

/** The folder of TensorFlow's Python package if the pinned version is installed, else `undefined`. */
export function tensorFlowFolder() {
  const prefix = condaEnvironment() ?? venv;
  const installed = installedPackages(prefix);
  const there = projectPins().tensorflow.some(({ name, version }) => installed.get(name) === version);
  return there ? join(packagesFolder(prefix) ?? "", "tensorflow") : undefined;
}

/** @type {Step} */
const npm = {
  name: "npm",
  title: "npm packages",
  note: "up to 150 MB to download",
  key: () => digest(readIfThere(join(root, "package-lock.json"))),
  present: npmComplete,
  run: async () => {
    if (npmComplete()) return "already installed";
    const areKnown = areSizesKnown();
    const missing = await addMissingPackages();
    if (missing !== undefined) {
      if (areKnown) confirmNpmPackages();
      else recordNpmPackages();
      return missing;
    }
    const all = await installNpmPackages();
    recordNpmPackages();
    return all;
  },
};

/** @type {Step} */
const environment = {
  name: "venv",
  title: "Python environment .venv",
  key: () => digest(venv),
  present: venvComplete,
  run: makeVenv,
};

/**
 * A step that installs a part of the lock into `.venv`.
 *
 * @param {Omit<Step, "key" | "run">} step
 * @param {string} subject of the sentence if it fails
 * @param {() => string} requirements
 * @param {{ compile?: boolean }} options whether what is installed then is compiled
 * @returns {Step}
 */
const pipStep = (step, subject, requirements, { compile = false } = {}) => ({
  ...step,
  key: () => digest(venvConfig(), requirements()),
  run: async () => {
    const installed = await pipInstall(subject, step.name, requirements());
    if (compile) await compilePackages();
    return installed;
  },
});

/** @param {import("./environment.mjs").Pin[]} pins */
const areInstalled = (pins) => missingPins(pins, installedPackages(venv)).length === 0;

const jupyter = pipStep(
  {
    name: "jupyter",
    title: "JupyterLab, pandas, NumPy",
    note: "up to 120 MB to download",
    needs: ["venv"],
    present: () => areInstalled(projectPins().jupyter),
  },
  "Jupyter's packages",
  () => lockedRequirements(projectPins().jupyter),
  { compile: true },
);

/** TensorFlow without its dependencies: the addon is built against it while pip installs the rest. */
const tensorflow = pipStep(
  {
    name: "tensorflow",
    title: "TensorFlow",
    note: "up to 275 MB to download",
    needs: ["venv"],
    without: onWasm,
    possible: () => process.platform !== "win32", // nobody has built the addon against it there
    present: () => tensorFlowFolder() !== undefined,
  },
  "TensorFlow",
  () => lockedRequirements(projectPins().tensorflow, { dependencies: false }),
);

const keras = pipStep(
  {
    name: "keras",
    title: "Keras and scikit-learn for Python",
    note: "up to 90 MB to download",
    needs: ["jupyter", "tensorflow"],
    without: "the tests have no real Keras to compare with",
    present: () => areInstalled(projectPins().keras),
  },
  "Keras for Python",
  // With TensorFlow's dependencies, if TensorFlow is there.
  () => {
    const { jupyter, keras, tensorflow } = projectPins();
    return lockedRequirements([...jupyter, ...keras, ...(tensorFlowFolder() ? tensorflow : [])]);
  },
  { compile: true },
);

const testPackages = pipStep(
  {
    name: "tests",
    title: "Python packages for the tests",
    note: "up to 25 MB to download",
    needs: ["keras"],
    present: () => areInstalled(testPins()),
  },
  "The tests' Python packages",
  () => lockedRequirements(testPins()),
);

/** @type {Step} */
const addon = {
  name: "addon",
  title: "Native addon of @tensorflow/tfjs-node",
  note: "built from source",
  needs: ["npm", "tensorflow"],
  without: onWasm,
  possible: () => tensorFlowFolder() !== undefined || condaEnvironment() !== undefined,
  key: () => addonKey(tensorFlowFolder() ?? ""),
  present: () => existsSync(addonFile),
  run: async () => {
    const folder = tensorFlowFolder();
    if (folder === undefined) throw new UserError("The active conda environment has no TensorFlow.");
    return buildAddon(folder, condaEnvironment() === undefined);
  },
};

const kernelSource = pathToFileURL(join(root, "lib", "kernel", "kernelspec.ts")).href;

/** @type {Step} */
const kernel = {
  name: "kernel",
  title: "Jupyter kernel tslab",
  needs: ["npm", "jupyter"],
  key: () => digest(process.execPath, root, jupyterDirectory(), builtFolder(), libraryKey()),
  present: () =>
    parse(readIfThere(join(kernelspecFolder(), "kernel.json"))) !== undefined && existsSync(libraryFolder),
  run: async () => {
    const { tsImport } = await import("tsx/esm/api");
    const { installKernelSpec } = await tsImport(kernelSource, import.meta.url);
    installKernelSpec(kernelspecFolder());
    buildKernel();
    await buildLibrary();
    return "";
  },
};

/**
 * A snapshot is made again, for 18 s of CPU time, once more files of `lib` than this have changed, or the last change is older than an
 * hour: not after each edit. Until then a changed file that most others import costs the first kernel up to 7.5 s of CPU time, which
 * checks them again, and each later one up to 2 s, which reads them as they are.
 */
const mostChanged = 30;
const hour = 3_600_000;

/**
 * Makes the kernel start faster. Due when a file of the kernel or a package has changed, or files of `lib`, which it has parsed.
 *
 * @type {Step}
 */
const snapshot = {
  name: "snapshot",
  title: "Start-up snapshot of TypeScript",
  note: "for the kernel, from what is installed",
  needs: ["npm"],
  without: "kernels take a second longer to start",
  key: () => digest(process.version, builtFolder()),
  present: () => {
    const file = findSnapshot(builtFolder());
    if (file === undefined) return false;
    const changes = changedSince(statSync(file).mtimeMs);
    const isEdited = Math.max(...changes) > Date.now() - hour;
    return changes.length === 0 || (changes.length <= mostChanged && isEdited);
  },
  run: async () => {
    try {
      const { megabytes } = await buildSnapshot(buildKernel(), runQuietly);
      return `${megabytes.toFixed(0)} MB on disk`;
    } catch (error) {
      throw explainFailure("The snapshot of TypeScript", /** @type {Error} */ (error).message, "made");
    }
  },
};

export const kernelspecFolder = () => join(jupyterDirectory(), "kernels", "tslab");

/**
 * The steps for this machine. A conda environment is checked and used, never changed.
 *
 * @param {boolean} forTests whether what only tests need is wanted
 */
export function setUpSteps(forTests) {
  const conda = condaEnvironment();
  if (conda !== undefined) {
    checkConda(conda, forTests);
    return [npm, addon, kernel, snapshot];
  }
  const steps = [npm, environment, jupyter, tensorflow, keras, addon, kernel, snapshot];
  return forTests ? [...steps, testPackages] : steps;
}

/**
 * True if the step was not done for its current key, or its result is gone.
 *
 * @param {Step} step
 */
export function isDue(step) {
  if (step.possible?.() === false) return false;
  const key = step.key();
  if (readStamp(step.name) === key && step.present()) return false;
  return skippedBecause(step) === undefined;
}

/**
 * Why an optional step was left out, if it was with its current key.
 *
 * @param {Step} step
 * @returns {string | undefined}
 */
export function skippedBecause(step) {
  const [key, reason] = parse(readStamp(`${step.name}.skipped`)) ?? [];
  return key === step.key() ? reason : undefined;
}

/**
 * @param {string} prefix
 * @param {boolean} forTests
 */
function checkConda(prefix, forTests) {
  const name = condaName(prefix);
  /**
   * @param {import("./environment.mjs").Pin[]} pins
   * @param {string} file that has the pins
   * @param {string} command that installs them
   */
  const check = (pins, file, command) => {
    const missing = missingPins(pins, installedPackages(prefix));
    if (missing.length === 0) return;
    const list = missing.map(({ name, version }) => `${name} ${version}`).join(", ");
    throw new UserError(
      `The active conda environment "${name}" is not as ${file} says: it lacks ${list}`,
      `Run \`${command}\`, or \`conda deactivate\` and set-up makes its own .venv; then run the command again`,
    );
  };
  check(projectPins().jupyter, "environment.yml", `conda env update --name ${name} --file environment.yml`);
  if (forTests) check(testPins(), testRequirements, `python -m pip install -r ${testRequirements}`);
}
