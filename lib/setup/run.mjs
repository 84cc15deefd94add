import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { root } from "./paths.mjs";

const guard = fileURLToPath(new URL("guard.mjs", import.meta.url));

/**
 * Runs a command and captures its output. It is killed if this process dies.
 *
 * @param {string[]} command program and arguments
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function runQuietly([program, ...args], env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [guard, program, ...args], { cwd: root, env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.on("close", (code) => resolve({ ok: code === 0, output }));
  });
}

/**
 * Runs a command in the user's terminal.
 *
 * @param {string[]} command program and arguments
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => void} [onStderr] called with what it prints to stderr, instead of the terminal
 * @returns {Promise<number>} its exit code; as in a shell, 128 and the number of the signal that ended it
 */
export function runHere([program, ...args], env = process.env, onStderr) {
  return new Promise((resolve, reject) => {
    const stderr = onStderr === undefined ? "inherit" : "pipe";
    const child = spawn(program, args, { cwd: root, env, stdio: ["inherit", "inherit", stderr] });
    if (onStderr !== undefined) child.stderr?.setEncoding("utf8").on("data", onStderr);
    // The terminal sends Ctrl-C to both processes; the command decides how to react.
    const ignore = () => {};
    const forward = () => child.kill("SIGTERM");
    process.on("SIGINT", ignore).on("SIGTERM", forward);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", ignore).off("SIGTERM", forward);
      resolve(code ?? 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)]);
    });
  });
}
