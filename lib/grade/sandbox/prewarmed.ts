import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSnapshot, findSnapshot, flags } from "../../kernel/snapshot.mjs";
import { PREWARM_NOTEBOOKS } from "../../kernel/typescript/prewarm.ts";
import { codeCells, type Notebook, wholeText } from "../../nbformat/notebook.ts";

/**
 * V8 flags of the TypeScript process in a sandbox: the kernel's own with a larger initial heap. Otherwise the garbage collector
 * would run as soon as the larger snapshot has been read.
 */
export const prewarmedFlags: readonly string[] = [
  ...flags.filter((flag) => !flag.startsWith("--initial-old-space-size")),
  "--initial-old-space-size=300",
];

/**
 * The snapshot of TypeScript for sandboxes, taken after it has checked the project's own notebooks: the types of all of `lib` are
 * parsed, and the compiler's own code is compiled. It halves the time for a submission.
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
    return (await buildSnapshot(folder, run, { kernel, v8: [...prewarmedFlags] })).file;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined; // the kernel's own snapshot is used
  }
}

const cellsOf = (notebook: Notebook) => codeCells(notebook).map(({ source }) => wholeText(source));
