/**
 * `npm run lock`: makes `requirements.lock` with uv, one file for every Python from 3.11 on and every system. It keeps versions
 * where it can; `npm run lock -- --upgrade` takes the newest ones. More arguments go to uv.
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

/** The comment that the lock begins with. */
const head =
  () => `# Every Python package that set-up installs, with the SHA-256 of its files; for Python 3.11 and newer, on every system.
# Made by \`npm run lock\` (needs uv, https://docs.astral.sh/uv) from environment.yml, tests/requirements.txt and the
# compiler's pin in lib/setup/environment.mjs. \`npm run lock -- --upgrade\` takes the newest versions that these allow.
# Inputs: ${inputsDigest()}
`;

/** @param {string[]} args */
function compile(args) {
  const command = ["pip", "compile", ...options, ...args, "-", "--output-file", lockFile];
  const { error, status, stderr } = spawnSync("uv", command, {
    cwd: root,
    input: lockInputs().join("\n"),
    encoding: "utf8",
  });
  if (/** @type {NodeJS.ErrnoException | undefined} */ (error)?.code === "ENOENT") {
    throw new UserError(
      "uv is not on the PATH",
      "Install it (for instance `pipx install uv`), then run it again",
    );
  }
  // If uv ends before it has read its input, `error` is EPIPE, and the reason is in stderr.
  if (status !== 0) throw explainFailure("The lock of the Python packages", stderr || String(error), "made");
  const file = join(root, lockFile);
  writeFileSync(file, head() + readFileSync(file, "utf8"));
}

await runProgram(() => {
  compile(process.argv.slice(2));
  say(`Wrote ${lockFile}`);
}, 2);
