/**
 * Builds the native addon of `@tensorflow/tfjs-node` from the sources in its package, against pip's TensorFlow instead of the
 * older one that the package would download.
 */
import { accessSync, constants, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { compilerPin } from "./environment.mjs";
import { errorLine, explainFailure } from "./failure.mjs";
import { pythonIn, root, venv } from "./paths.mjs";
import { pipInstall } from "./pip.mjs";
import { lockedRequirements } from "./requirements.mjs";
import { runQuietly } from "./run.mjs";
import { digest, readIfThere } from "./stamps.mjs";
import { writeSums } from "./sums.mjs";
import { UserError } from "./user-error.mjs";

const tfjsNode = join(root, "node_modules", "@tensorflow", "tfjs-node");
const apiHeaders = join(root, "node_modules", "node-api-headers", "include");
const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(tfjsNode, "binding", name));

/** The file of the addon. Its folder is named by the newest Node-API version that the package knows. */
export const addonFile = join(tfjsNode, "lib", "napi-v8", "tfjs_binding.node");

/**
 * The command line of the build. The addon uses only Node-API, so that one file fits every Node.
 *
 * @param {string[]} compiler
 * @param {string} tensorflow folder of the Python package
 * @param {string} output
 * @param {NodeJS.Platform} platform
 */
export function buildCommand(compiler, tensorflow, output, platform = process.platform) {
  const common = ["-O2", "-fPIC", "-std=c++17", "-DNAPI_VERSION=8"];
  const includes = [tfjsNode, apiHeaders, join(tensorflow, "include")].map((folder) => `-I${folder}`);
  const libraries =
    platform === "darwin"
      ? ["cc", "framework"].map((part) => join(tensorflow, `libtensorflow_${part}.2.dylib`))
      : [`-L${tensorflow}`, "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"];
  const kind = platform === "darwin" ? ["-bundle", "-undefined", "dynamic_lookup"] : ["-shared"];
  const rpath = `-Wl,-rpath,${tensorflow}`;
  return [...compiler, ...common, ...kind, ...includes, ...sources, "-o", output, ...libraries, rpath];
}

/**
 * Digest of everything that the addon depends on.
 *
 * @param {string} tensorflow
 */
export function addonKey(tensorflow) {
  return digest(...buildCommand([process.env.CXX ?? ""], tensorflow, ""), ...sources.map(readIfThere));
}

/**
 * @param {string} tensorflow folder of the Python package
 * @param {boolean} mayInstall whether a compiler may be installed into `.venv`
 */
export async function buildAddon(tensorflow, mayInstall) {
  const [compiler, note] = await findCompiler(mayInstall);
  const built = addonFile.replace(/\.node$/, `.${process.pid}.node`);
  mkdirSync(dirname(addonFile), { recursive: true });
  try {
    const { ok, output } = await runQuietly(buildCommand(compiler, tensorflow, built));
    if (!ok) throw explainFailure("The native addon", output, `built by ${note}`);
    const version = await tensorFlowVersion(built);
    renameSync(built, addonFile);
    writeSums(dirname(addonFile), [basename(addonFile)]);
    return `TensorFlow ${version}, built by ${note}`;
  } finally {
    rmSync(built, { force: true });
  }
}

/**
 * The version of the TensorFlow that an addon loads. Another process loads it, because a library for another processor would crash
 * this one.
 *
 * @param {string} file
 */
export async function tensorFlowVersion(file) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2" };
  const { ok, output } = await runQuietly(
    [process.execPath, "-p", `require(${JSON.stringify(file)}).TF_Version`],
    env,
  );
  if (!ok) throw new UserError(`The native addon does not load: ${errorLine(output)}.`);
  return /\S+\s*$/.exec(output)?.[0].trim();
}

/**
 * @param {boolean} mayInstall
 * @returns {Promise<[string[], string]>} the start of a command line, and its name
 */
async function findCompiler(mayInstall) {
  const wanted = process.env.CXX?.trim();
  if (wanted) return [wanted.split(/\s+/), `${wanted} (CXX)`];
  const found = ["g++", "clang++"].find(isOnPath);
  if (found) {
    // To read TensorFlow's symbols takes gold 2 s of CPU time, and the usual linker 9 s.
    const gold = [found, "-fuse-ld=gold"];
    const { ok } = await runQuietly([...gold, "-Wl,--version"]);
    return [ok ? gold : [found], found];
  }
  if (!mayInstall) {
    throw new UserError(
      "There is no C++ compiler on the PATH (in a conda environment, `conda install cxx-compiler` brings one).",
    );
  }
  const requirements = lockedRequirements([compilerPin]);
  await pipInstall("A C++ compiler (ziglang)", "compiler", requirements);
  return [[pythonIn(venv), "-m", "ziglang", "c++"], `${compilerPin.name} ${compilerPin.version}`];
}

/** @param {string} program */
export function isOnPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
