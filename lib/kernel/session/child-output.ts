import childProcess, { ChildProcess, spawnSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Descriptors, StreamName } from "../thread-messages.ts";
import { currentParentId } from "./parent.ts";

/** Its `spawn` is missing from Node's types. */
const { prototype } = ChildProcess as unknown as { prototype: { spawn(options: SpawnOptions): unknown } };

interface SpawnOptions {
  stdio?: unknown;
}

/**
 * Gives each child process that inherits stdout or stderr pipes of its own, so that its output goes to the cell that started it
 * even if another one runs by then. A synchronous child process of the running cell needs none.
 *
 * @param read receives the reading ends
 * @param runningParentId the parent id of the running cell, if one runs
 */
export function separateChildOutput(
  read: (descriptors: Descriptors) => void,
  runningParentId: () => string | undefined,
): void {
  const { spawn } = prototype;
  prototype.spawn = function (this: ChildProcess, options) {
    if (currentParentId() === undefined) return spawn.call(this, options);
    return withOwnPipes(options, read, (separated) => spawn.call(this, separated));
  };
  for (const name of ["spawnSync", "execFileSync", "execSync"] as const) {
    const original = childProcess[name] as (...values: unknown[]) => unknown;
    const separating = (...values: unknown[]) => {
      const options = values.at(-1);
      const parentId = currentParentId();
      if (parentId === undefined || parentId === runningParentId() || !isOptions(options))
        return original(...values);
      return withOwnPipes(options, read, (separated) => original(...values.slice(0, -1), separated));
    };
    Object.assign(childProcess, { [name]: separating });
  }
  syncBuiltinESMExports();
}

const isOptions = (value: unknown): value is SpawnOptions =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Starts a child process with new pipes in place of the streams that it would inherit, if there are any. */
function withOwnPipes<T>(
  options: SpawnOptions,
  read: (descriptors: Descriptors) => void,
  start: (options: SpawnOptions) => T,
): T {
  const { stdio } = options;
  const given: unknown[] = stdio === "inherit" ? Array(3).fill("inherit") : Array.isArray(stdio) ? stdio : [];
  const inherited = given.map(inheritedStream);
  const pipes = inherited.some((name) => name !== undefined) ? openPipes() : undefined;
  if (pipes === undefined) return start(options);
  try {
    read(pipes.reading);
    const separated = given.map((entry, index) => {
      const name = inherited[index];
      return name === undefined ? entry : pipes.writing[name];
    });
    return start({ ...options, stdio: separated });
  } finally {
    for (const descriptor of Object.values(pipes.writing)) closeSync(descriptor);
  }
}

/** The stream of this process that the child inherits as its descriptor `index`. */
function inheritedStream(entry: unknown, index: number): StreamName | undefined {
  const own = entry === "inherit" ? index : entry;
  if (own === 1 || own === process.stdout) return "stdout";
  if (own === 2 || own === process.stderr) return "stderr";
  return undefined;
}

/** A new pair of pipes; `undefined` if it cannot be made. Named pipes, as Node cannot make others. */
function openPipes(): { reading: Descriptors; writing: Descriptors } | undefined {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), `tslab-${process.pid}-`));
    const paths = { stdout: join(folder, "stdout"), stderr: join(folder, "stderr") };
    if (spawnSync("mkfifo", ["-m", "600", paths.stdout, paths.stderr]).status !== 0) return undefined;
    const open = (flags: number): Descriptors => ({
      stdout: openSync(paths.stdout, flags),
      stderr: openSync(paths.stderr, flags),
    });
    // In this order: opening an end waits for the other one, unless it does not block.
    return { reading: open(constants.O_RDONLY | constants.O_NONBLOCK), writing: open(constants.O_WRONLY) };
  } catch {
    // No room, no folder for it, or too many open files: the output goes to the running cell.
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
