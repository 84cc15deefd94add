import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildKernel } from "./build.mjs";

/**
 * The shell keeps the server's stderr at another number and gives way to what follows: 1 and 2 are the cells',
 * with what their child processes print. Windows has no such shell, and there such output goes to the server.
 */
const keepingLog =
  process.platform === "win32" ? [] : ["/bin/sh", "-c", 'TSLAB_LOG_FD=9 exec "$@" 9>&2', "sh"];

/** What starts the kernel, with `{connection_file}` where Jupyter puts the path of that file. */
export const kernelCommand = (): string[] => [
  ...keepingLog,
  process.execPath,
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
