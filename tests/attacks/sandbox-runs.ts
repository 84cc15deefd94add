import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after } from "node:test";
import { cellText } from "../../lib/grade/evidence.ts";
import { rerun } from "../../lib/grade/rerun/rerun.ts";
import { LIMITS } from "../../lib/grade/sandbox/limits.ts";
import { Runner } from "../../lib/grade/sandbox/runner.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import { codeCells } from "../../lib/nbformat/notebook.ts";
import { code, type NotebookContent, typescript, writeSubmission } from "../submissions/submission.ts";

// No run may see it.
process.env.TEACHER_SECRET = "a secret of the teacher";
export const folder = mkdtempSync(join(tmpdir(), "sandbox "));
export const runner = new Runner();
/** Runs where there are no control groups, as for most ordinary users. */
export const watched = new Runner();
after(async () => {
  await runner.end();
  await watched.end();
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;

interface RunOptions {
  files?: Record<string, string>;
  limits?: Partial<typeof LIMITS>;
  by?: Runner;
}

/** Runs cells as a submission of their own; what each of them showed. */
export async function run(cells: string[], { files = {}, ...options }: RunOptions = {}) {
  const id = `work ${++count}`;
  const notebook = typescript(...cells.map((source) => code(source)));
  const place = writeSubmission(
    { id, kind: "attack", about: "", files: { "ex01.ipynb": notebook, ...files }, expected: {} },
    folder,
  );
  return { ...(await runFolder(place, options)), place };
}

export async function runFolder(place: string, options?: RunOptions) {
  const { notebooks, remarks } = await runAll(place, options);
  return { ...notebooks[0], remarks };
}

async function runAll(place: string, { limits = {}, by = runner }: RunOptions = {}) {
  const work = readSubmission({ id: "a person", folder: place });
  const scratch = mkdtempSync(join(folder, "scratch-"));
  const { signal } = new AbortController();
  const options = {
    limits: { ...LIMITS, cell: 300, total: 600, ...limits },
    unsafe: false,
    scratch,
    runner: by,
    signal,
  };
  const notebooks = (await rerun(work, options)).map(({ executed, stopped }) => ({
    stopped,
    said: executed ? codeCells(executed).map((cell) => cellText(cell).trim()) : [],
  }));
  return { notebooks, remarks: work.remarks };
}

/** Runs a person's notebooks. What the first cell of each showed. */
export async function runTogether(notebooks: NotebookContent[]): Promise<string[]> {
  const files = Object.fromEntries(notebooks.map((notebook, at) => [`ex0${at + 1}.ipynb`, notebook]));
  const place = writeSubmission(
    { id: `work ${++count}`, kind: "attack", about: "", files, expected: {} },
    folder,
  );
  const ran = await runAll(place);
  return ran.notebooks.map(({ said }) => said[0]);
}

/** A cell that runs a Python program and shows what it printed. */
export const python = (program: string) =>
  `import { spawnSync } from "node:child_process";
console.log(spawnSync("python", ["-c", ${JSON.stringify(program)}], { encoding: "utf8" }).output.join(""));`;

/** A PATH on which these programs come first. */
export function programsFirst(programs: Record<string, string>): string {
  const place = mkdtempSync(join(folder, "programs-"));
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(place, name), script, { mode: 0o755 });
  return [place, process.env.PATH].join(delimiter);
}
