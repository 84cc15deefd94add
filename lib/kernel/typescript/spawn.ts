import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { flags, tunables } from "../snapshot.mjs";

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
  const env = {
    ...process.env,
    GLIBC_TUNABLES: [process.env.GLIBC_TUNABLES, tunables].filter(Boolean).join(":"),
  };
  return spawn(process.execPath, [...flags, ...program], { stdio, env });
}
