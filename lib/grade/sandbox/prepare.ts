import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildKernel } from "../../kernel/build.mjs";
import { kernelCommand } from "../../kernel/kernelspec";
import { root } from "../../setup/paths.mjs";
import { codeCells, type Notebook, wholeText } from "../notebook";
import { withProbe } from "../probe-cell";
import { readNotebookFile } from "../submission/read-notebook";
import { compiledFolder } from "./compiled";
import { LIMITS } from "./limits";
import { Runner } from "./runner";

/** What is done for one class at most: each takes some seconds, once. */
const MOST = 24;
/** tsx forgets after a week what it has compiled. */
const GOOD_FOR = 5 * 24 * 3600 * 1000;

/**
 * Lets the kernel check and compile the day's own `lib` once, outside of the sandbox: inside, what it remembers can be read
 * and not written, so that every notebook would do so anew, which takes longer than most notebooks. The kernel remembers
 * each group of modules that a cell imports together: those of the day's notebooks, and of the notebooks handed in. Nothing of
 * these is run here but the names of modules that `lib` has.
 *
 * @param lib stands for the texts of `lib`: it is done once for each
 * @param groups of the notebooks handed in (`importGroups`)
 * @param scratch an empty folder
 */
export async function prepareKernel(
  lib: string,
  groups: ReadonlySet<string>,
  scratch: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = compiledFolder(buildKernel());
  mkdirSync(folder, { recursive: true });
  mkdirSync(scratch, { recursive: true });
  const all = [...new Set([...daysOwn().flatMap(importGroups), ...groups])];
  const jobs = all
    .map((group) => ({ group, stamp: join(folder, stampOf(lib, group)) }))
    .filter(({ stamp }) => !isFresh(stamp))
    .slice(0, MOST)
    .map(({ group, stamp }, index) => {
      const source = join(scratch, `${index}.ipynb`);
      writeFileSync(source, JSON.stringify(withProbe(importing(group.split(" ")))));
      return {
        name: stamp,
        source,
        target: `${source}.executed`,
        command: kernelCommand(),
        folder: join(root, "notebooks"),
        env: { TMPDIR: folder },
      };
    });
  if (jobs.length > 0) {
    const runner = new Runner();
    const stops = await runner
      .run(jobs, { ...LIMITS, cell: 600, total: 3600 }, signal)
      .finally(() => runner.end());
    for (const [stamp, stop] of stops) if (stop === null) writeFileSync(stamp, "");
  }
  rmSync(scratch, { recursive: true, force: true });
}

/** Of each cell that imports from `lib`, the modules: "keras sklearn/datasets". */
export function importGroups(notebook: Notebook): string[] {
  return codeCells(notebook).flatMap(({ source }) => {
    const paths = wholeText(source).matchAll(/["'`](?:\.\.\/)+lib\/([\w-]+(?:\/[\w-]+)*)["'`]/g);
    const modules = [...new Set([...paths].map(([, path]) => path))].filter(isModule);
    return modules.length > 0 ? [modules.sort().join(" ")] : [];
  });
}

const isModule = (path: string) =>
  ["/index.ts", ".ts"].some((ending) => existsSync(join(root, "lib", `${path}${ending}`)));

function daysOwn(): Notebook[] {
  const folder = join(root, "notebooks");
  const names = readdirSync(folder).filter((name) => /^ex\d\d_.*\.ipynb$/.test(name));
  return names.flatMap((name) => {
    const reading = readNotebookFile(join(folder, name));
    return "notebook" in reading ? [reading.notebook] : [];
  });
}

function importing(modules: readonly string[]): Notebook {
  const source = modules.map((module, at) => `import * as module${at} from "../lib/${module}";`).join("\n");
  const cell = { cell_type: "code" as const, id: "imports", metadata: {}, source };
  const cells = [{ ...cell, execution_count: null, outputs: [] }];
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const stampOf = (lib: string, group: string) =>
  createHash("sha256").update(`${lib} ${group}`).digest("hex").slice(0, 32);

function isFresh(stamp: string): boolean {
  const written = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - written < GOOD_FOR;
}
