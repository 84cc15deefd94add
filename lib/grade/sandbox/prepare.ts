import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { buildKernel } from "../../kernel/build.mjs";
import { kernelCommand } from "../../kernel/kernelspec.ts";
import { findSnapshot } from "../../kernel/snapshot.mjs";
import { codeCells, type Notebook, wholeText } from "../../nbformat/notebook.ts";
import { DRAWINGS } from "../../plot/kept-drawings.ts";
import { root } from "../../setup/paths.mjs";
import { NO_NATIVE } from "../../tfjs/addon.ts";
import { withProbe } from "../probe-cell.ts";
import { readNotebookFile } from "../submission/read-notebook.ts";
import { compiledFolder, drawingsFolder } from "./compiled.ts";
import { LIMITS } from "./limits.ts";
import { type Pack, packPackages } from "./packs.ts";
import { prewarmedSnapshot } from "./prewarmed.ts";
import { type Job, Runner } from "./runner.ts";
import { stateFolder } from "./state-folder.ts";

/** What is done for one class at most: each takes some seconds, once. */
const MOST = 24;
/** tsx forgets after a week what it has compiled. */
const GOOD_FOR = 5 * 24 * 3600 * 1000;

/** What sandboxes are shown, to read only, of what was done before for all of them. */
export interface Prepared {
  /** The folder of drawings of the day's own figures. */
  drawings: string;
  /** The file that the TypeScript process starts from; none: the kernel's own. */
  snapshot: string | undefined;
  /** Packages that load faster. */
  packs: Pack[];
}

/**
 * Lets the kernel check and compile the day's own `lib` once, outside of the sandbox: inside, what it remembers can be read
 * and not written, so that every notebook would do so anew, which takes longer than most notebooks. The kernel remembers
 * each group of modules that a cell imports together: those of the notebooks handed in, of which nothing is run here but the
 * names of modules that `lib` has, and those of the day's notebooks, which are run whole, so that their drawings are kept.
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
): Promise<Prepared> {
  const build = buildKernel();
  const folder = compiledFolder(build);
  const drawings = drawingsFolder(build, lib);
  // A kernel that starts from another snapshot may check with other options, and so not know what was checked before.
  const state = `${lib} ${process.version} ${installed()} ${findSnapshot(build) ?? "no snapshot"}`;
  mkdirSync(drawings, { recursive: true });
  mkdirSync(scratch, { recursive: true });
  const own = daysOwn();
  const known = new Set(own.flatMap(importGroups));
  const unknown = [...groups].filter((group) => !known.has(group));
  const jobs = [...own, ...unknown.map((group) => importing(group.split(" ")))]
    .map((notebook) => ({ notebook, stamp: join(folder, stampOf(state, [notebook])) }))
    .filter(({ stamp }) => !isFresh(stamp))
    .slice(0, MOST)
    .map(({ notebook, stamp }, index): Job => {
      const source = join(scratch, `${index}.ipynb`);
      writeFileSync(source, JSON.stringify(withProbe(notebook)));
      return {
        name: stamp,
        source,
        target: `${source}.executed`,
        command: kernelCommand(),
        folder: join(root, "notebooks"),
        env: { TMPDIR: folder, [NO_NATIVE]: "1", [DRAWINGS]: drawings },
      };
    });
  await runSideBySide(jobs, signal);
  rmSync(scratch, { recursive: true, force: true });
  const kept = stateFolder(join(folder, "states"), stampOf(state, own).slice(0, 16));
  return {
    drawings,
    snapshot: await prewarmedSnapshot(build, kept, own.map(withProbe), signal),
    packs: await packPackages(kept, signal),
  };
}

/** Stamps those that ran to their end. */
async function runSideBySide(jobs: Job[], signal: AbortSignal): Promise<void> {
  const left = [...jobs].reverse(); // the longest come first
  const work = async () => {
    const runner = new Runner();
    try {
      for (let job = left.shift(); job; job = left.shift()) {
        const stops = await runner.run([job], { ...LIMITS, cell: 600, total: 3600 }, signal);
        if (stops.get(job.name) === null) writeFileSync(job.name, "");
      }
    } finally {
      await runner.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs.length, availableParallelism()) }, work));
}

/** Of each cell that imports from `lib`, the modules: "keras sklearn/datasets". */
export function importGroups(notebook: Notebook): string[] {
  return codeCells(notebook).flatMap(({ source }) => {
    const paths = wholeText(source).matchAll(/["'`](?:\.\.\/)+lib\/([\w-]+(?:\/[\w-]+)*)["'`]/g);
    const modules = [...new Set([...paths].map(([, path]) => path))].filter(isModule);
    return modules.length > 0 ? [modules.sort().join(" ")] : [];
  });
}

/**
 * Only what notebooks are meant to import: it is imported outside of the sandbox, and other modules of the project are programs
 * that do something when they are.
 */
const isModule = (path: string) =>
  /^(?:keras|sklearn\/\w+|plot|notebook|exercise|table)$/.test(path) &&
  existsSync(join(root, "lib", path, "index.ts"));

/** npm writes this file whenever a package changes. */
const installed = () =>
  statSync(join(root, "node_modules/.package-lock.json"), { throwIfNoEntry: false })?.mtimeMs;

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

const stampOf = (state: string, notebooks: readonly Notebook[]) =>
  createHash("sha256")
    .update(JSON.stringify([state, notebooks.flatMap(codeCells).map(({ source }) => wholeText(source))]))
    .digest("hex")
    .slice(0, 32);

function isFresh(stamp: string): boolean {
  const written = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - written < GOOD_FOR;
}
