import { statSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of the built kernel, which this is bundled into; it keeps what one kernel leaves to the next. */
export const kernelFolder = dirname(__filename);

/** The project: the built kernel is in its `.day/kernel/DIGEST`. */
const root = join(kernelFolder, "../../..");

/** Where most kernels are started. */
export const notebooks = join(root, "notebooks");

/** The project's packages. */
export const packages = join(root, "node_modules");

/** Changes with the packages: npm writes this file whenever one does. */
export function installed(): number | undefined {
  return statSync(join(packages, ".package-lock.json"), { throwIfNoEntry: false })?.mtimeMs;
}
