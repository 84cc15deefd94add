import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Files of a folder that are offered at most. */
const most = 500;

/** The names of the files and folders that complete a path, which may be relative to the working directory or begin with `~/`. */
export async function fileNames(path: string): Promise<string[]> {
  const slash = path.lastIndexOf("/") + 1;
  const [folder, begun] = [path.slice(0, slash), path.slice(slash)];
  const where = folder.startsWith("~/") ? join(homedir(), folder.slice(2)) : resolve(folder);
  const entries = await readdir(where, { withFileTypes: true }).catch(() => []);
  const found = entries
    .filter(({ name }) => name.startsWith(begun) && (begun.startsWith(".") || !name.startsWith(".")))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, most);
  return Promise.all(
    found.map(async (entry) => {
      const isFolder = entry.isSymbolicLink()
        ? await stat(join(where, entry.name)).then(
            (target) => target.isDirectory(),
            () => false,
          )
        : entry.isDirectory();
      return isFolder ? `${entry.name}/` : entry.name;
    }),
  );
}
