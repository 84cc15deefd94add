/** The page's form of `keras/saving/archive.ts`: there are no streams in a page. */
import { readFile, writeFile } from "node:fs/promises";
import { Buffer } from "buffer";
import { unzipSync, zipSync } from "fflate";
import { ValueError } from "../../errors.ts";
import { ArchiveEntries, FILES, refused } from "../../keras/saving/archive-entries.ts";

/** Writes an archive. Its times are the first of 1980, so that equal contents give equal bytes. */
export async function writeArchive(
  path: string,
  entries: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  const attrs = 0o100600 << 16;
  await writeFile(path, zipSync({ ...entries }, { level: 0, mtime: new Date(1980, 0, 1), os: 3, attrs }));
}

/**
 * Reads the three files of an archive, and those of its layers.
 *
 * @throws ValueError for a damaged archive or a zip bomb
 */
export async function readArchive(path: string, wanted = FILES): Promise<Map<string, Buffer>> {
  const entries = new ArchiveEntries(path, wanted);
  const filter = ({ name, originalSize, size }: { name: string; originalSize: number; size: number }) =>
    entries.accept(name, originalSize, size);
  try {
    const contents = unzipSync(await readFile(path), { filter });
    entries.checkComplete();
    return new Map(Object.entries(contents).map(([name, bytes]) => [name, Buffer.from(bytes)]));
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw refused(path, "a zip archive as Keras writes it", (error as Error).message);
  }
}
