import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes pipes that have names, and takes the names away again once `open` has opened them. Not on Windows,
 * which has no such pipes.
 *
 * @param open gets the path of each pipe by its name
 * @throws Error if the pipes cannot be made
 */
export function withNamedPipes<Name extends string, Opened>(
  names: readonly Name[],
  open: (paths: Record<Name, string>) => Opened,
): Opened {
  const folder = mkdtempSync(join(tmpdir(), "tslab-"));
  try {
    const paths = names.map((name) => join(folder, name));
    execFileSync("mkfifo", ["-m", "600", ...paths], { stdio: "ignore" });
    return open(Object.fromEntries(names.map((name, index) => [name, paths[index]])) as Record<Name, string>);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
