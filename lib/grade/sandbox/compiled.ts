import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where `prepareKernel` lets tsx keep what it has compiled of `lib`, beside the built kernel. */
export const compiledFolder = (build: string): string => join(build, "grade");

/** tsx names its folder in the folder for temporary files after the user. */
const tsxFolder = (user: number | undefined) => (user === undefined ? "tsx" : `tsx-${user}`);

/** Shows the user 1000 of a sandbox, to read only, what was compiled outside. */
export function mountCompiled(build: string): string[] {
  const folder = join(compiledFolder(build), tsxFolder(process.geteuid?.()));
  if (!existsSync(folder)) return [];
  return ["--ro-bind", folder, join("/tmp", tsxFolder(1000))];
}

/** Where `prepareKernel` keeps the drawings of the day's own notebooks; others are drawn inside the sandbox. */
export const drawingsFolder = (build: string, lib: string): string =>
  join(compiledFolder(build), "drawings", lib.slice(0, 32));
