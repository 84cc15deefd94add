import { readFileSync } from "node:fs";
import { writeFileAtomic } from "../files.ts";
import { notebookText } from "../nbformat/canonical.ts";
import type { NotebookResult } from "./day.ts";
import { notebookPath } from "./notebook-file.ts";

/**
 * Writes the outputs of the notebooks that ran to their end into the committed ones, each atomically.
 *
 * @returns names of the notebooks whose files changed
 * @throws UserError if the disk is full; the current notebook is unchanged
 */
export function update(results: readonly NotebookResult[]): string[] {
  const written: string[] = [];
  for (const { name, executed } of results) {
    if (!executed) continue;
    const path = notebookPath(name);
    const text = notebookText(executed);
    if (readFileSync(path, "utf8") === text) continue;
    writeFileAtomic(path, text);
    written.push(name);
  }
  return written;
}
