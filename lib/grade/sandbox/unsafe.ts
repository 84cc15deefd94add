import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { buildKernel } from "../../kernel/build.mjs";
import { kernelCommand } from "../../kernel/kernelspec.ts";
import { root } from "../../setup/paths.mjs";

/**
 * The command that runs the kernel without a sandbox, and the folder to run it in: a copy of the notebook's, beside the
 * day's `lib`. The code may do whatever its reader may do.
 */
export function unsandboxedKernel(folder: string, scratch: string): { command: string[]; folder: string } {
  const notebooks = join(scratch, "notebooks");
  mkdirSync(notebooks, { recursive: true });
  for (const part of ["lib", "datasets", "node_modules", "package.json", "tsconfig.json"]) {
    symlinkSync(join(root, part), join(scratch, part));
  }
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith(".")) continue;
    cpSync(join(folder, entry.name), join(notebooks, entry.name));
  }
  buildKernel();
  return { command: kernelCommand(), folder: notebooks };
}
