import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StreamName } from "../thread-messages";

/** The reading ends of what lies under the file descriptors 1 and 2. */
export type Descriptors = Record<StreamName, number>;

/**
 * Puts a pipe under the file descriptors 1 and 2, so that a cell's native code and child processes print
 * into its output too. Called before anything else opens a file: a new file takes the lowest free number.
 * Not on Windows, which has no such pipes.
 *
 * @throws Error if the pipes cannot be made; all is as before then
 */
export function pipeDescriptors(): Descriptors {
  const folder = mkdtempSync(join(tmpdir(), "tslab-"));
  const paths = { stdout: join(folder, "stdout"), stderr: join(folder, "stderr") };
  try {
    execFileSync("mkfifo", ["-m", "600", paths.stdout, paths.stderr], { stdio: "ignore" });
    const open = (path: string) => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const reading = { stdout: open(paths.stdout), stderr: open(paths.stderr) };
    for (let round = 0; round < 2; round++) {
      put(paths.stdout, 1);
      put(paths.stderr, 2);
      // Made when first asked for, and Node lets the pipes under them not wait where they are full: for it that would do,
      // for a child process not, so the second round opens them anew. The server's own pipes are let be.
      void [process.stdout, process.stderr];
    }
    return reading;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function put(path: string, descriptor: number): void {
  closeSync(descriptor);
  const opened = openSync(path, "w");
  if (opened !== descriptor) throw new Error(`expected file descriptor ${descriptor}, received ${opened}`);
}
