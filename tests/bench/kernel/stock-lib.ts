import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../../../lib/setup/paths.mjs";

const folders = ["keras", "engine", "tfjs", "notebook"];

/**
 * Copies `lib/keras`, and what it imports, in a form that tslab's own kernel takes: it has no strict mode,
 * takes no `.ts` at the end of an import and makes CommonJS of every module.
 */
export function writeLibForTslab(folder: string): void {
  const lib = join(root, "lib");
  const names = folders.flatMap((name) =>
    readdirSync(join(lib, name), { recursive: true, encoding: "utf8" }).map((file) => join(name, file)),
  );
  const files = readdirSync(lib).filter((name) => name.endsWith(".ts"));
  for (const name of [...names, ...files]) {
    const from = join(lib, name);
    if (name.includes("assembly") || statSync(from).isDirectory()) continue;
    const to = join(folder, "lib", name);
    mkdirSync(dirname(to), { recursive: true });
    const content = readFileSync(from);
    writeFileSync(to, name.endsWith(".ts") ? forTslab(String(content)) : content);
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
}

function forTslab(text: string): string {
  const compiled = text
    .replace(/(?<=(?:from|import\(?) ?"\.[^"]*)\.ts(?=")/g, "")
    .replaceAll("import.meta.dirname", "__dirname")
    .replaceAll("import.meta.url", "__filename");
  return `// @ts-nocheck\n${compiled}`;
}
