import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { nativePath } from "./file-names.ts";

/** Bytes that are read for a digest at once, and at most. */
const PIECE = 1_000_000;
const MOST = 200_000_000;

/**
 * Reads a file that anybody may have put there: a link is not followed, a pipe not waited for, a device not read.
 *
 * @throws what opening throws, with its `code`; for what is no file the code `ENOTFILE`
 */
export function withFile<T>(path: string, read: (file: number, stats: Stats) => T): T {
  const file = openSync(nativePath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw Object.assign(new Error(`${path} is no file`), { code: "ENOTFILE" });
    return read(file, stats);
  } finally {
    closeSync(file);
  }
}

/** Stands for what is in a file; of one that cannot be read, for why. What is very large is known by its size and age. */
export function fileDigest(path: string, most = MOST): string {
  try {
    return withFile(path, (file, { size, mtimeMs }) => {
      if (size > most) return `${size} bytes of ${mtimeMs}`;
      const hash = createHash("sha256");
      const piece = Buffer.allocUnsafe(Math.min(PIECE, size + 1));
      for (let read = readSync(file, piece); read > 0; read = readSync(file, piece))
        hash.update(piece.subarray(0, read));
      return hash.digest("hex");
    });
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
