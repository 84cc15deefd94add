import { join } from "node:path";
import { writeAtomic } from "../setup/write-atomic.mjs";
import { buildKernel } from "./build.mjs";

/** Windows has neither its shell nor its named pipes. */
const byShell = process.platform === "win32" ? [] : ["/bin/sh", join(import.meta.dirname, "start.sh")];

/**
 * The command that starts the kernel. Jupyter replaces `{connection_file}` by a path.
 *
 * @param node additional flags of Node for the kernel's own process
 */
export const kernelCommand = (node: readonly string[] = []): string[] => [
  ...byShell,
  process.execPath,
  ...node,
  // Terminating a busy cell leaves Node's stack of async hooks unbalanced, and Node would abort the process.
  "--no-force-async-hooks-checks",
  join(import.meta.dirname, "start.mjs"),
  "{connection_file}",
];

/**
 * Writes `<directory>/kernel.json`, which tells Jupyter how to start this project's kernel: with the current Node and absolute
 * paths, so that Jupyter may start it in any folder. The folder's name is the kernel's name. The file is written atomically.
 * Also builds the kernel, so that the first one starts fast.
 *
 * @example installKernelSpec(join(prefix, "share/jupyter/kernels/tslab"));
 */
export function installKernelSpec(directory: string): void {
  buildKernel();
  const spec = {
    argv: kernelCommand(),
    display_name: "TypeScript (tslab)",
    language: "typescript",
    // Node does not see a signal while a cell loops. A message is read by another thread.
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
  writeAtomic(join(directory, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
}
