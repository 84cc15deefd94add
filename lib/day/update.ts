import { readFileSync } from "node:fs";
import { notebookText } from "../nbformat/canonical.ts";
import { writeWhole } from "../work-files.ts";
import type { NotebookResult } from "./day.ts";
import { notebookPath } from "./notebook-file.ts";

/**
 * Writes what was printed into the committed notebooks, of those only that ran to their end, each whole or not at all.
 *
 * @returns the names of the notebooks whose files changed
 * @throws UserError when the disk is full; the notebook at hand is as it was
 */
export function update(results: readonly NotebookResult[]): string[] {
  const written: string[] = [];
  for (const { name, executed } of results) {
    if (!executed) continue;
    const path = notebookPath(name);
    const text = notebookText(executed);
    if (readFileSync(path, "utf8") === text) continue;
    writeWhole(path, text);
    written.push(name);
  }
  return written;
}
