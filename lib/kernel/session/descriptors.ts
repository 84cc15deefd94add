import { closeSync, constants, openSync } from "node:fs";
import type { Descriptors, StreamName } from "../thread-messages.ts";

/**
 * Puts named pipes under the file descriptors 1 and 2, so that a cell's native code and child processes print
 * into its output too.
 */
export function pipeDescriptors(paths: Record<StreamName, string>): Descriptors {
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
}

/** A new file takes the lowest free number. */
function put(path: string, descriptor: number): void {
  closeSync(descriptor);
  const opened = openSync(path, "w");
  if (opened !== descriptor) throw new Error(`expected file descriptor ${descriptor}, received ${opened}`);
}
