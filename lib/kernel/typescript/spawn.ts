import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { flags } from "../snapshot.mjs";

/**
 * For glibc's malloc, where it is the one: the snapshot is read into few large pages, which takes 30 ms less; and
 * V8's threads do not each keep memory of their own, a tenth of all.
 */
const tunables = [process.env.GLIBC_TUNABLES, "glibc.malloc.hugetlb=1", "glibc.malloc.arena_max=1"]
  .filter(Boolean)
  .join(":");

/**
 * Starts the TypeScript process, `server.ts`.
 *
 * @param folder of the built kernel
 * @param snapshot to start from; without one it is the bundle
 */
export function spawnTypeScript(
  folder: string,
  snapshot: string | undefined,
  stdio: StdioOptions,
): ChildProcess {
  const program = snapshot === undefined ? [join(folder, "typescript.cjs")] : ["--snapshot-blob", snapshot];
  const env = { ...process.env, GLIBC_TUNABLES: tunables };
  return spawn(process.execPath, [...flags, ...program], { stdio, env });
}
