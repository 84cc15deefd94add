import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RECORD } from "../../keras/record.ts";
import { buildKernel } from "../../kernel/build.mjs";
import { kernelCommand } from "../../kernel/kernelspec.ts";
import { root } from "../../setup/paths.mjs";
import { nativePath } from "../submission/file-names.ts";
import { withFile } from "../submission/open-file.ts";
import { PARTS } from "./bubblewrap.ts";
import { forkServer } from "./fork-server.ts";

/**
 * The command that runs the kernel without a sandbox, and its working directory: a copy of the notebook's folder next to the
 * project's `lib`. The notebook has all permissions of the user.
 *
 * @param files paths of the files to copy, relative to `folder`
 * @param names of the copies of some files, by their paths
 * @param scratch an existing or new folder for the copy
 */
export function unsandboxedKernel(
  folder: string,
  files: readonly string[],
  names: Readonly<Record<string, string>>,
  scratch: string,
): { command: string[]; folder: string; env: Record<string, string> } {
  const notebooks = join(scratch, "notebooks");
  mkdirSync(notebooks, { recursive: true });
  for (const part of PARTS) symlinkSync(join(root, part), join(scratch, part));
  for (const file of files) {
    const copy = join(notebooks, names[file] ?? file);
    mkdirSync(nativePath(dirname(copy)), { recursive: true });
    writeFileSync(
      nativePath(copy),
      withFile(join(folder, file), (opened) => readFileSync(opened)),
    );
  }
  buildKernel();
  return { command: forkServer(["command", ...kernelCommand()]), folder: notebooks, env: { [RECORD]: "1" } };
}
