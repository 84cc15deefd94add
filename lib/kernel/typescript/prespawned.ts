import { closeSync, constants, openSync } from "node:fs";
import { findSnapshot } from "../snapshot.mjs";
import { kill } from "./kill.ts";

/** A TypeScript process that runs already, for this one to talk to. */
export interface Prespawned {
  pid: number;
  /** What it starts from. */
  snapshot: string;
  /** The file descriptors of its input and of its output, at this end. */
  input: number;
  output: number;
}

/** Where `start.sh` leaves the ends of the process' input and output. */
const [keptInput, output] = [5, 6];

/**
 * The TypeScript process that `start.sh` has started, at the other ends of two named pipes; undefined if it has not, or
 * from another snapshot than the newest: that one is ended, before it reads what cells print.
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
  // An end that is opened waits for the other, which is gone if the process is; but not where somebody reads.
  const reader = openSync(paths.input, O_RDONLY | O_NONBLOCK);
  // One that child processes of cells do not inherit: as long as one is open, the process does not end.
  const input = openSync(paths.input, "w");
  for (const descriptor of [reader, keptInput]) closeSync(descriptor);
  return { pid: Number(pid), snapshot, input, output };
}
