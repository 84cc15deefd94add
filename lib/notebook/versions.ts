import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { pythonCommand } from "../setup/paths.mjs";

/**
 * The versions of what runs this notebook, by name: `Node.js`, `TypeScript` (tslab's own, which checks and compiles the
 * cells), `JupyterLab`. What is not installed is `undefined`.
 */
export async function installedVersions(): Promise<Record<string, string | undefined>> {
  return {
    "Node.js": process.versions.node,
    TypeScript: createRequire(import.meta.url)("@tslab/typescript-for-tslab/package.json").version,
    JupyterLab: await pythonPackageVersion("jupyterlab"),
  };
}

async function pythonPackageVersion(name: string): Promise<string | undefined> {
  const program = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))";
  const found = await promisify(execFile)(pythonCommand(), ["-c", program, name]).catch(() => undefined);
  return found?.stdout.trim();
}

/** Whether a dotted version is `required` or newer; never for a part that is not installed. */
export function isAtLeast(version: string | undefined, required: string): boolean {
  return version !== undefined && version.localeCompare(required, "en", { numeric: true }) >= 0;
}
