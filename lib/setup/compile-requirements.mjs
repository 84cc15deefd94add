/**
 * `npm run lock`: makes `requirements.lock` with uv, one file for Python 3.11 to 3.14 and every system that NumPy has wheels for.
 * It keeps versions where it can; `npm run lock -- --upgrade` takes the newest ones. More arguments go to uv.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { explainFailure } from "./failure.mjs";
import { root } from "./paths.mjs";
import { inputsDigest, lockFile, lockInputs } from "./requirements.mjs";
import { runProgram, say } from "./terminal.mjs";
import { UserError } from "./user-error.mjs";

const options = [
  ...["--quiet", "--universal", "--python-version=3.11", "--only-binary=:all:", "--generate-hashes"],
  // The lock holds no address of a registry and no path of this machine.
  ...["--no-config", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--annotation-style=line"],
];

/** A wheel for a Python and a system that NumPy has wheels for: elsewhere pip could not install the rest. */
const usable =
  /-(?:cp31[1-4]t?|abi3|none)-(?:any|(?:manylinux|musllinux|macosx|win)\S*(?:x86_64|aarch64|amd64|arm64|universal2))\.whl$/;

/** The comment that the lock begins with. */
const head =
  () => `# Every Python package that set-up installs, with the SHA-256 of its wheels; for Python 3.11 to 3.14.
# Made by \`npm run lock\` (needs uv, https://docs.astral.sh/uv) from environment.yml, tests/requirements.txt and the
# compiler's pin in lib/setup/environment.mjs. \`npm run lock -- --upgrade\` takes the newest versions that these allow.
# Inputs: ${inputsDigest()}
`;

/**
 * @param {string[]} args
 * @param {string} input
 * @returns {string} what uv prints
 */
function compile(args, input) {
  const command = ["pip", "compile", ...options, ...args];
  const { error, status, stdout, stderr } = spawnSync("uv", command, { cwd: root, input, encoding: "utf8" });
  if (/** @type {NodeJS.ErrnoException | undefined} */ (error)?.code === "ENOENT") {
    throw new UserError(
      "uv is not on the PATH",
      "Install it (for instance `pipx install uv`), then run it again",
    );
  }
  // If uv ends before it has read its input, `error` is EPIPE, and the reason is in stderr.
  if (status !== 0) throw explainFailure("The lock of the Python packages", stderr || String(error), "made");
  return stdout;
}

/** @param {string[]} args for uv */
function makeLock(args) {
  compile([...args, "-", "--output-file", lockFile], lockInputs().join("\n"));
  // The same packages again, with the names of the files.
  const files = compile(["--no-deps", "--format=pylock.toml", lockFile], "");
  const wheels = [...files.matchAll(/([^/"]+\.whl)".* sha256 = "(\w+)"/g)];
  const kept = new Set(wheels.flatMap(([, name, digest]) => (usable.test(name) ? digest : [])));
  const file = join(root, lockFile);
  const lock = readFileSync(file, "utf8").replace(/ \\\n +--hash=sha256:(\w+)/g, (hash, digest) =>
    kept.has(digest) ? hash : "",
  );
  writeFileSync(file, head() + lock);
}

await runProgram(() => {
  makeLock(process.argv.slice(2));
  say(`Wrote ${lockFile}`);
}, 2);
