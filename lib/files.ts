import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
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
