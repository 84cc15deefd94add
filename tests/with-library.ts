import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildLibrary, libraryFolder } from "../lib/kernel/library.mjs";
import { buildTests, builtTest } from "./build.ts";

await buildLibrary();

/** Builds a file of the tests that is no test. @returns the file that Node runs without tsx */
export async function builtScript(file: string): Promise<string> {
  await buildTests([file]);
  return builtTest(file);
}

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
