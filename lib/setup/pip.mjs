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
 */
export async function pipInstall(what, name, requirements) {
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
  // Two of these run in parallel, and neither may read what the other has half written. The lock has all dependencies: to resolve
  // them again takes pip 2 s of CPU time.
  const apart = ["--disable-pip-version-check", "--no-warn-conflicts", "--no-deps"];
  const env = { ...jupyterEnv(), PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0" };
  const { ok, output } = await runQuietly([...command, ...apart, ...locked], env);
  if (ok) return `${Math.round(downloaded(output))} MB downloaded`;
  throw explainDigest(what, output) ?? explainFailure(what, output);
}

/** Folders that are rarely imported or take long to compile: Python compiles them when they are imported. */
const uncompiled = String.raw`site-packages[/\\](?:.*[/\\])?(?:tests?|plotly|debugpy|tensorflow)[/\\]`;

/** As `python -m compileall -j 0`, which hands over one file at a time: to find all compiled takes that 6 s of CPU time, and this 1 s. */
const compile = `
import compileall, concurrent.futures, functools, pathlib, re, sys
skipped = re.compile(sys.argv[2])
files = [path for path in map(str, pathlib.Path(sys.argv[1]).rglob("*.py")) if not skipped.search(path)]
with concurrent.futures.ProcessPoolExecutor() as pool:
    for _ in pool.map(functools.partial(compileall.compile_file, quiet=2), files, chunksize=50):
        pass`;

/** Compiles the packages, in parallel and with less than all of them: pip would take twice the CPU time, on one core. */
export async function compilePackages() {
  await runQuietly([pythonIn(venv), "-c", compile, packagesFolder(venv) ?? "", uncompiled]);
}
