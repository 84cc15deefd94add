import { closeSync, constants, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Descriptors } from "../thread-messages.ts";

/**
 * Opens the named pipes that `start.sh` has made as the file descriptors 1 and 2, so that the output of native code and child
 * processes goes into the cell, and deletes them from the file system.
 *
 * @returns the reading ends; `undefined` without `start.sh`, as on Windows
 */
export function pipeDescriptors(): Descriptors | undefined {
  const folder = process.env.TSLAB_PIPES;
  delete process.env.TSLAB_PIPES;
  if (folder === undefined) return undefined;
  const [stdout, stderr] = [join(folder, "stdout"), join(folder, "stderr")];
  try {
    const open = (path: string) => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const reading = { stdout: open(stdout), stderr: open(stderr) };
    for (let round = 0; round < 2; round++) {
      put(stdout, 1);
      put(stderr, 2);
      // Node makes the pipes non-blocking when it creates these streams. Child processes would then lose output to a full
      // pipe, so the second round opens the pipes again.
      void [process.stdout, process.stderr];
    }
    return reading;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Opens `path` as `descriptor`: a new file gets the lowest free number. */
function put(path: string, descriptor: number): void {
  closeSync(descriptor);
  const opened = openSync(path, "w");
  if (opened !== descriptor) throw new Error(`expected file descriptor ${descriptor}, received ${opened}`);
}
