/** A `.keras` file: a zip archive of config.json, metadata.json and model.weights.h5. */
import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { ValueError } from "../../errors.ts";
import { ArchiveEntries, FILES, refused } from "./archive-entries.ts";

/**
 * Writes an archive. Its times are the first of 1980, so that equal contents give equal bytes.
 *
 * @param path a new file
 */
export async function writeArchive(
  path: string,
  entries: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  const { ZipFile } = await import("yazl");
  const zip = new ZipFile();
  // Local time, as the format stores it.
  const options = { mtime: new Date(1980, 0, 1), mode: 0o100600, compress: false, forceDosTimestamp: true };
  for (const [name, bytes] of Object.entries(entries))
    zip.addBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), name, options);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path, { flags: "wx" }));
}

/**
 * Reads the three files of an archive, and those of its layers, into memory; others are not looked at, and nothing is written.
 *
 * @throws ValueError for a damaged archive or a zip bomb
 */
export async function readArchive(path: string, wanted = FILES): Promise<Map<string, Buffer>> {
  const { openPromise } = await import("yauzl");
  const entries = new ArchiveEntries(path, wanted);
  const contents = new Map<string, Buffer>();
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, {
      strictFileNames: true,
      validateEntrySizes: true,
      lazyEntries: true,
      autoClose: false,
    });
    for await (const entry of zip.eachEntry()) {
      const { fileName: name, uncompressedSize, compressedSize } = entry;
      checkKind(path, entry);
      if (entries.accept(name, uncompressedSize, compressedSize))
        contents.set(name, await read(zip, path, entry));
    }
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw refused(path, "a zip archive as Keras writes it", (error as Error).message);
  } finally {
    zip?.close();
  }
  entries.checkComplete();
  return contents;
}

function checkKind(path: string, entry: Entry): void {
  const { fileName: name } = entry;
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000)
    throw refused(path, "files only", `'${name}', a link or device`);
  if (entry.isEncrypted()) throw refused(path, "unencrypted files", `'${name}', which is encrypted`);
}

async function read(zip: ZipFile, path: string, entry: Entry): Promise<Buffer> {
  const bytes = entry.compressionMethod === 0 ? await stored(zip, path, entry) : await unpacked(zip, entry);
  if (crc32(bytes) === entry.crc32) return bytes;
  throw refused(path, `the checksum of '${entry.fileName}'`, "other bytes");
}

/** Reads an uncompressed entry in one go: a stream would take several times as long. */
async function stored(zip: ZipFile, path: string, entry: Entry): Promise<Buffer> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const file = await open(path);
  try {
    const bytes = Buffer.allocUnsafe(entry.uncompressedSize);
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, fileDataStart + at);
      if (bytesRead === 0) throw refused(path, `${bytes.length} bytes of '${entry.fileName}'`, `${at} bytes`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

async function unpacked(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const stream = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  // The stream fails beyond the size that the archive declares.
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
