/**
 * Loads each package, starts the kernel, and compares built files with their digests. It needs no package itself.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { builtFolder } from "../kernel/build.mjs";
import { findSnapshot, isWhole } from "../kernel/snapshot.mjs";
import { addonFile, isOnPath, tensorFlowVersion } from "./addon.mjs";
import { damagedAddon, damagedKernelFiles, damagedNpmPackages, damagedPythonPackages } from "./damage.mjs";
import { installedPackages, missingPins, projectPins, testPins, testRequirements } from "./environment.mjs";
import { errorLine } from "./failure.mjs";
import { loadFailures, npmImports, pythonImports } from "./loading.mjs";
import { checkAddressSpace, checkLoopback, checkProjectFolder, checkTemporaryFolder } from "./machine.mjs";
import { npmCommand, npmComplete } from "./npm.mjs";
import { condaEnvironment, condaName, generated, jupyterEnv, pythonCommand, root, venv } from "./paths.mjs";
import { venvComplete } from "./python.mjs";
import { runQuietly } from "./run.mjs";
import { parse, readIfThere } from "./stamps.mjs";
import { kernelspecFolder, tensorFlowFolder } from "./steps.mjs";
import { damagedFiles } from "./sums.mjs";
import { dim, green, red, yellow } from "./terminal.mjs";
import { UserError } from "./user-error.mjs";

/**
 * One part of the project and its state.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {string | undefined} version what was found
 * @property {boolean} well
 * @property {string} remedy the exact command that repairs it
 * @property {boolean} [optional] the day runs without it
 */

const setUp = "npm run setup";

/**
 * The command that repairs a package that does not load: `npm run setup` for damage that it can see, else `--fresh`, which
 * reinstalls everything.
 *
 * @param {import("./damage.mjs").Damage[]} damage of packages of its kind
 */
const remedyFor = (damage) => (damage.length > 0 ? setUp : "npm run setup -- --fresh");

const WIDTH = 30;

/**
 * Prints a tick for each part that is well, or the command that repairs it.
 *
 * @returns {Promise<number>} exit code
 */
export async function doctor() {
  let code = 0;
  const own = [machine, programs, python, npmPackages, native, engine, kernel, snapshot];
  for (const find of [...own, testPackages, browser]) {
    for (const part of await find()) {
      console.log(lineOf(part));
      if (!part.well && !part.optional) code = 1;
    }
  }
  return code;
}

/**
 * The damaged parts. Finds less than `doctor`, in half a second.
 *
 * @returns {Part[]}
 */
export function damagedParts() {
  const npm = damagedNpmPackages().map(({ name, file }) => damaged(`The npm package ${name}`, [file]));
  const addon = damagedAddon().map(({ name, file }) => damaged(`The ${name}`, [file]));
  const python = damagedPythonPackages().map(({ name, file }) =>
    damaged(`The Python package ${name}`, [file]),
  );
  const built = damagedKernelFiles();
  const kernel = built.length > 0 ? [damaged("The built kernel", built)] : [];
  return [...npm, ...addon, ...python, ...kernel, ...engine().filter(({ well }) => !well)];
}

/**
 * @param {string} name
 * @param {string[]} files
 * @param {string} remedy
 * @returns {Part}
 */
function damaged(name, files, remedy = setUp) {
  return { name, version: `damaged (${files.join(", ")})`, well: false, remedy };
}

/**
 * @param {string} name
 * @param {string} version
 * @returns {Part}
 */
const wellPart = (name, version) => ({ name, version, well: true, remedy: "" });

/** @param {Part} part */
function lineOf({ name, version = "missing", well, remedy, optional }) {
  const label = `${name.padEnd(WIDTH)}  ${version}`;
  if (well) return `${green("✓")} ${label}`;
  const mark = optional ? yellow("–") : red("✗");
  return `${mark} ${label}\n    ${remedy}${optional ? dim("  (the day goes on without it)") : ""}`;
}

