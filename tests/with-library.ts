import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildLibrary, libraryFolder } from "../lib/kernel/library.mjs";

await buildLibrary();

/** The file that a path such as `./lib/keras` is built into. */
export function builtFile(path: string): string {
  const [file, folder] = [`${path}.mjs`, `${path}/index.ts.mjs`].map((name) =>
    join(libraryFolder, name.replace(/^\.\/lib\//, "")),
  );
  return existsSync(file) ? file : folder;
}

/** Node's arguments for a program in JavaScript that imports `./lib/…`, as it is built: with tsx it takes a second more of CPU time. */
export function withLibrary(program: string): string[] {
  const code = program.replace(/"(\.\/lib\/[^"]*)"/g, (_, path) =>
    JSON.stringify(pathToFileURL(builtFile(path)).href),
  );
  return ["--input-type=module", "--eval", code];
}
