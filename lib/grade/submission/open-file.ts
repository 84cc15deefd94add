import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, type Stats } from "node:fs";
import { nativePath } from "./file-names.ts";

/** Bytes read at once for a digest. */
const CHUNK = 1_000_000;
/** Bytes of the largest file that is digested. */
const MOST = 200_000_000;

/**
 * Opens an untrusted file and passes it to `read`. Does not follow symbolic links, block on pipes or read devices.
 *
 * @throws Error with the `code` of `openSync`, or `ENOTFILE` if the path is not a regular file
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

/**
 * The contents of an untrusted file.
 *
 * @throws Error whose message is the end of a sentence, if it cannot be read or has more than `most` bytes
 */
export function readWhole(path: string, most: number): Buffer {
  try {
    return withFile(path, (file, { size }) => {
      if (size <= most) return readFileSync(file);
      throw new Error(`it is ${megabytes(size)} MB, larger than the ${megabytes(most)} MB that are read`);
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOTFILE") throw new Error("it is not a file");
    throw new Error(code === undefined ? message : `it cannot be read (${code})`);
  }
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);

/**
 * The SHA-256 of a file. For a file larger than `most` bytes, its size and modification time; for an unreadable one, the error
 * code.
 */
export function fileDigest(path: string, most = MOST): string {
  try {
    return withFile(path, (file, { size, mtimeMs }) => {
      if (size > most) return `${size} bytes of ${mtimeMs}`;
      const hash = createHash("sha256");
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, size + 1));
      for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk))
        hash.update(chunk.subarray(0, read));
      return hash.digest("hex");
    });
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
