import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildKernel, builtFolder } from "./build.mjs";
import { flags, prefix, tunables } from "./snapshot.mjs";

/** A shell starts the TypeScript process before the kernel. Windows has no such shell, nor named pipes of its kind. */
const byShell = (v8: readonly string[]): string[] =>
  process.platform === "win32"
    ? []
    : ["/bin/sh", join(import.meta.dirname, "start.sh"), builtFolder(), prefix, tunables, v8.join(" ")];

/**
 * What starts the kernel, with `{connection_file}` where Jupyter puts the path of that file.
 *
 * @param v8 the flags that the snapshot of TypeScript was made with
 * @param node more of Node's flags for the kernel itself
 */
export const kernelCommand = (v8: readonly string[] = flags, node: readonly string[] = []): string[] => [
  ...byShell(v8),
  process.execPath,
  ...node,
  // Stopping a busy cell leaves Node's own record of async calls unbalanced, which it would abort on.
  "--no-force-async-hooks-checks",
  join(import.meta.dirname, "start.mjs"),
  "{connection_file}",
];

/**
 * Writes `<directory>/kernel.json`, which tells Jupyter how to start this project's kernel: with this very
 * Node and these very files, whatever folder Jupyter starts it in. The folder's name is the kernel's name.
 * The file appears whole or not at all. The kernel is built with it, so that the first one starts fast.
 *
 * @example installKernelSpec(join(prefix, "share/jupyter/kernels/tslab"));
 */
export function installKernelSpec(directory: string): void {
  buildKernel();
  const spec = {
    argv: kernelCommand(),
    display_name: "TypeScript (tslab)",
    language: "typescript",
    // A signal cannot stop a loop in a cell; a message can, because another thread reads it.
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "kernel.json");
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(spec, null, 2)}\n`);
  renameSync(draft, file);
}
