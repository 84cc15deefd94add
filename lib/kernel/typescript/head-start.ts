import { closeSync, constants, openSync } from "node:fs";
import { findSnapshot } from "../snapshot.mjs";
import { kill } from "./kill";

/** A TypeScript process that runs already, for this one to talk to. */
export interface HeadStart {
  pid: number;
  /** What it starts from. */
  snapshot: string;
  /** The file descriptors of its input and of its output, at this end. */
  input: number;
  output: number;
}

/** Where `start.sh` leaves the end of the process' output. */
const output = 6;

/**
 * The TypeScript process that `start.sh` has started, at the other ends of two named pipes; undefined if it has not, or
 * from another snapshot than the newest: that one is ended, before it reads what cells print.
 *
 * @param folder of the built kernel
 * @param paths of the named pipes
 */
export function takeHeadStart(folder: string, paths: Record<"input", string>): HeadStart | undefined {
  const [, pid, snapshot] = /^(\d+) (.*)$/s.exec(process.env.TSLAB_TYPESCRIPT ?? "") ?? [];
  delete process.env.TSLAB_TYPESCRIPT;
  if (snapshot === undefined) return undefined;
  if (snapshot !== findSnapshot(folder)) {
    kill(Number(pid));
    return undefined;
  }
  const { O_RDONLY, O_NONBLOCK } = constants;
  // An end that is opened waits for the other, which is gone if the process is; but not where somebody reads.
  const reader = openSync(paths.input, O_RDONLY | O_NONBLOCK);
  const input = openSync(paths.input, "w");
  closeSync(reader);
  return { pid: Number(pid), snapshot, input, output };
}
