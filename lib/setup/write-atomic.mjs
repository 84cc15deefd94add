import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file atomically, as another process may be reading it. Makes its folder if there is none.
 *
 * @param {string} file
 * @param {string | Buffer} content
 */
export function writeAtomic(file, content) {
  const draft = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(draft, content);
  renameSync(draft, file);
}
