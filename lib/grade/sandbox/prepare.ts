import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { buildKernel } from "../../kernel/build.mjs";
import { kernelCommand } from "../../kernel/kernelspec.ts";
import { buildLibrary } from "../../kernel/library.mjs";
import { findSnapshot } from "../../kernel/snapshot.mjs";
import { MODULES } from "../../kernel/typescript/prewarm.ts";
import { codeCells, type Notebook, wholeText } from "../../nbformat/notebook.ts";
import { DRAWINGS } from "../../plot/svg-cache.ts";
import { root } from "../../setup/paths.mjs";
import { NO_NATIVE } from "../../tfjs/addon.ts";
import { withProbe } from "../probe-cell.ts";
import { readNotebookFile } from "../submission/read-notebook.ts";
import { drawingsFolder, preparedFolder } from "./folders.ts";
import { forkServer } from "./fork-server.ts";
import { LIMITS } from "./limits.ts";
import { type Job, Runner } from "./runner.ts";

/** Caches that all sandboxes read. */
export interface Prepared {
  /** The folder of rendered figures of the project's own notebooks. */
  drawings: string;
}

/**
 * Builds and type-checks the project's `lib` once, outside of the sandbox, whose kernels can only read these caches. Without
 * them, every notebook would spend more time on `lib` than on its own cells.
 *
 * This runs a cell that imports all of `lib`, and the project's own notebooks with figures, which are cached.
 *
 * @param lib digest of the sources of `lib`; a new one renews the caches
 * @param scratch an empty folder
 */
export async function prepareKernel(lib: string, scratch: string, signal: AbortSignal): Promise<Prepared> {
  const build = buildKernel();
  await buildLibrary();
  const folder = preparedFolder(build);
  const drawings = drawingsFolder(build, lib);
  // Another snapshot may check types with other options, which invalidates the type-check records.
  const state = `${lib} ${process.version} ${installed()} ${findSnapshot(build) ?? "no snapshot"}`;
  mkdirSync(drawings, { recursive: true });
  mkdirSync(scratch, { recursive: true });
  const jobs = [...withFigures(), importing(MODULES)]
    .map((notebook) => ({ notebook, stamp: join(folder, stampOf(state, [notebook])) }))
    .filter(({ stamp }) => !existsSync(stamp))
    .map(({ notebook, stamp }, index): Job => {
      const source = join(scratch, `${index}.ipynb`);
      writeFileSync(source, JSON.stringify(withProbe(notebook)));
      return {
        name: stamp,
        source,
        target: `${source}.executed`,
        command: forkServer(["command", ...kernelCommand()]),
        folder: join(root, "notebooks"),
        env: { [NO_NATIVE]: "1", [DRAWINGS]: drawings },
      };
    });
  await runSideBySide(jobs, signal);
  rmSync(scratch, { recursive: true, force: true });
  return { drawings };
}

/** Runs jobs in parallel, and writes a stamp for each that completes. */
async function runSideBySide(jobs: Job[], signal: AbortSignal): Promise<void> {
  const left = [...jobs].reverse(); // the longest first
  const runNext = async () => {
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
  await Promise.all(Array.from({ length: Math.min(jobs.length, availableParallelism()) }, runNext));
}

/** npm rewrites this file whenever a package changes. */
const installed = () =>
  statSync(join(root, "node_modules/.package-lock.json"), { throwIfNoEntry: false })?.mtimeMs;

/** The day's notebooks whose committed outputs have a figure. */
function withFigures(): Notebook[] {
  const folder = join(root, "notebooks");
  const names = readdirSync(folder).filter((name) => /^ex\d\d_.*\.ipynb$/.test(name));
  return names.flatMap((name) => {
    const reading = readNotebookFile(join(folder, name));
    if (!("notebook" in reading)) return [];
    const hasFigure = codeCells(reading.notebook).some(({ outputs }) =>
      outputs.some((output) => "data" in output && "image/svg+xml" in output.data),
    );
    return hasFigure ? [reading.notebook] : [];
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
