import { closeSync, constants, openSync } from "node:fs";
import { findSnapshot } from "../snapshot.mjs";

/** A TypeScript process that `start.sh` has started before the kernel. */
export interface Prespawned {
  pid: number;
  /** The snapshot that it was started from. */
  snapshot: string;
  /** The kernel's file descriptors of its input and output. */
  input: number;
  output: number;
}

/** The descriptors that `start.sh` leaves open for the process' input and output. */
const [keptInput, output] = [5, 6];

/**
 * Connects to the TypeScript process that `start.sh` has started. Returns `undefined` if there is none, or if it runs from an
 * outdated snapshot: that one is killed, so that it does not read the output of cells.
 *
 * @param folder of the built kernel
 * @param paths of the named pipes
 */
export function takePrespawned(folder: string, paths: Record<"input", string>): Prespawned | undefined {
  const [, pid, snapshot] = /^(\d+) (.*)$/s.exec(process.env.TSLAB_TYPESCRIPT ?? "") ?? [];
  delete process.env.TSLAB_TYPESCRIPT;
  if (snapshot === undefined) return undefined;
  if (snapshot !== findSnapshot(folder)) {
    kill(Number(pid));
    for (const descriptor of [keptInput, output]) closeSync(descriptor);
    return undefined;
  }
  const { O_RDONLY, O_NONBLOCK } = constants;
  // Opening the pipe for writing blocks without a reader, and the process may have ended: this is a reader.
  const reader = openSync(paths.input, O_RDONLY | O_NONBLOCK);
  // Opened again because child processes would inherit descriptor 5, and the TypeScript process would outlive the kernel.
  const input = openSync(paths.input, "w");
  for (const descriptor of [reader, keptInput]) closeSync(descriptor);
  return { pid: Number(pid), snapshot, input, output };
}

/** Kills a process, unless it has already ended. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
