import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import { generated, root } from "./setup/paths.mjs";
import { UserError } from "./setup/user-error.mjs";

/** Temporary files under `.day/` bear the id of their process, so that those of a killed one are recognized. */
const NAME = /^(?:run|part)-(\d+)/;

/**
 * Makes an empty folder under `.day/` for this process, and removes those of killed ones.
 *
 * @param use tells several folders of one process apart
 * @throws UserError when the disk is full or the project may not be written to
 */
export function temporaryFolder(use = ""): string {
  const folder = join(generated, `run-${process.pid}${use}`);
  try {
    mkdirSync(generated, { recursive: true });
    for (const name of readdirSync(generated)) {
      const id = Number(NAME.exec(name)?.[1]);
      if (join(generated, name) === folder || (id > 0 && !isAlive(id))) {
        rmSync(join(generated, name), { recursive: true, force: true });
      }
    }
    mkdirSync(folder);
    return folder;
  } catch (error) {
    throw diskError(error, "A copy of the notebooks");
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // another user's
  }
}

/** Milliseconds after which nobody is taken to be at work any more. */
const ABANDONED = 3_600_000;

/**
 * Waits until no other process does a work of this name, then does it. One that was killed keeps nobody waiting.
 *
 * @throws AbortError when `signal` is aborted while it waits
 * @throws UserError when the disk is full or the project may not be written to
 */
export async function oneAtATime<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const lock = join(generated, `${name}.lock`);
  mkdirSync(generated, { recursive: true });
  while (!isTaken(lock)) await setTimeout(200, undefined, { signal });
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isTaken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      rmSync(lock, { force: true });
      throw diskError(error, relative(root, lock));
    }
  }
  try {
    const owner = Number(readFileSync(lock, "utf8"));
    const isOld = Date.now() - statSync(lock).mtimeMs > ABANDONED;
    if (isOld || (owner > 0 && !isAlive(owner))) rmSync(lock, { force: true });
  } catch {
    // It was removed meanwhile.
  }
  return false;
}

/**
 * Writes a file of the project atomically: under `.day/` first, then renamed into its place.
 *
 * @throws UserError when the disk is full or the folder may not be written to; the old file is then unchanged
 */
export function writeFileAtomic(path: string, text: string): void {
  const part = join(generated, `part-${process.pid}-${basename(path)}`);
  try {
    mkdirSync(generated, { recursive: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(part, text, { flush: true });
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw diskError(error, relative(root, path));
  }
}

/**
 * Writes a file atomically: beside its place first, then renamed. Makes the folder if there is none.
 *
 * @param write writes the new file, which does not exist yet
 * @throws UserError when the disk is full or the folder may not be written to; the old file is then unchanged
 */
export async function replaceFile(path: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.part-${process.pid}-${++parts}`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    await write(part);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw diskError(error, path);
  }
}

/** The same for a text, at once. @throws the error of the disk; the old file is then unchanged */
export function replaceText(path: string, text: string): void {
  const part = join(dirname(path), `.part-${process.pid}`);
  try {
    writeFileSync(part, text);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

let parts = 0;

/** The error for a full disk or a missing permission, as a sentence; any other error is rethrown. */
export function diskError(error: unknown, what: string): UserError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new UserError(
      `${what} could not be written because the disk is full: free some space and run again.`,
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new UserError(`${what} could not be written (${code}): make its folder writable.`);
  }
  throw error;
}
