import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const DAY = 24 * 3600 * 1000;

/** Creates the cache folder `folders/state`, and removes sibling folders that are older than a day. */
export function stateFolder(folders: string, state: string): string {
  mkdirSync(join(folders, state), { recursive: true });
  for (const name of readdirSync(folders)) {
    const path = join(folders, name);
    const old = name !== state && Date.now() - statSync(path).mtimeMs > DAY;
    if (old) rmSync(path, { recursive: true, force: true });
  }
  return join(folders, state);
}
