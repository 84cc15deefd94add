import {
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readIfThere } from "./stamps.mjs";
import { UserError } from "./user-error.mjs";

const heartbeat = 1000;
const timeoutMs = 10 * heartbeat;

/**
 * Runs `work` while holding a lock between processes. The lock is a file with the process id, touched every second. It is taken
 * over when that process is gone, or when the file has not been touched for ten seconds (the id may belong to another process by
 * now).
 *
 * @template T
 * @param {string} file
 * @param {(owner: string) => void} onWait called once if another process holds the lock
 * @param {() => Promise<T>} work
 * @param {AbortSignal} [signal] ends the waiting
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work, signal) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = String(process.pid);
  let touched = 0;
  let since = 0;
  let told = false;
  while (!take(file, mine)) {
    const owner = readOwner(file);
    const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
    // Unlike the file's time, the clock of this process stops while the machine sleeps.
    if (mtimeMs !== touched) since = performance.now();
    touched = mtimeMs;
    if (owner === undefined) continue;
    if (isGone(owner, mine) || performance.now() - since > timeoutMs) {
      takeAway(file, owner);
      continue;
    }
    if (!told) onWait(owner);
    told = true;
    await sleep(heartbeat / 4, undefined, { signal });
  }
  const beat = setInterval(() => touch(file), heartbeat);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (readIfThere(file) === mine) rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} mine
 */
function take(file, mine) {
  try {
    writeFileSync(file, mine, { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {string | undefined} the content of the lock, or `undefined` if it has just been released
 * @throws UserError if it can never be read
 */
function readOwner(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (code === "ENOENT" && (found === undefined || found.isFile())) return undefined;
    throw new UserError(
      `The lock of another process, ${file}, ${found?.isDirectory() ? "is a folder" : `cannot be read (${code})`}`,
      "Remove it, then run the command again",
    );
  }
}

/**
 * @param {string} owner
 * @param {string} mine
 */
function isGone(owner, mine) {
  if (owner === "") return false; // being written
  if (owner === mine) return true; // an earlier process of the same id
  try {
    process.kill(Number(owner), 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
  }
}

/**
 * Removes a dead lock. Renames it first, so that one of two processes cannot remove the other's new lock.
 *
 * @param {string} file
 * @param {string} owner
 */
function takeAway(file, owner) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readIfThere(aside) === owner) rmSync(aside);
    else renameSync(aside, file);
  } catch (error) {
    // ENOENT: another process was faster.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
  }
}

/** @param {string} file */
function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // Removed by hand.
  }
}
