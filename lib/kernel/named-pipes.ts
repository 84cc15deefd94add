import { rmSync } from "node:fs";
import { join } from "node:path";

/** The pipes that `start.sh` makes for the kernel: to the TypeScript process, and for the cells' stdout and stderr. */
const names = ["input", "stdout", "stderr"] as const;

/** The path of each pipe. */
type NamedPipes = Record<(typeof names)[number], string>;

/**
 * Calls `open` with the paths of the pipes, then deletes them from the file system. Without `start.sh`, as on Windows, there
 * are no pipes and `open` is not called.
 */
export function openNamedPipes<Opened>(open: (pipes: NamedPipes) => Opened): Opened | undefined {
  const folder = process.env.TSLAB_PIPES;
  delete process.env.TSLAB_PIPES;
  if (folder === undefined) return undefined;
  try {
    return open(Object.fromEntries(names.map((name) => [name, join(folder, name)])) as NamedPipes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
