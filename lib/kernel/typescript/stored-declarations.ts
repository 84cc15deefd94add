import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { writeAtomic } from "../../setup/write-atomic.mjs";
import type { Declared } from "./declarations.ts";
import { kernelFolder, root } from "./project.ts";
import { stateOf } from "./source-files.ts";

/**
 * The declarations of `lib`, beside the built kernel. A process that makes a snapshot runs without V8's optimizing compiler, and
 * finds them made by one that ran before: together they take half the CPU time. A copy of the project may use them.
 */
const file = join(kernelFolder, "declarations.json");

export interface Stored {
  /** Of the options and packages. */
  key: string;
  /** With paths relative to the project. */
  files: [name: string, text: string | null, imports: string[], state: string][];
}

/** Those that are stored, if they are for that key and no file has changed since. */
export function readDeclarations(key: string): Map<string, Declared> | undefined {
  try {
    const stored: Stored = JSON.parse(readFileSync(file, "utf8"));
    const isCurrent = ([name, , , state]: Stored["files"][number]) => stateOf(join(root, name)) === state;
    if (stored.key !== key || !stored.files.every(isCurrent)) return undefined;
    return new Map(
      stored.files.map(([name, text, imports, state]) => [
        join(root, name),
        { text: text ?? undefined, imports: new Set(imports.map((path) => join(root, path))), state },
      ]),
    );
  } catch {
    return undefined; // none, or not whole
  }
}

export function writeDeclarations(key: string, declared: Map<string, Declared>): void {
  const pathOf = (name: string) => relative(root, name);
  const files = [...declared].map(([name, { text, imports, state }]): Stored["files"][number] => [
    ...([pathOf(name), text ?? null, [...imports].map(pathOf), state] as const),
  ]);
  writeAtomic(file, JSON.stringify({ key, files } satisfies Stored));
}
