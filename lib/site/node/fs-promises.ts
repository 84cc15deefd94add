/** `node:fs/promises`. */
import { Buffer } from "buffer";
import { promises, statSync } from "./fs.ts";

export const {
  readFile,
  writeFile,
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  unlink,
  rename,
  copyFile,
  stat,
} = promises;

/** The flags of `open`, which a page does not need. */
export const constants = { O_RDONLY: 0, O_NONBLOCK: 0 };

/** A file to read: a handle has the bytes as they were when it was opened. */
export async function open(path: string | URL) {
  const stats = statSync(path);
  const bytes = stats?.isFile() ? ((await readFile(path)) as Buffer) : Buffer.alloc(0);
  return {
    stat: async () => stats,
    readFile: async () => bytes,
    read: async (into: Uint8Array, offset: number, length: number, position: number) => {
      const part = bytes.subarray(position, position + length);
      into.set(part, offset);
      return { bytesRead: part.length, buffer: into };
    },
    close: async () => {},
  };
}

export default promises;
