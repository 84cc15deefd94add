/**
 * The start-up snapshot of the TypeScript process: its heap after loading TypeScript and parsing the declarations, in a file
 * that Node can start from. There is one for each version of Node, in the folder of the built kernel. Its name ends with its
 * checksum. It saves 656 ms until the first result of a kernel, and 885 ms until its first import of `lib/keras` (medians of 7
 * pairs on two quiet cores).
 */
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import * as zlib from "node:zlib";

/**
 * V8's interrupt budget, six times its own: most kernels end before optimized code pays for its compilation. It saves a sixth of the
 * CPU time of a notebook's types, and a tenth of ex04's. Later versions of Node do not have it.
 */
export const optimizeLater = process.version.startsWith("v20.") ? ["--interrupt-budget=400000"] : [];

/** V8's flags for the TypeScript process, with or without a snapshot. */
export const flags = [
  // Else V8 collects the garbage of a heap as large as the snapshot's right after the start, and finds none: 180 ms of CPU.
  "--initial-heap-size=400",
  // A cell allocates some 15 MB: half of the time for garbage, for 6 to 18 MB of memory.
  "--min-semi-space-size=16",
  "--max-semi-space-size=16",
  ...optimizeLater,
  // A program may have written a long list or sum into a cell, into which TypeScript recurses. The stack of a process has 8 MB
  // unless `ulimit` says otherwise.
  ...(process.platform === "win32" ? [] : ["--stack-size=3900"]),
];

/** The start of the file name of a snapshot for this Node. */
const prefix = `typescript-${process.version}-${process.arch}-`;
const ending = ".blob";

/** @param {string} folder of the built kernel */
const all = (folder) => {
  try {
    return readdirSync(folder).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
};

/**
 * The snapshot for this Node, or `undefined` if there is none. It may be damaged: see `isWhole`.
 *
 * @param {string} folder of the built kernel
 */
export function findSnapshot(folder) {
  const name = all(folder).find((name) => name.endsWith(ending));
  return name === undefined ? undefined : join(folder, name);
}

/**
 * True if the file matches its checksum.
 *
 * @param {string} file
 */
export function isWhole(file) {
  return file.endsWith(`-${checksum(file)}${ending}`);
}

/**
 * Makes the snapshot for this Node and replaces any other. If it is killed, the previous one stays.
 *
 * @param {string} folder of the built kernel
 * @param {(command: string[]) => Promise<{ ok: boolean, output: string }>} run
 * @returns {Promise<{ file: string, megabytes: number }>}
 * @throws Error with Node's output, if it fails
 */
export async function buildSnapshot(folder, run) {
  const program = join(folder, "typescript.cjs");
  // If it fails, the next one does without.
  await storeLibrary(folder, run);
  const draft = join(folder, `${prefix}${process.pid}.draft`);
  const command = [process.execPath, ...flags, "--snapshot-blob", draft, "--build-snapshot"];
  const { ok, output } = await run([...command, program]);
  const megabytes = (statSync(draft, { throwIfNoEntry: false })?.size ?? 0) / 1e6;
  if (!ok || megabytes === 0) {
    rmSync(draft, { force: true });
    throw new Error(output.trim());
  }
  const name = `${prefix}${checksum(draft)}${ending}`;
  renameSync(draft, join(folder, name));
  // Including drafts that a killed run has left.
  for (const other of all(folder)) if (other !== name) rmSync(join(folder, other), { force: true });
  return { file: join(folder, name), megabytes };
}

/**
 * The declarations of `lib`, which TypeScript reads in place of its files.
 *
 * @param {string} folder of the built kernel
 * @param {(command: string[]) => Promise<{ ok: boolean, output: string }>} run
 * @returns {Promise<Map<string, string>>} by paths in the project, without those of files that it reads as they are
 * @throws Error with Node's output, if it fails
 */
export async function libraryDeclarations(folder, run) {
  const { ok, output } = await storeLibrary(folder, run);
  if (!ok) throw new Error(output.trim());
  /** @type {import("./typescript/stored-declarations.ts").Stored} */
  const { files } = JSON.parse(readFileSync(join(folder, "declarations.json"), "utf8"));
  return new Map(
    files.flatMap(([path, text]) => (text === null ? [] : [[path.replaceAll("\\", "/"), text]])),
  );
}

/**
 * Stores the declarations of `lib`, unless they are stored.
 *
 * @param {string} folder of the built kernel
 * @param {(command: string[]) => Promise<{ ok: boolean, output: string }>} run
 */
const storeLibrary = (folder, run) =>
  run([process.execPath, ...flags, join(folder, "typescript.cjs"), "--store-library"]);

/** @param {string} file */
function checksum(file) {
  const chunk = Buffer.alloc(1 << 20);
  const descriptor = openSync(file, "r");
  try {
    let value = 0;
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
      value = zlib.crc32(chunk.subarray(0, length), value);
    }
    return value.toString(16).padStart(8, "0");
  } finally {
    closeSync(descriptor);
  }
}
