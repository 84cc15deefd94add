import { type Dirent, readdirSync } from "node:fs";

/** Matches one UTF-8 character, or a single byte that is not UTF-8. */
const CHARACTERS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every byte is valid here
  /[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|./gs;
const ESCAPED = /(?<![\ud800-\udbff])[\udc80-\udcff]/g;

/**
 * Decodes a file name, which on Linux is any bytes. A byte that is not UTF-8 becomes the lone surrogate U+DC00 + byte, as with
 * Python's `surrogateescape` (PEP 383), so that the name survives JSON. `nativePath` reverses it; Python does so by itself.
 *
 * @example decodeName(Buffer.from([0x65, 0xe9])) // "e\udce9"
 */
export function decodeName(name: Buffer): string {
  return name
    .toString("latin1")
    .replaceAll(CHARACTERS, (bytes) =>
      bytes.length === 1 && bytes > "\x7f"
        ? String.fromCharCode(0xdc00 + bytes.charCodeAt(0))
        : Buffer.from(bytes, "latin1").toString("utf8"),
    );
}

/** Encodes a path of decoded names for `node:fs`. */
export function nativePath(path: string): string | Buffer {
  if (path.search(ESCAPED) < 0) return path;
  const parts = path.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/);
  return Buffer.concat(
    parts.map((part, at) =>
      at % 2 === 1 ? Buffer.from([part.charCodeAt(0) - 0xdc00]) : Buffer.from(part, "utf8"),
    ),
  );
}

/** A notebook's ending, also as browsers and mail programs save it. */
export const NOTEBOOK: RegExp = /\.ipynb(?:\.(?:txt|json))?$/i;

/** A script's ending. */
export const SCRIPT: RegExp = /(?<!\.d)\.(?:py|ts)$/;

/** The ending of an archive that is unpacked. */
export const ARCHIVE: RegExp = /\.(?:zip|tgz|tar|tar\.gz)$/i;

/** The ending of an archive that is not. */
export const PACKED: RegExp = /\.(?:rar|7z|tbz2?|txz|tar\.(?!gz$)\w{2,4})$/i;

/** Work that cannot be read, and why, as the end of a sentence. */
export const UNREAD: readonly [kind: RegExp, trouble: string][] = [
  [PACKED, "it cannot be unpacked: only zip, tar and tar.gz files are; unpack it by hand"],
  [/\.(?:html?|pdf|docx?|odt)$/i, "it is not a notebook, and is not read: look at it"],
];

/** True for a script, and for work that cannot be read. */
export const isOtherWork = (name: string): boolean =>
  SCRIPT.test(name) || UNREAD.some(([kind]) => kind.test(name));

/** A file's name without its ending. */
export const stemOf = (name: string): string =>
  NOTEBOOK.test(name) ? name.replace(NOTEBOOK, "") : name.replace(/(?<=.)\.\w+$/, "");

/** A decoded name for display: bytes that are not UTF-8 appear as `\xe9`. */
export const readableName = (name: string): string =>
  name.replaceAll(ESCAPED, (byte) => `\\x${(byte.charCodeAt(0) - 0xdc00).toString(16)}`);

/** The entries of a folder, sorted by name independently of the locale. @throws as `readdirSync` does */
export function readFolder(path: string): Dirent[] {
  const entries = readdirSync(nativePath(path), { withFileTypes: true, encoding: "buffer" });
  return entries
    .map((entry) => Object.assign(entry as unknown as Dirent, { name: decodeName(entry.name as Buffer) }))
    .sort((a, b) => order(a.name, b.name));
}

/** The order of two names, independently of the locale. */
export const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
