/**
 * The start-up snapshot of the TypeScript process: its heap after loading TypeScript and parsing the declarations, in a file
 * that Node can start from. There is one for each version of Node, in the folder of the built kernel. Its name ends with its
 * checksum. It saves 6,810 ms until the first result of a kernel (median of 12 pairs on a busy machine).
 */
import { closeSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import * as zlib from "node:zlib";

/**
 * V8's flags for the TypeScript process; a snapshot is only good for those it was made with. V8 would let
 * twice the memory pile up before it clears away what cells leave behind. It would also compute a checksum, as
 * `isWhole` does meanwhile, and sort all tables anew by hashes that nobody can guess: against visitors that a
 * server has, and this process not. Both take a sixth of the start. A cell may hold a long list or sum that a program has
 * written: TypeScript goes down into it, and the stack of the process has 8 MB where `ulimit` says nothing else.
 */
export const flags = [
  ...(process.platform === "win32" ? [] : ["--stack-size=3900"]),
  "--min-semi-space-size=4",
  "--max-semi-space-size=4",
  "--expose-gc", // typescript/server.ts clears up between two cells
  "--initial-old-space-size=100",
  "--heap-growing-percent=40",
  "--no-verify-snapshot-checksum",
  "--no-rehash-snapshot",
];

/**
 * For glibc's malloc, where it is the one: the snapshot is read into few large pages, which takes 30 ms less; and
 * V8's threads do not each keep memory of their own, a tenth of all.
 */
export const tunables = "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1";

/** The start of the file name of a snapshot for this Node. */
export const prefix = `typescript-${process.version}-${process.arch}-`;
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
 * Whether the file matches its checksum. V8 does not verify it, and may crash or compute nonsense.
 *
 * @param {string} file
 */
export function isWhole(file) {
  return file.endsWith(`-${checksum(file)}${ending}`);
}

/**
 * Makes the snapshot for this Node and replaces any other. If it is killed, the previous one stays.
 *
 * @param {string} folder where the snapshot is written: the built kernel's, unless `kernel` is another one
 * @param {(command: string[]) => Promise<{ ok: boolean, output: string }>} run
 * @param {{ kernel?: string, v8?: string[] }} options `v8`: V8's flags, which a process that starts from it needs too
 * @returns {Promise<{ file: string, megabytes: number }>}
 * @throws Error with Node's output, if it fails
 */
export async function buildSnapshot(folder, run, { kernel = folder, v8 = flags } = {}) {
  const draft = join(folder, `${prefix}${process.pid}.draft`);
  const command = [process.execPath, ...v8, "--snapshot-blob", draft, "--build-snapshot"];
  const { ok, output } = await run([...command, join(kernel, "typescript.cjs")]);
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
