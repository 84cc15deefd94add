/**
 * A stamp records that a step of set-up is complete, and its key: a digest of everything that the step depends on. It is removed
 * before the step starts and written atomically after it, so that a killed run leaves no wrong stamp.
 */
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { generated } from "./paths.mjs";
import { writeAtomic } from "./write-atomic.mjs";

export const stampsFolder = join(generated, "setup");

/**
 * The text of a file, or `undefined` if it cannot be read.
 *
 * @param {string} file
 */
export function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * Parses JSON, or returns `undefined` if the text is not valid, for example because its file is cut off.
 *
 * @param {string | undefined} text
 */
export function parse(text) {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

/**
 * One short key for everything that a step depends on.
 *
 * @param {...(string | undefined)} parts
 */
export function digest(...parts) {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/**
 * Reads a stamp: a step's key, or the reason why it was skipped.
 *
 * @param {string} name
 */
export const readStamp = (name) => readIfThere(join(stampsFolder, name));

/**
 * @param {string} name
 * @param {string} content
 */
export function writeStamp(name, content) {
  writeAtomic(join(stampsFolder, name), content);
}

/** @param {string} name */
export const removeStamp = (name) => rmSync(join(stampsFolder, name), { force: true });
