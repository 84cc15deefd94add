import { dirname, join } from "node:path";
import { fileSha256 } from "../../setup/sums.mjs";

/** The folder of the built kernel, with the bundle of this file. Kernels also store files for later ones here. */
export const kernelFolder = dirname(__filename);

/** The project's root: the built kernel is in `.day/kernel/DIGEST`. */
export const root = join(kernelFolder, "../../..");

/** The folder that most kernels are started in. */
export const notebooks = join(root, "notebooks");

/** The project's `node_modules`. */
export const packages = join(root, "node_modules");

/** Which versions of a project's packages are installed, of which another one may have other types: npm's record of them. */
export function installed(folder = root): string {
  return fileSha256(join(folder, "node_modules/.package-lock.json"));
}
