import { rmSync } from "node:fs";
import { join } from "node:path";

/** The pipes of `start.sh` that a kernel opens: to the TypeScript process, and under the cells' stdout and stderr. */
const names = ["input", "stdout", "stderr"] as const;

/** The path of each. */
export type NamedPipes = Record<(typeof names)[number], string>;

/**
 * Takes the pipes' names away once `open` has opened them. Without `start.sh`, as on Windows, there are none, and
 * nothing is opened.
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
