import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSnapshot, findSnapshot } from "../../kernel/snapshot.mjs";
import { PREWARM_NOTEBOOKS } from "../../kernel/typescript/prewarm.ts";
import { codeCells, type Notebook, wholeText } from "../../nbformat/notebook.ts";

/**
 * The snapshot of TypeScript for sandboxes: one that has been through the day's own notebooks, and so has parsed the types of
 * all of `lib` and compiled what checks them. Saves 733 ms of ex04, nothing of ex02 (medians of 7 pairs on two
 * quiet cores).
 *
 * @param folder caches it
 * @returns its file, or `undefined` if Node cannot make one
 */
export async function prewarmedSnapshot(
  kernel: string,
  folder: string,
  notebooks: readonly Notebook[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const kept = findSnapshot(folder);
  if (kept !== undefined) return kept;
  const file = join(folder, "notebooks.json");
  writeFileSync(file, JSON.stringify(notebooks.map(cellsOf)));
  const run = ([program, ...args]: string[]) =>
    new Promise<{ ok: boolean; output: string }>((resolve, reject) => {
      const env = { ...process.env, [PREWARM_NOTEBOOKS]: file };
      execFile(program, args, { env, signal }, (error, stdout, stderr) => {
        if (error?.name === "AbortError") reject(error);
        else resolve({ ok: error === null, output: stdout + stderr });
      });
    });
  try {
    return (await buildSnapshot(folder, run, kernel)).file;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined; // the kernel's own snapshot is used
  }
}

const cellsOf = (notebook: Notebook) => codeCells(notebook).map(({ source }) => wholeText(source));
