import { closeSync, constants, openSync } from "node:fs";
import { findSnapshot } from "../snapshot.mjs";
import { spawnTypeScript } from "./spawn";

/** The TypeScript process that one thread has started, for another to talk to. */
export interface HeadStart {
  pid: number | undefined;
  /** What it starts from; none: from the bundle. */
  snapshot: string | undefined;
  /** The file descriptors of its input and of its output, at this end. */
  input: number;
  output: number;
}

/**
 * Starts the TypeScript process in the very beginning: it takes longest of all that a first cell waits for, and
 * longer than the wire thread, which is to talk to it, takes to come up.
 *
 * @param folder of the built kernel
 * @param log the file descriptor for its complaints
 * @param paths of named pipes: its input, its output, and what lies under this process' stderr
 */
export function headStart(
  folder: string,
  log: number,
  paths: Record<"input" | "output" | "stderr", string>,
): HeadStart {
  const { O_RDONLY, O_NONBLOCK } = constants;
  // An end that is opened waits for the other, but not for one that does not wait itself.
  const waitingFor = openSync(paths.input, O_RDONLY | O_NONBLOCK);
  const input = openSync(paths.input, "w");
  const output = openSync(paths.output, O_RDONLY | O_NONBLOCK);
  const itsOwn = [
    openSync(paths.input, "r"),
    openSync(paths.output, "w"),
    openSync(paths.stderr, O_RDONLY | O_NONBLOCK),
  ];
  const [stdin, stdout, stderr] = itsOwn;
  const snapshot = findSnapshot(folder);
  const child = spawnTypeScript(folder, snapshot, [stdin, stdout, log, stderr]);
  // It is the other end that notices, by the output's.
  child.on("error", () => {});
  child.unref();
  for (const descriptor of [waitingFor, ...itsOwn]) closeSync(descriptor);
  return { pid: child.pid, snapshot, input, output };
}