/** @returns {Promise<Part[]>} */
async function machine() {
  const checks = [
    { name: "project's folder", version: root, check: checkProjectFolder },
    { name: "temporary files", version: tmpdir(), check: checkTemporaryFolder },
    { name: "WebAssembly's memory", version: "no limit", check: checkAddressSpace },
    { name: "loopback interface", version: "127.0.0.1", check: checkLoopback },
  ];
  // Only the user can tell whether it is right.
  const clock = wellPart("clock", new Date().toISOString().slice(0, 16));
  const parts = await Promise.all(
    checks.map(async ({ name, version, check }) => {
      try {
        await check();
        return wellPart(name, version);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { name, version: error.reason, well: false, remedy: error.remedy ?? "" };
      }
    }),
  );
  return [...parts, clock];
}

/** @returns {Promise<Part[]>} */
async function programs() {
  const npm = await runQuietly([...npmCommand(), "--version"]);
  const compiler = ["g++", "clang++"].find(isOnPath);
  return [
    wellPart("node", process.versions.node), // main.mjs has refused an old one
    {
      name: "npm",
      version: npm.ok ? npm.output.trim() : undefined,
      well: npm.ok,
      remedy: "nvm install --lts",
    },
    // Not required: set-up can install a compiler for the addon.
    wellPart("C++ compiler", process.env.CXX || compiler || "set-up brings ziglang"),
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
    remedy: conda || !venvComplete() ? remedy : remedyFor([]),
  };
  const installed = installedPackages(conda ?? venv);
  const { jupyter, keras, tensorflow } = projectPins();
  const chosen = tensorflow.find(({ name }) => installed.has(name)) ?? tensorflow[0];
  // Keras does not load without its back end.
  const isTried = (/** @type {import("./environment.mjs").Pin} */ pin) =>
    !keras.includes(pin) || tensorFlowFolder() !== undefined;
  const packages = [...jupyter, ...keras, chosen].map((pin) => ({
    name: pin.name,
    version: installed.get(pin.name),
    pinned: pin.version,
    remedy,
    optional: pin === chosen || keras.includes(pin),
    load: isTried(pin) ? pythonImports : undefined,
  }));
  const damage = damagedPythonPackages();
  return [interpreter, ...(await packageParts(packages, damage, conda ? remedy : remedyFor(damage)))];
}

/**
 * Parts for the packages that the project pins, and for damaged packages that came with them.
 *
 * @param {(Omit<Part, "well"> & { pinned: string, load?: import("./loading.mjs").LoadCommand })[]} packages
 * @param {import("./damage.mjs").Damage[]} damage
 * @param {string} loadRemedy for a package that does not load
 * @returns {Promise<Part[]>}
 */
async function packageParts(packages, damage, loadRemedy) {
  const damagedFile = (/** @type {string} */ of) => damage.find(({ name }) => name === of)?.file;
  const failures = await loadFailures(
    packages.filter(({ name, version, pinned }) => version === pinned && damagedFile(name) === undefined),
  );
  const parts = packages.map(({ pinned, load: _, ...found }) => {
    const part = { ...found, well: found.version === pinned };
    const file = damagedFile(part.name);
    if (file !== undefined) return { ...part, version: `${part.version}, damaged (${file})`, well: false };
    const failure = failures.get(part.name);
    if (failure === undefined) return part;
    return {
      ...part,
      version: `${part.version}, does not load: ${failure}`,
      well: false,
      remedy: loadRemedy,
    };
  });
  const names = new Set(packages.map(({ name }) => name));
  const others = damage.filter(({ name }) => !names.has(name));
  return [...parts, ...others.map(({ name, file }) => damaged(name, [file]))];
}

/** @returns {Promise<Part[]>} */
async function npmPackages() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const damage = damagedNpmPackages();
  const remedy = npmComplete() ? remedyFor(damage) : setUp;
  const packages = Object.entries({ ...dependencies, ...devDependencies }).map(([name, pinned]) => ({
    name,
    version: versionOf(name),
    pinned,
    remedy,
    // Types have no code to load.
    load: name.startsWith("@types/") ? undefined : npmImports(name),
  }));
  return packageParts(packages, damage, remedyFor([...damage, ...damagedAddon()]));
}

/** @param {string} name */
const versionOf = (name) => parse(readIfThere(join(root, "node_modules", name, "package.json")))?.version;

