import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../lib/setup/paths.mjs";
import type { Task } from "./cases.ts";

/** What a notebook needs beside its folder. */
const PARTS = ["lib", "datasets", "node_modules", "package.json", "tsconfig.json"];

/** The names of a task's people. */
export const people = (task: Task): string[] =>
  Array.from({ length: task.people }, (_, index) => `person${index + 1}`);

/** Writes a person's notebooks, which bear the person's name and are otherwise ours, outputs included. */
export function writeNotebooks(folder: string, person: string, { exercises }: Task): void {
  mkdirSync(folder, { recursive: true });
  const notebooks = join(root, "notebooks");
  for (const name of readdirSync(notebooks).filter((name) => exercises.includes(name.split("_")[0]))) {
    const notebook = JSON.parse(readFileSync(join(notebooks, name), "utf8"));
    notebook.cells.unshift({
      cell_type: "markdown",
      id: "person",
      metadata: {},
      source: `Work of ${person}`,
    });
    writeFileSync(join(folder, name), JSON.stringify(notebook));
  }
}

/** Puts the day's own `lib` and data where notebooks in a folder of `folder` look for them. */
export function linkProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const part of PARTS) symlinkSync(join(root, part), join(folder, part));
}
