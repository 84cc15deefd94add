import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../lib/setup/paths.mjs";
import type { Task } from "./cases.ts";

/** The files that a notebook needs beside its folder. */
const PARTS = ["lib", "datasets", "node_modules", "package.json", "tsconfig.json"];

/** The names of a task's people. */
export const people = (task: Task): string[] =>
  Array.from({ length: task.people }, (_, index) => `person${index + 1}`);

/** Writes the notebooks of a person, whose name they bear. @returns the names of the files */
export function writeNotebooks(folder: string, person: string, { notebooks }: Task): string[] {
  mkdirSync(folder, { recursive: true });
  const written = Object.entries(notebooks());
  for (const [name, notebook] of written) {
    const title = { cell_type: "markdown", id: "person", metadata: {}, source: `Work of ${person}` };
    writeFileSync(join(folder, name), JSON.stringify({ ...notebook, cells: [title, ...notebook.cells] }));
  }
  return written.map(([name]) => name);
}

/** Puts the day's own `lib` and data where notebooks in a folder of `folder` look for them. */
export function linkProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const part of PARTS) symlinkSync(join(root, part), join(folder, part));
}
