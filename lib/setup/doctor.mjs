import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { builtFolder } from "../kernel/build.mjs";
import { findSnapshot, isWhole } from "../kernel/snapshot.mjs";
import { addonFile, isOnPath, tensorFlowVersion } from "./addon.mjs";
import { installedPackages, missingPins, projectPins, testPins, testRequirements } from "./environment.mjs";
import { lastWords } from "./failure.mjs";
import { npmCommand } from "./npm.mjs";
import { condaEnvironment, condaName, jupyterEnv, pythonCommand, root, venv } from "./paths.mjs";
import { runQuietly } from "./run.mjs";
import { readIfThere } from "./stamps.mjs";
import { kernelFolder, tensorFlowFolder } from "./steps.mjs";
import { dim, green, red, yellow } from "./terminal.mjs";

/**
 * One part of the project and its state.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {string | undefined} version what was found
 * @property {boolean} well
 * @property {string} remedy the exact command that mends it
 * @property {boolean} [optional] the day goes on without it
 */

const setUp = "npm run setup";

/**
 * Prints a tick for each part that is well, or the command that mends it.
 *
 * @returns {Promise<number>} exit code
 */
export async function doctor() {
  const parts = (
    await Promise.all([
      programs(),
      python(),
      npmPackages(),
      native(),
      kernel(),
      snapshot(),
      testPackages(),
      browser(),
    ])
  ).flat();
  const width = Math.max(...parts.map(({ name }) => name.length));
  for (const part of parts) console.log(lineOf(part, width));
  return parts.some(({ well, optional }) => !well && !optional) ? 1 : 0;
}

/**
 * @param {Part} part
 * @param {number} width of the longest name
 */
function lineOf({ name, version = "missing", well, remedy, optional }, width) {
  const label = `${name.padEnd(width)}  ${version}`;
  if (well) return `${green("✓")} ${label}`;
  const mark = optional ? yellow("–") : red("✗");
  return `${mark} ${label}\n    ${remedy}${optional ? dim("  (the day goes on without it)") : ""}`;
}

/** @returns {Promise<Part[]>} */
async function programs() {
  const npm = await runQuietly([...npmCommand(), "--version"]);
  const compiler = ["g++", "clang++"].find(isOnPath);
  return [
    { name: "node", version: process.versions.node, well: true, remedy: "" }, // main.mjs has refused an old one
    {
      name: "npm",
      version: npm.ok ? npm.output.trim() : undefined,
      well: npm.ok,
      remedy: "nvm install --lts",
    },
    // Its absence shows in the addon, for which set-up can bring a compiler itself.
    {
      name: "C++ compiler",
      version: process.env.CXX || compiler || "set-up brings ziglang",
      well: true,
      remedy: "",
    },
  ];
}

/** @returns {Promise<Part[]>} */
async function python() {
  const conda = condaEnvironment();
  const { ok, output } = await runQuietly([pythonCommand(), "--version"]);
  const place = conda ? `conda environment ${condaName(conda)}` : ".venv";
  const remedy = conda ? `conda env update --name ${condaName(conda)} --file environment.yml` : setUp;
  const interpreter = {
    name: `python (${place})`,
    version: ok ? output.trim().replace("Python ", "") : undefined,
    well: ok,
    remedy,
  };
  const installed = installedPackages(conda ?? venv);
  const { jupyter, keras, tensorflow } = projectPins();
  const chosen = tensorflow.find(({ name }) => installed.has(name)) ?? tensorflow[0];
  const pins = [...jupyter, ...keras, chosen].map((pin) => ({
    name: pin.name,
    version: installed.get(pin.name),
    well: installed.get(pin.name) === pin.version,
    remedy,
    optional: pin === chosen || keras.includes(pin),
  }));
  return [interpreter, ...pins];
}

/** @returns {Part[]} */
function npmPackages() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return Object.entries({ ...dependencies, ...devDependencies }).map(([name, pinned]) => {
    const { version } = JSON.parse(readIfThere(join(root, "node_modules", name, "package.json")) ?? "{}");
    return { name, version, well: version === pinned, remedy: setUp };
  });
}

/** @returns {Promise<Part>} */
async function native() {
  const part = { name: "addon of tfjs-node", remedy: setUp, optional: true };
  if (readIfThere(addonFile) === undefined) return { ...part, version: undefined, well: false };
  try {
    const version = await tensorFlowVersion(addonFile);
    return { ...part, version: `TensorFlow ${version}`, well: tensorFlowFolder() !== undefined };
  } catch (error) {
    return { ...part, version: lastWords(String(error)), well: false };
  }
}

/**
 * Asks Jupyter itself which kernel it would start.
 *
 * @returns {Promise<Part>}
 */
async function kernel() {
  const command = [pythonCommand(), "-m", "jupyter", "kernelspec", "list", "--json"];
  const { ok, output } = await runQuietly(command, jupyterEnv());
  const list = ok && /^\{[\s\S]*^\}/m.exec(output)?.[0]; // Jupyter may print warnings around it
  const found = list ? JSON.parse(list).kernelspecs.tslab : undefined;
  const isThere = (/** @type {string} */ word) => !isAbsolute(word) || existsSync(word);
  const well = found?.resource_dir === kernelFolder() && found.spec.argv.every(isThere);
  return { name: "kernel tslab", version: found?.resource_dir, well, remedy: setUp };
}

/** @returns {Part} */
function testPackages() {
  const installed = installedPackages(condaEnvironment() ?? venv);
  const pins = testPins();
  const versions = pins.flatMap(({ name }) => (installed.has(name) ? `${name} ${installed.get(name)}` : []));
  return {
    name: "Python packages (for tests)",
    version: versions.join(", ") || undefined,
    well: missingPins(pins, installed).length === 0,
    remedy: condaEnvironment() ? `python -m pip install -r ${testRequirements}` : "npm test",
    optional: true,
  };
}

/** @returns {Part} */
function snapshot() {
  const file = findSnapshot(builtFolder());
  const size = file && `${(statSync(file).size / 1e6).toFixed(0)} MB`;
  const well = file !== undefined && isWhole(file);
  const version = file && (well ? `Node ${process.versions.node}, ${size}` : "damaged");
  return { name: "snapshot of TypeScript", version, well, remedy: setUp, optional: true };
}

/** @returns {Part} */
function browser() {
  const found = ["chromium", "chromium-browser", "google-chrome"].find(isOnPath);
  return {
    name: "chromium (for tests)",
    version: found,
    well: found !== undefined,
    remedy: "sudo apt-get install chromium",
    optional: true,
  };
}
