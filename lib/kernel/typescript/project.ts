import { statSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of the built kernel, with the bundle of this file. Kernels also store files for later ones here. */
export const kernelFolder = dirname(__filename);

/** The project's root: the built kernel is in `.day/kernel/DIGEST`. */
export const root = join(kernelFolder, "../../..");

/** The folder that most kernels are started in. */
export const notebooks = join(root, "notebooks");

/** The project's `node_modules`. */
export const packages = join(root, "node_modules");

/** When a project's packages were installed: npm writes this file whenever one changes, and with it perhaps a type. */
export function installed(folder = root): number | undefined {
  return statSync(join(folder, "node_modules/.package-lock.json"), { throwIfNoEntry: false })?.mtimeMs;
}
