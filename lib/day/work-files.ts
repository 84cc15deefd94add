import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { generated, root } from "../setup/paths.mjs";
import { diskError } from "./day-error.ts";

/** What a run leaves for a moment under `.day/` bears its process id, so that what a killed one left can be told. */
const NAME = /^(?:run|part)-(\d+)/;

/**
 * An empty folder for this run's copies; takes away what killed runs have left.
 *
 * @throws DayError when the disk is full or the project may not be written to
 */
export function workFolder(): string {
  const folder = join(generated, `run-${process.pid}`);
  try {
    mkdirSync(generated, { recursive: true });
    for (const name of readdirSync(generated)) {
      const id = Number(NAME.exec(name)?.[1]);
      if (id === process.pid || (id > 0 && !isAlive(id))) {
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
 * Writes a file of the project whole or not at all: under `.day/` first, then in its place in one step.
 *
 * @throws DayError when the disk is full or the folder may not be written to; the old file is as it was
 */
export function writeWhole(path: string, text: string): void {
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
