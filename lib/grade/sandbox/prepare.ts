import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diskError } from "../../files.ts";
import { buildKernel } from "../../kernel/build.mjs";
import { kernelCommand } from "../../kernel/kernelspec.ts";
import { buildLibrary } from "../../kernel/library.mjs";
import { findSnapshot } from "../../kernel/snapshot.mjs";
import { libraryModules } from "../../kernel/typescript/library-modules.ts";
import { codeCells, newNotebook } from "../../nbformat/notebook.ts";
import { pageCodeFolder } from "../../plot/page-code.ts";
import { sha256 } from "../../project.ts";
import { withLock } from "../../setup/lock.mjs";
import { generated, jupyterEnv, pythonCommand, root, venv } from "../../setup/paths.mjs";
import { NO_NATIVE } from "../../tfjs/addon.ts";
import type { Language } from "../code/parse.ts";
import { errorOf } from "../evidence.ts";
import { withProbe } from "../probe-cell.ts";
import { projectDigest } from "../results.ts";
import { readNotebookFile } from "../submission/read-notebook.ts";
import { forkServer } from "./fork-server.ts";
import { LIMITS } from "./limits.ts";
import { type Job, Runner, type Stop } from "./runner.ts";

const NEEDED: Record<Language, string> = {
  typescript: "the TypeScript kernel for the sandbox",
  python: "Keras and scikit-learn for Python",
};
const prepared: Partial<Record<Language, Promise<void>>> = {};

/**
 * Makes what notebooks of some languages need in a sandbox, each once.
 *
 * @param scratch an empty folder
 * @param onPreparing called with what is made, if that may take long
 * @throws UserError when the disk is full or the project may not be written to
 */
export async function prepareFor(
  languages: Iterable<Language>,
  scratch: string,
  signal: AbortSignal,
  onPreparing: (what: string) => void = () => {},
): Promise<void> {
  for (const language of languages) {
    prepared[language] ??= withLock(
      join(generated, `prepare-${language}.lock`),
      () => onPreparing(`${NEEDED[language]}, which another process has begun`),
      () => prepare(language),
      signal,
    ).catch((error) => {
      // A failure is tried again by the next.
      delete prepared[language];
      throw diskError(error, `What sandboxes need (${NEEDED[language]})`);
    });
    await prepared[language];
  }

  function prepare(language: Language): Promise<void> {
    if (language === "python") return compilePython(() => onPreparing(NEEDED.python));
    return prepareKernel(projectDigest(), scratch, signal, () => onPreparing(NEEDED.typescript));
  }
}

/**
 * Builds and type-checks the project's `lib` once, outside of the sandbox, whose kernels can only read these caches. Without
 * them, every notebook would spend more time on `lib` than on its own cells.
 *
 * This runs a cell that imports all of `lib` and draws a picture: plotly's page is built then, for which a sandbox would take
 * more memory than it has.
 *
 * @param lib digest of the sources of `lib`; a new one renews the caches
 * @param scratch an empty folder
 * @param onPreparing called if the caches are not there yet
 */
async function prepareKernel(
  lib: string,
  scratch: string,
  signal: AbortSignal,
  onPreparing: () => void,
): Promise<void> {
  const build = buildKernel();
  await buildLibrary();
  const folder = preparedFolder(build);
  mkdirSync(folder, { recursive: true });
  // Another snapshot may check types with other options, which invalidates the type-check records.
  const state = `${lib} ${process.version} ${installed()} ${findSnapshot(build) ?? "no snapshot"}`;
  const stamp = join(folder, sha256(`${state} ${CELL}`).slice(0, 32));
  if (existsSync(stamp) && existsSync(pageCodeFolder())) return;
  onPreparing();
  mkdirSync(scratch, { recursive: true });
  const source = join(scratch, "imports.ipynb");
  writeFileSync(source, JSON.stringify(withProbe(newNotebook([CELL]))));
  const job: Job = {
    name: stamp,
    source,
    target: `${source}.executed`,
    command: forkServer(["command", ...kernelCommand()]),
    folder: join(root, "notebooks"),
    env: { [NO_NATIVE]: "1" },
  };
  const runner = new Runner();
  try {
    const stops = await runner.run([job], { ...LIMITS, cell: 600, total: 3600 }, signal);
    const trouble = troubleOf(stops.get(stamp), job.target);
    if (trouble === undefined) writeFileSync(stamp, "");
    else console.error(`The TypeScript kernel could not be prepared (${trouble}): notebooks take longer.`);
  } finally {
    await runner.end();
  }
  rmSync(scratch, { recursive: true, force: true });
}

/** Why the preparing notebook did not run to its end; `undefined` if it did. */
function troubleOf(stop: Stop | null | undefined, executed: string): string | undefined {
  if (stop !== null) return stop === undefined ? "it was not run" : `it was stopped: ${stop}`;
  const reading = readNotebookFile(executed);
  if (!("notebook" in reading)) return reading.trouble;
  return codeCells(reading.notebook).flatMap((cell) => errorOf(cell) ?? [])[0];
}

/** npm rewrites this file whenever a package changes. */
const installed = () =>
  statSync(join(root, "node_modules/.package-lock.json"), { throwIfNoEntry: false })?.mtimeMs;

const CELL = [
  ...libraryModules.map((module, at) => `import * as module${at} from "../lib/${module}";`),
  'import { Figure } from "../lib/plot";',
  'new Figure([{ y: [0, 1] }], { width: 640, height: 400 }, "A line");',
].join("\n");

/** The folder of what is prepared once for all sandboxes. */
const preparedFolder = (build: string): string => join(build, "grade");

const lock = join(root, "lib/setup/requirements.lock");
const IMPORTS = "import numpy, pandas, sklearn, keras";

/**
 * Imports the libraries of Python's notebooks once, so that Python keeps what it compiles of them: set-up leaves that out for
 * TensorFlow, and a sandbox cannot write it. Without it, each import of Keras costs 7.5 s of CPU in place of 4.5 s.
 *
 * @param onStart called if they are not compiled yet
 */
async function compilePython(onStart: () => void): Promise<void> {
  const folder = preparedFolder(buildKernel());
  const python = pythonCommand();
  const installed = [venv, lock].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs);
  const key = sha256(`${python} ${installed}`).slice(0, 32);
  const stamp = join(folder, `python-${key}`);
  if (existsSync(stamp)) return;
  onStart();
  const { PYTHONDONTWRITEBYTECODE: _, ...env } = jupyterEnv();
  await new Promise<void>((resolve) => {
    const child = spawn(python, ["-P", "-c", IMPORTS], { env, stdio: "ignore" });
    // A Python without these is told of by the notebooks that import them.
    child.on("error", () => resolve());
    child.on("close", () => resolve());
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, "");
}
