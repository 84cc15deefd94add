/**
 * The files of a worker of the page. Those of the site are read from the server on demand, by a blocking request, which workers may
 * make; written files stay in memory.
 */

interface Stored {
  bytes: Uint8Array;
  changed: number;
}

/** Declared here, because the project's types are Node's. */
declare class XMLHttpRequest {
  responseType: string;
  readonly status: number;
  readonly response: unknown;
  open(method: string, url: string, isAsync: boolean): void;
  send(): void;
}

const written = new Map<string, Stored>();
const remote = new Map<string, string>();
const folders = new Set<string>(["/", "/tmp"]);
const listeners = new Set<(path: string, bytes: Uint8Array | undefined) => void>();

/** Adds files of the server by their paths, each with its address. */
export function addRemote(entries: Iterable<readonly [path: string, url: string]>): void {
  for (const [path, url] of entries) {
    remote.set(path, url);
    addFolders(path);
  }
}

/** Adds files that already exist, without telling the listeners. */
export function addFiles(entries: Iterable<readonly [path: string, content: string | Uint8Array]>): void {
  const encoder = new TextEncoder();
  for (const [path, content] of entries) {
    const bytes = typeof content === "string" ? encoder.encode(content) : content;
    written.set(path, { bytes, changed: 0 });
    addFolders(path);
  }
}

/** Calls `listener` for each file that is written, and with `undefined` for each that is removed. */
export function onWrite(listener: (path: string, bytes: Uint8Array | undefined) => void): void {
  listeners.add(listener);
}

export function read(path: string): Uint8Array | undefined {
  const url = remote.get(path);
  if (!written.has(path) && url !== undefined) written.set(path, { bytes: fetchNow(url), changed: 0 });
  return written.get(path)?.bytes;
}

export function write(path: string, bytes: Uint8Array): void {
  written.set(path, { bytes, changed: Date.now() });
  for (const listener of listeners) listener(path, bytes);
}

/** Removes a file or an empty folder. */
export function remove(path: string): void {
  const wasFile = isFile(path);
  removeFiles(path);
  if (wasFile) for (const listener of listeners) listener(path, undefined);
}

/** Removes a file, or a folder with all that is in it, without telling the listeners. */
export function removeFiles(path: string): void {
  for (const entries of [written, remote, folders])
    for (const entry of entries.keys())
      if (entry === path || entry.startsWith(`${path}/`)) entries.delete(entry);
}

export const isFile = (path: string): boolean => written.has(path) || remote.has(path);
export const isFolder = (path: string): boolean => folders.has(path);
export const changed = (path: string): number => written.get(path)?.changed ?? 0;

export function addFolder(path: string): void {
  folders.add(path);
  addFolders(path);
}

/** The names of a folder's entries. */
export function names(folder: string): string[] {
  const start = folder.endsWith("/") ? folder : `${folder}/`;
  const found = new Set<string>();
  for (const paths of [written.keys(), remote.keys(), folders]) {
    for (const path of paths) {
      if (path.startsWith(start) && path !== start) found.add(path.slice(start.length).split("/")[0]);
    }
  }
  return [...found].sort();
}

function addFolders(path: string): void {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1))
    folders.add(path.slice(0, at));
}

function fetchNow(url: string): Uint8Array {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.responseType = "arraybuffer";
  try {
    request.send();
  } catch {
    throw new Error(`${url} cannot be loaded: are you offline? Connect, and run the cell again.`);
  }
  if (request.status !== 200) {
    throw new Error(
      `${url} cannot be loaded (status ${request.status}). Reload the page: the site may have changed.`,
    );
  }
  return new Uint8Array(request.response as ArrayBuffer);
}
