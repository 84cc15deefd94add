import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSnapshot, findSnapshot, flags } from "../../kernel/snapshot.mjs";
import { PREWARM_NOTEBOOKS } from "../../kernel/typescript/prewarm.ts";
import { codeCells, type Notebook, wholeText } from "../../nbformat/notebook.ts";

/**
 * For the TypeScript process of a sandbox: the kernel's own, but for a heap that is large enough from the start, as a larger
 * snapshot would else be swept as soon as it has been read.
 */
export const prewarmedFlags: readonly string[] = [
  ...flags.filter((flag) => !flag.startsWith("--initial-old-space-size")),
  "--initial-old-space-size=300",
];

/**
 * The snapshot of TypeScript for sandboxes: one that has been through the day's own notebooks, and so has parsed the types of
 * all of `lib` and compiled what checks them. A process that starts from it needs half the time for a day like it.
 *
 * @param folder keeps it
 * @returns its file, or `undefined` where Node makes none
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
    return (await buildSnapshot(folder, run, { kernel, v8: [...prewarmedFlags] })).file;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined; // The kernel's own is there.
  }
}

const cellsOf = (notebook: Notebook) => codeCells(notebook).map(({ source }) => wholeText(source));
