import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { readWhole } from "./open-file.ts";
import { zipName } from "./zip-names.ts";

/** Bytes of the largest archive, bytes of all its files, and how many there may be. */
export interface ArchiveLimits {
  archive: number;
  content: number;
  files: number;
}

export const OF_A_PERSON: ArchiveLimits = { archive: 200_000_000, content: 500_000_000, files: 20_000 };
export const OF_A_CLASS: ArchiveLimits = { archive: 1_000_000_000, content: 5_000_000_000, files: 500_000 };

/** Bytes of the largest file in an archive. */
const LARGEST_FILE = 200_000_000;
/** Bytes that are unpacked at once. */
const BATCH = 50_000_000;
/** Folders whose files are not graded, and would only take time. */
const SKIPPED = /(?:^|\/)(?:node_modules|site-packages|__pycache__|__MACOSX|\.git|\.ipynb_checkpoints)\//;
const LONGEST_PATH = 1_000;

/**
 * Unpacks a zip file into a folder, never outside of it: links become files, and absolute paths,
 * drives and `..` are left out. Each file takes at most the bytes that the archive's directory says.
 *
 * @returns remarks on what was left out
 * @throws Error whose message is the end of a sentence, if nothing can be unpacked
 */
export function unpack(path: string, into: string, limits: ArchiveLimits): string[] {
  const data = readWhole(path, limits.archive);
  if (isEncrypted(data)) throw new Error("it needs a password: unpack it by hand");
  const { entries, remarks } = entriesOf(data, limits);
  mkdirSync(into, { recursive: true });
  for (let from = 0; from < entries.length; ) {
    const batch = new Set<string>();
    for (let bytes = 0; from < entries.length && (batch.size === 0 || bytes < BATCH); from++) {
      bytes += entries[from].size;
      batch.add(entries[from].name);
    }
    const files = wellFormed(() => unzipSync(data, { filter: ({ name }) => batch.has(name) }));
    for (const [name, content] of Object.entries(files)) {
      if (!batch.has(name)) continue;
      const target = join(into, pathOf(name));
      try {
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, content, { flag: "wx" });
      } catch (error) {
        remarks.push(`${name} could not be unpacked (${(error as NodeJS.ErrnoException).code})`);
      }
    }
  }
  return remarks;
}

/** The first file's flags, behind the archive's signature (APPNOTE 4.3.7). */
const isEncrypted = (data: Uint8Array) => data[0] === 0x50 && data[2] === 3 && (data[6] & 1) === 1;

/** The files to unpack, by the archive's directory. */
function entriesOf(data: Uint8Array, limits: ArchiveLimits) {
  const entries: { name: string; size: number }[] = [];
  const remarks: string[] = [];
  let [bytes, others, unsafe] = [0, 0, 0];
  wellFormed(() =>
    unzipSync(data, {
      filter: ({ name, originalSize }) => {
        if (name.endsWith("/") || SKIPPED.test(name)) return false;
        if (!isSafe(name)) unsafe++;
        else if (
          entries.length >= limits.files ||
          originalSize > LARGEST_FILE ||
          bytes + originalSize > limits.content
        )
          others++;
        else {
          entries.push({ name, size: originalSize });
          bytes += originalSize;
        }
        return false;
      },
    }),
  );
  if (unsafe > 0) remarks.push(`${unsafe} of its names lead out of the folder and are not unpacked`);
  if (others > 0) remarks.push(`${others} of its files are not unpacked: they are too many, or too large`);
  if (entries.length === 0 && unsafe === 0 && others === 0) remarks.push("it holds no files");
  return { entries, remarks };
}

/** A backslash separates folders where no slash does; before an ending it is part of a letter, as in Shift JIS. */
function pathOf(written: string): string {
  const name = zipName(written);
  return name.includes("/") ? name : name.replaceAll(/\\(?!\.\w+$)/g, "/");
}

function isSafe(written: string): boolean {
  const name = zipName(written);
  const parts = name.replaceAll("\\", "/").split("/");
  return (
    name.length <= LONGEST_PATH &&
    !name.includes("\0") &&
    !/^[A-Za-z]:/.test(name) &&
    parts[0] !== "" &&
    !parts.includes("..")
  );
}

function wellFormed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`it is not a readable zip file (${(error as Error).message})`);
  }
}