/** @returns {Part[]} */
function engine() {
  const files = damagedFiles(join(root, "lib", "engine"));
  const part = { name: "engine.wasm", version: "as committed", well: true, remedy: "npm run build:engine" };
  return files.length === 0 ? [part] : [damaged("lib/engine", files, part.remedy)];
}

/** @returns {Promise<Part[]>} */
async function native() {
  const part = { name: "addon of tfjs-node", remedy: setUp, optional: true };
  if (readIfThere(addonFile) === undefined) return [{ ...part, version: undefined, well: false }];
  try {
    const version = await tensorFlowVersion(addonFile);
    return [{ ...part, version: `TensorFlow ${version}`, well: tensorFlowFolder() !== undefined }];
  } catch (error) {
    const remedy = remedyFor([...damagedAddon(), ...damagedPythonPackages()]);
    return [{ ...part, version: errorLine(/** @type {UserError} */ (error).message), well: false, remedy }];
  }
}

const runCell = `
import nbclient, nbformat
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
nbclient.NotebookClient(notebook, kernel_name="tslab", timeout=60).execute()
print(notebook.cells[0].outputs[0]["data"]["text/plain"])`;

/**
 * Asks Jupyter itself which kernel it would start, and runs a cell in it.
 *
 * @returns {Promise<Part[]>}
 */
async function kernel() {
  const files = damagedKernelFiles();
  if (files.length > 0) return [damaged("kernel tslab", files)];
  const command = [pythonCommand(), "-m", "jupyter_client.kernelspecapp", "list", "--json"];
  const { ok, output } = await runQuietly(command, jupyterEnv());
  const list = ok && /^\{[\s\S]*^\}/m.exec(output)?.[0]; // Jupyter may print warnings around it
  const found = list && parse(list)?.kernelspecs.tslab;
  const isThere = (/** @type {string} */ word) => !isAbsolute(word) || existsSync(word);
  const well = found?.resource_dir === kernelspecFolder() && found.spec.argv.every(isThere);
  const spec = { name: "kernel tslab", version: found?.resource_dir, well, remedy: setUp };
  return well ? [spec, await cell()] : [spec];
}

/** @returns {Promise<Part>} */
async function cell() {
  const name = "kernel tslab runs a cell";
  const lacksLoopback = await checkLoopback().then(
    () => false,
    () => true,
  );
  if (lacksLoopback) {
    return { name, version: "not tried without the loopback interface", well: false, remedy: "see above" };
  }
  const env = { ...jupyterEnv(), JUPYTER_RUNTIME_DIR: join(generated, "jupyter-runtime") };
  const { ok, output } = await runQuietly([pythonCommand(), "-c", runCell], env);
  const well = ok && /^2\s*$/m.test(output);
  return {
    name,
    version: well ? "1 + 1 is 2" : errorLine(output),
    well,
    remedy: remedyFor([...damagedNpmPackages(), ...damagedPythonPackages()]),
  };
}

/** @returns {Part[]} */
function snapshot() {
  const file = findSnapshot(builtFolder());
  const size = file && `${(statSync(file).size / 1e6).toFixed(0)} MB`;
  const well = file !== undefined && isWhole(file);
  const version = file && (well ? `Node ${process.versions.node}, ${size}` : "damaged");
  return [{ name: "snapshot of TypeScript", version, well, remedy: setUp, optional: true }];
}

/** @returns {Part[]} */
function testPackages() {
  const installed = installedPackages(condaEnvironment() ?? venv);
  const pins = testPins();
  const versions = pins.flatMap(({ name }) => (installed.has(name) ? `${name} ${installed.get(name)}` : []));
  return [
    {
      name: "Python packages (for tests)",
      version: versions.join(", ") || undefined,
      well: missingPins(pins, installed).length === 0,
      remedy: condaEnvironment() ? `python -m pip install -r ${testRequirements}` : "npm test",
      optional: true,
    },
  ];
}

/** @returns {Part[]} */
function browser() {
  const found = ["chromium", "chromium-browser", "google-chrome"].find(isOnPath);
  return [
    {
      name: "chromium (for tests)",
      version: found,
      well: found !== undefined,
      remedy: "sudo apt-get install chromium",
      optional: true,
    },
  ];
}
