import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./setup/paths.mjs";

/** The version of the project, the same on every machine that has the same files. */
export interface Project {
  /** As in `package.json`. */
  version: string;
  /** SHA-256 of `lib` and of the versions of the npm packages. */
  code: string;
  /** SHA-256 of `datasets`. */
  datasets: string;
}

/** Digests the files of the project on which results depend. */
export function readProject(): Project {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return { version, code: digestOf(["lib", "package-lock.json"]), datasets: digestOf(["datasets"]) };
}

/** The SHA-256 of a text or bytes, in hexadecimal. */
export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

function digestOf(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of parts.flatMap(filesOf)) {
    const name = relative(root, file).replaceAll("\\", "/");
    hash.update(`${sha256(readFileSync(file))}  ${name}\n`);
  }
  return hash.digest("hex");
}

function filesOf(part: string): string[] {
  const path = join(root, part);
  if (part.includes(".")) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".pyc"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
