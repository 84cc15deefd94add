import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder for temporary files inside a sandbox. `box.py` makes the boxes in it, outside. */
export const TEMPORARY = "/tmp";

/** The folder of tsx' compile cache for `lib`, filled by `prepareKernel`. */
export const compiledFolder = (build: string): string => join(build, "grade");

/**
 * bubblewrap arguments that mount tsx' compile cache read-only. tsx names its folder after the user id: 0 outside, where
 * `run.py` has its own user namespace, and 1000 inside. Saves 434 ms of ex04, 201 ms of ex02 (medians of 7 pairs on two quiet
 * cores).
 */
export function mountCompiled(build: string): string[] {
  const folder = join(compiledFolder(build), "tsx-0");
  return existsSync(folder) ? ["--ro-bind", folder, join(TEMPORARY, "tsx-1000")] : [];
}

/** The folder of rendered figures of the project's own notebooks, filled by `prepareKernel`. Others are rendered in the sandbox. */
export const drawingsFolder = (build: string, lib: string): string =>
  join(compiledFolder(build), "drawings", lib.slice(0, 32));
