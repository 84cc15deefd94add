/** Digests of built files, in the format of `sha256sum`, to find damage. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomic } from "./write-atomic.mjs";

export const sumsFile = "SHA256SUMS";

/** @param {string} file one that is not there counts as empty */
export const fileSha256 = (file) => createHash("sha256").update(read(file)).digest("hex");

/**
 * Writes `SHA256SUMS` for these files of a folder.
 *
 * @param {string} folder
 * @param {string[]} files their names
 */
export function writeSums(folder, files) {
  const lines = files.sort().map((file) => `${fileSha256(join(folder, file))}  ${file}\n`);
  writeAtomic(join(folder, sumsFile), lines.join(""));
}

/**
 * The files of a folder that are missing or differ from `SHA256SUMS`; `SHA256SUMS` itself if it lists none.
 *
 * @param {string} folder
 * @returns {string[]} their names
 */
export function damagedFiles(folder) {
  const lines = read(join(folder, sumsFile))
    .toString()
    .matchAll(/^([0-9a-f]{64}) {2}(.+?)\r?$/gm);
  const listed = [...lines].map(([, digest, file]) => ({ digest, file }));
  if (listed.length === 0) return [sumsFile];
  return listed
    .filter(({ digest, file }) => fileSha256(join(folder, file)) !== digest)
    .map(({ file }) => file);
}

/**
 * @param {string} file
 * @returns {Buffer} empty if it cannot be read
 */
function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
