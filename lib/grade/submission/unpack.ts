import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type UnzipFileFilter, unzipSync } from "fflate";
import { Parser, type ReadEntry } from "tar";
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
/** Bytes of a zip file that are unpacked at once. */
const BATCH = 50_000_000;
/** Folders whose files are not graded, and would only take time. */
const SKIPPED = /(?:^|\/)(?:node_modules|site-packages|__pycache__|__MACOSX|\.git|\.ipynb_checkpoints)\//;
const LONGEST_PATH = 1_000;

/**
 * Unpacks a zip or tar file into a folder, never outside of it: links, absolute paths, drives and `..` are left out. Each file of a zip
 * file takes at most the bytes that the archive's directory says.
 *
 * @returns remarks on what was left out
 * @throws Error whose message is the end of a sentence, if nothing can be unpacked
 */
export function unpack(path: string, into: string, limits: ArchiveLimits): string[] {
  const data = readWhole(path, limits.archive);
  const remarks: string[] = [];
  const selection = selectFiles(limits);
  const write = (name: string, content: Uint8Array) => {
    const target = join(into, pathOf(zipName(name)));
    try {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content, { flag: "wx" });
    } catch (error) {
      remarks.push(`${name} could not be unpacked (${(error as NodeJS.ErrnoException).code})`);
    }
  };
  mkdirSync(into, { recursive: true });
  if (/\.zip$/i.test(path)) unzip(data, selection.takes, write);
  else untar(data, selection.takes, write);
  return [...selection.remarks(), ...remarks];
}

/** Decides which files of an archive are unpacked. */
function selectFiles(limits: ArchiveLimits) {
  let [files, bytes, others, unsafe] = [0, 0, 0, 0];
  return {
    takes(name: string, size: number): boolean {
      if (name.endsWith("/") || SKIPPED.test(name)) return false;
      if (!isSafe(zipName(name))) unsafe++;
      else if (files >= limits.files || size > LARGEST_FILE || bytes + size > limits.content) others++;
      else {
        files++;
        bytes += size;
        return true;
      }
      return false;
    },
    remarks(): string[] {
      const remarks: string[] = [];
      if (unsafe > 0) remarks.push(`${unsafe} of its names lead out of the folder and are not unpacked`);
      if (others > 0)
        remarks.push(`${others} of its files are not unpacked: they are too many, or too large`);
      if (files === 0 && unsafe === 0 && others === 0) remarks.push("it holds no files");
      return remarks;
    },
  };
}

type Takes = (name: string, size: number) => boolean;
type Write = (name: string, content: Uint8Array) => void;

function unzip(data: Buffer, takes: Takes, write: Write): void {
  if (isEncrypted(data)) throw new Error("it needs a password: unpack it by hand");
  const entries: { name: string; size: number }[] = [];
  const read = (filter: UnzipFileFilter) => {
    try {
      return unzipSync(data, { filter });
    } catch (error) {
      throw new Error(`it is not a readable zip file (${(error as Error).message})`);
    }
  };
  read(({ name, originalSize }) => {
    if (takes(name, originalSize)) entries.push({ name, size: originalSize });
    return false;
  });
  for (let from = 0; from < entries.length; ) {
    const batch = new Set<string>();
    for (let bytes = 0; from < entries.length && (batch.size === 0 || bytes < BATCH); from++) {
      bytes += entries[from].size;
      batch.add(entries[from].name);
    }
    for (const [name, content] of Object.entries(read(({ name }) => batch.has(name))))
      if (batch.has(name)) write(name, content);
  }
}

/** The first file's flags, behind the archive's signature (APPNOTE 4.3.7). */
const isEncrypted = (data: Uint8Array) => data[0] === 0x50 && data[2] === 3 && (data[6] & 1) === 1;

/** Given all bytes at once, tar's parser calls everything before `end` returns. */
function untar(data: Buffer, takes: Takes, write: Write): void {
  let trouble: string | undefined;
  const parser = new Parser({
    filter: (name, entry) => (entry as ReadEntry).type === "File" && takes(name, entry.size ?? 0),
    onReadEntry: (entry) => {
      const parts: Uint8Array[] = [];
      entry.on("data", (part) => parts.push(part)).on("end", () => write(entry.path, Buffer.concat(parts)));
    },
    onwarn: (code, message) => {
      if (code === "TAR_BAD_ARCHIVE" || code === "TAR_ABORT") trouble = String(message);
    },
  });
  parser.on("error", ({ message }: Error) => (trouble = message));
  parser.end(data);
  if (trouble !== undefined) throw new Error(`it is not a readable tar file (${trouble})`);
}

/** A backslash separates folders where no slash does; before an ending it is part of a letter, as in Shift JIS. */
const pathOf = (name: string) => (name.includes("/") ? name : name.replaceAll(/\\(?!\.\w+$)/g, "/"));

function isSafe(name: string): boolean {
  const parts = name.replaceAll("\\", "/").split("/");
  return (
    name.length <= LONGEST_PATH &&
    !name.includes("\0") &&
    !/^[A-Za-z]:/.test(name) &&
    parts[0] !== "" &&
    !parts.includes("..")
  );
}
