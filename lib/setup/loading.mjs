/** Tries to load installed packages: all of a kind in one process, then each that failed in a process of its own. */
import { errorLine } from "./failure.mjs";
import { jupyterEnv, pythonCommand } from "./paths.mjs";
import { runQuietly } from "./run.mjs";

/**
 * Makes the command that loads packages. It prints `loaded NAME` on a line of its own for each that loads.
 *
 * @typedef {(names: string[]) => string[]} LoadCommand
 */

const env = { ...jupyterEnv(), KERAS_BACKEND: "tensorflow", TF_CPP_MIN_LOG_LEVEL: "3" };

/**
 * The packages that do not load, each with the reason.
 *
 * @param {{ name: string, load?: LoadCommand }[]} packages without `load`, it is not tried
 * @returns {Promise<Map<string, string>>}
 */
export async function loadFailures(packages) {
  /** @type {Map<LoadCommand, string[]>} */
  const kinds = new Map();
  for (const { name, load } of packages) {
    if (load !== undefined) kinds.set(load, [...(kinds.get(load) ?? []), name]);
  }
  /** @type {Map<string, string>} */
  const failures = new Map();
  await Promise.all(
    [...kinds].map(async ([command, names]) => {
      const { loaded } = await run(command, names);
      for (const name of names.filter((name) => !loaded.has(name))) {
        const alone = await run(command, [name]);
        if (!alone.loaded.has(name)) failures.set(name, errorLine(alone.output));
      }
    }),
  );
  return failures;
}

/**
 * @param {LoadCommand} command
 * @param {string[]} names
 */
async function run(command, names) {
  const { ok, output } = await runQuietly(command(names), env);
  // After a crash it is unknown which of them caused it.
  return {
    loaded: new Set(ok ? [...output.matchAll(/^loaded (.*)$/gm)].map(([, name]) => name) : []),
    output,
  };
}

/** @type {LoadCommand} */
export const pythonImports = (names) => [pythonCommand(), "-c", importModules, ...names];

const importModules = `
import importlib, sys
modules = {"tensorflow-cpu": "tensorflow", "scikit-learn": "sklearn"}
for name in sys.argv[1:]:
    try:
        importlib.import_module(modules.get(name, name.replace("-", "_")))
        print(f"\\nloaded {name}", flush=True)
    except BaseException as error:
        print(f"\\n{type(error).__name__}: {error}", flush=True)`;

/** Code to try instead of importing the package. @type {Record<string, string | undefined>} */
const trials = {
  "@biomejs/biome": 'run("node_modules/@biomejs/biome/bin/biome", "--version")',
  "@noble/hashes": 'await import("@noble/hashes/sha2.js")', // its root throws
  assemblyscript: 'await import("assemblyscript/asc")',
  esbuild: '(await import("esbuild")).transformSync("1")',
  "plotly.js-dist": 'run("--check", "node_modules/plotly.js-dist/plotly.js")', // loads in browsers only
  tsx: 'await import("./lib/errors.ts")',
};

/** @param {string[]} names */
const importsOf = (names) => `
  import { execFileSync } from "node:child_process";
  const run = (...args) => execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  ${names
    .map(
      (name) => `
  try {
    ${trials[name] ?? `await import(${JSON.stringify(name)})`};
    console.log(${JSON.stringify(`\nloaded ${name}`)});
  } catch (error) {
    console.log(error?.stack ?? String(error));
  }`,
    )
    .join("")}`;

/** @type {LoadCommand} */
const nodeImports = (names) => [process.execPath, "--input-type=module", "-e", importsOf(names)];

/** After this project's preparation of TensorFlow. @type {LoadCommand} */
const preparedImports = (names) => {
  const prepare = names.some((name) => name !== "tsx")
    ? '(await import("./lib/tfjs/prepare.ts")).prepareTensorFlow();'
    : "";
  return [process.execPath, "--import", "tsx", "--input-type=module", "-e", prepare + importsOf(names)];
};

/** @param {string} name of an npm package */
export const npmImports = (name) =>
  ["tsx", "@tensorflow/tfjs-node", "danfojs-node"].includes(name) ? preparedImports : nodeImports;
