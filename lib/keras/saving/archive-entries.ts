/** The limits on what is read from a `.keras` file, whatever unpacks it. */
import { ValueError } from "../../errors.ts";

/** The largest uncompressed sizes that are read. */
const LARGEST: Readonly<Record<string, number>> = {
  "config.json": 2 ** 24,
  "metadata.json": 2 ** 16,
  "model.weights.h5": 2 ** 31 - 1,
};
/** The files of every archive. */
export const FILES: readonly string[] = Object.keys(LARGEST);
/** True for a file of a layer, such as its vocabulary. */
const isAssetName = (name: string) => {
  const [first, ...rest] = name.split("/");
  return first === "assets" && rest.length > 0 && rest.every((part) => !["", ".", ".."].includes(part));
};
/** The largest size of such a file, and of all together. */
export const LARGEST_ASSETS = 2 ** 27;
/** Entries of an archive; more than three are files of layers. */
export const MOST_ENTRIES = 10_000;
/** A higher compression ratio marks a zip bomb once the result is large; Keras does not compress at all. */
const MOST_COMPRESSED = 100;
const SMALL = 2 ** 20;

/** An archive while it is read: the names so far, and the size of the files of its layers. */
export class ArchiveEntries {
  private readonly names = new Set<string>();
  private count = 0;
  private assets = 0;

  /** @param wanted names of the files to read; with `config.json` also those of layers, which weights alone do not need */
  constructor(
    private readonly path: string,
    private readonly wanted: readonly string[],
  ) {}

  /**
   * Counts an entry against the limits.
   *
   * @param size in bytes
   * @param compressedSize in bytes
   * @returns true if it is to be read
   * @throws ValueError for one that is too large, compressed too much, or there twice
   */
  accept(name: string, size: number, compressedSize: number): boolean {
    const { path } = this;
    if (++this.count > MOST_ENTRIES) throw refused(path, `at most ${MOST_ENTRIES} entries`, "more");
    const isAsset = this.wanted.includes("config.json") && isAssetName(name);
    const ofFile = Object.hasOwn(LARGEST, name) ? LARGEST[name] : undefined;
    const largest = isAsset ? LARGEST_ASSETS : ofFile;
    if (largest === undefined) return false;
    if (this.names.has(name)) throw refused(path, "each file once", `'${name}' twice`);
    this.names.add(name);
    if (size > largest || (size > SMALL && size > MOST_COMPRESSED * compressedSize))
      throw refused(
        path,
        `'${name}' of up to ${largest} bytes, compressed at most ${MOST_COMPRESSED} times`,
        `${size} bytes, packed in ${compressedSize}`,
      );
    if (isAsset) this.assets += size;
    if (this.assets > LARGEST_ASSETS)
      throw refused(path, `files of layers of up to ${LARGEST_ASSETS} bytes`, `${this.assets} bytes`);
    return isAsset || this.wanted.includes(name);
  }

  /** @throws ValueError if a file is missing */
  checkComplete(): void {
    for (const name of this.wanted)
      if (!this.names.has(name)) throw refused(this.path, `an entry '${name}'`, "none");
  }
}

/** The error for a damaged archive. */
export function refused(path: string, expected: string, received: string): ValueError {
  return new ValueError(
    `${path} is damaged, or no file that Keras wrote. Expected: ${expected}. Received: ${received}. Nothing was loaded. ` +
      "Save the model again, or copy the file anew.",
  );
}
