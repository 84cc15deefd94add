import { closeSync, constants, openSync } from "node:fs";
import type { Descriptors, StreamName } from "../thread-messages.ts";

/**
 * Opens named pipes as the file descriptors 1 and 2, so that the output of native code and child processes goes into the cell.
 *
 * @returns the reading ends
 */
export function pipeDescriptors(paths: Record<StreamName, string>): Descriptors {
  const open = (path: string) => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const reading = { stdout: open(paths.stdout), stderr: open(paths.stderr) };
  for (let round = 0; round < 2; round++) {
    put(paths.stdout, 1);
    put(paths.stderr, 2);
    // Node makes the pipes non-blocking when it creates these streams. Child processes would then lose output to a full pipe,
    // so the second round opens the pipes again.
    void [process.stdout, process.stderr];
  }
  return reading;
}

/** Opens `path` as `descriptor`: a new file gets the lowest free number. */
function put(path: string, descriptor: number): void {
  closeSync(descriptor);
  const opened = openSync(path, "w");
  if (opened !== descriptor) throw new Error(`expected file descriptor ${descriptor}, received ${opened}`);
}
