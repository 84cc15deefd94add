import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { pythonCommand } from "../setup/paths.mjs";

/**
 * The versions of the programs that run this notebook: `Node.js`, `TypeScript` (which compiles the cells) and `JupyterLab`.
 *
 * @returns versions by name; `undefined` for a program that is not installed
 * @example
 * const versions = await installedVersions();
 * console.log(versions["Node.js"]);
 */
export async function installedVersions(): Promise<Record<string, string | undefined>> {
  return {
    "Node.js": process.versions.node,
    TypeScript: createRequire(import.meta.url)("typescript/package.json").version,
    JupyterLab: await pythonPackageVersion("jupyterlab"),
  };
}

async function pythonPackageVersion(name: string): Promise<string | undefined> {
  const program = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))";
  const found = await promisify(execFile)(pythonCommand(), ["-c", program, name]).catch(() => undefined);
  return found?.stdout.trim();
}

/**
 * Returns true if a version is at least the required one.
 *
 * @param version such as `"20.19.0"`; `undefined`, for a program that is not installed, is never enough
 * @param required the minimum version
 * @example
 * isAtLeast("20.19.0", "20.9"); // true
 */
export function isAtLeast(version: string | undefined, required: string): boolean {
  return version !== undefined && version.localeCompare(required, "en", { numeric: true }) >= 0;
}
