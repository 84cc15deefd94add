import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where `prepareKernel` lets tsx keep what it has compiled of `lib`, beside the built kernel. */
export const compiledFolder = (build: string): string => join(build, "grade");

/**
 * Shows a sandbox, to read only, what was compiled outside. tsx names its folder after the user: outside that is 0, as
 * `run.py` has a user namespace of its own; inside it is 1000.
 */
export function mountCompiled(build: string): string[] {
  const folder = join(compiledFolder(build), "tsx-0");
  return existsSync(folder) ? ["--ro-bind", folder, "/tmp/tsx-1000"] : [];
}

/** Where `prepareKernel` keeps the drawings of the day's own notebooks; others are drawn inside the sandbox. */
export const drawingsFolder = (build: string, lib: string): string =>
  join(compiledFolder(build), "drawings", lib.slice(0, 32));
