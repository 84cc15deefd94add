import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { generated, pythonCommand } from "../../../lib/setup/paths.mjs";
import { UserError } from "../../../lib/setup/user-error.mjs";

/** An environment of its own, so that the peers change nothing of the project's. */
const folder = join(generated, "peers");
const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** The Python that has the peers; undefined before `installPeers`. */
export function installedPeers(): string | undefined {
  return existsSync(python) ? python : undefined;
}

/**
 * Installs the packages of `peers.txt` into a folder under `.day`.
 *
 * @throws UserError if pip cannot get them
 */
export function installPeers(): void {
  const run = (command: string, ...args: string[]) => {
    const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
    if (status === 0) return;
    rmSync(folder, { recursive: true, force: true });
    throw new UserError(
      `The peers cannot be installed: \`${[command, ...args].join(" ")}\` failed, see above.`,
    );
  };
  if (!existsSync(python)) run(pythonCommand(), "-m", "venv", folder);
  run(python, "-m", "pip", "install", "--quiet", "--requirement", join(import.meta.dirname, "peers.txt"));
}
