import assert from "node:assert/strict";
import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Report } from "../../lib/day/report.ts";
import { buildKernel } from "../../lib/kernel/build.mjs";
import { buildLibrary, type Library, libraryFolder } from "../../lib/kernel/library.mjs";
import { buildSnapshot, findSnapshot } from "../../lib/kernel/snapshot.mjs";
import { codeCells, type Notebook, wholeText } from "../../lib/nbformat/notebook.ts";
import { root } from "../../lib/setup/paths.mjs";
import { runQuietly } from "../../lib/setup/run.mjs";

/** The result of a run of the day. */
export interface DayRun {
  code: number | null;
  stdout: string;
  stderr: string;
  /** `undefined` when none was written. */
  report: Report | undefined;
}

export interface ProjectOptions {
  /**
   * Whether a snapshot of TypeScript is made for this folder, if there is none yet: that of the project does not hold for another
   * one. Making one takes 9 s of CPU time, and saves 2 s for each kernel that imports `lib`.
   */
  ownSnapshot?: boolean;
}

/**
 * A second copy of the project, to break: its own `lib`, `datasets` and `notebooks`, and a kernel of its own, beside the
 * installed packages of this one.
 */
export class ScratchProject {
  readonly folder = freeFolder();
  /** The folder of this project's kernelspec. */
  kernelFolder = "";
  /** Node's arguments that run a command of this project. */
  cli!: (...words: string[]) => string[];

  static async create({ ownSnapshot = false }: ProjectOptions = {}): Promise<ScratchProject> {
    const project = new ScratchProject();
    for (const part of ["lib", "datasets", "package.json", "tsconfig.json"])
      copy(join(root, part), project.path(part));
    project.restoreNotebooks();
    symlinkSync(join(root, "node_modules"), project.path("node_modules"), "dir");
    mkdirSync(project.path(".venv"));
    for (const part of ["bin", "Scripts", "lib", "Lib", "include", "etc", "pyvenv.cfg"]) {
      const original = join(root, ".venv", part);
      if (existsSync(original)) symlinkSync(original, project.path(".venv", part));
    }
    // Jupyter's own files, but not its kernels: this project has one of its own.
    const shared = join(root, ".venv", "share", "jupyter");
    mkdirSync(project.path(".venv", "share", "jupyter"), { recursive: true });
    for (const part of existsSync(shared) ? readdirSync(shared) : []) {
      if (part === "kernels") continue;
      symlinkSync(join(shared, part), project.path(".venv", "share", "jupyter", part));
    }
    await project.#copyLibrary();
    const { builtFolder } = await project.#import("lib/kernel/build.mjs");
    await project.#copyKernel(builtFolder(), ownSnapshot);
    const { jupyterDirectory } = await project.#import("lib/setup/paths.mjs");
    project.kernelFolder = join(jupyterDirectory(), "kernels", "tslab");
    const { installKernelSpec } = await project.#import(".day/library/kernel/kernelspec.ts.mjs");
    installKernelSpec(project.kernelFolder);
    project.cli = (await project.#import("lib/setup/cli-program.mjs")).cliProgram;
    return project;
  }

  #import(file: string) {
    return import(pathToFileURL(this.path(file)).href);
  }

  /** Takes over the library that was built from the same files, with this project's path in it: building it takes 4 s of CPU time. */
  async #copyLibrary(): Promise<void> {
    await buildLibrary();
    const own = await this.#import("lib/kernel/library.mjs");
    const folders = ["lib", ".day/library"].map((path) => [join(root, path), this.path(path)]);
    const changes = folders.flatMap(([from, to]) => [
      [pathToFileURL(from).href, pathToFileURL(to).href],
      [JSON.stringify(from).slice(1, -1), JSON.stringify(to).slice(1, -1)],
    ]);
    for (const name of readdirSync(libraryFolder, { recursive: true, encoding: "utf8" })) {
      if (!/\.(?:mjs|map)$/.test(name)) continue;
      let text = readFileSync(join(libraryFolder, name), "utf8");
      for (const [from, to] of changes) text = text.replaceAll(from, to);
      mkdirSync(dirname(join(own.libraryFolder, name)), { recursive: true });
      writeFileSync(join(own.libraryFolder, name), text);
    }
    const library: Library = JSON.parse(readFileSync(join(libraryFolder, "files.json"), "utf8"));
    const files = { ...library, root: this.folder, key: own.libraryKey() };
    writeFileSync(join(own.libraryFolder, "files.json"), JSON.stringify(files));
    // Does nothing if the files of `lib` could be copied with their times.
    await own.buildLibrary();
  }

  /** Takes over the kernel, which does not depend on where it is, with what it has made once for all its starts. */
  async #copyKernel(own: string, ownSnapshot: boolean): Promise<void> {
    const original = buildKernel();
    const snapshot = findSnapshot(original);
    const filter = (file: string) => file !== snapshot;
    cpSync(original, own, { recursive: true, filter });
    if (snapshot === undefined) return;
    const all = `${this.folder}-snapshot`;
    const kept = join(all, basename(own));
    if (ownSnapshot && !existsSync(kept)) {
      rmSync(all, { recursive: true, force: true });
      const { file } = await buildSnapshot(own, runQuietly);
      link(file, join(kept, basename(file)));
    } else {
      const file = findSnapshot(kept) ?? snapshot;
      link(file, join(own, basename(file)));
    }
  }

  /** Makes the notebooks as they are committed, and forgets the report on others. */
  restoreNotebooks(): void {
    for (const part of ["notebooks", ".day/reports"])
      rmSync(this.path(part), { recursive: true, force: true });
    // A learner's own copies are no part of it.
    const filter = (source: string) => !basename(source).startsWith("my_");
    cpSync(join(root, "notebooks"), this.path("notebooks"), { recursive: true, filter });
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  notebook(name: string): Notebook {
    return JSON.parse(this.read(name));
  }

  /** The notebook's file as it is. */
  read(name: string): string {
    return readFileSync(this.path("notebooks", `${name}.ipynb`), "utf8");
  }

  write(name: string, notebook: Notebook | string): void {
    const text = typeof notebook === "string" ? notebook : `${JSON.stringify(notebook, null, 1)}\n`;
    writeFileSync(this.path("notebooks", `${name}.ipynb`), text);
  }

  /** Replaces code in the one cell, or all the cells, that hold it. @throws when none does: the mutation is void */
  replaceCode(name: string, code: string, by: string): void {
    const notebook = this.notebook(name);
    const cells = codeCells(notebook).filter(({ source }) => wholeText(source).includes(code));
    if (cells.length === 0) throw new Error(`${name} has no cell with ${code}`);
    for (const cell of cells) cell.source = wholeText(cell.source).replaceAll(code, by);
    this.write(name, notebook);
  }

  /** Takes the cells out that hold the code, as if the notebook had been committed without them. */
  removeCell(name: string, code: string): void {
    const notebook = this.notebook(name);
    const kept = notebook.cells.filter(
      (cell) => cell.cell_type !== "code" || !wholeText(cell.source).includes(code),
    );
    if (kept.length === notebook.cells.length) throw new Error(`${name} has no cell with ${code}`);
    const cut = { ...notebook, cells: kept };
    for (const [index, cell] of codeCells(cut).entries()) {
      cell.execution_count = index + 1;
      for (const output of cell.outputs) if ("execution_count" in output) output.execution_count = index + 1;
    }
    this.write(name, cut);
  }

  /** Gives a file another byte at that place. */
  changeByte(file: string, at: number): void {
    const bytes = readFileSync(this.path(file));
    bytes[at] ^= 1;
    writeFileSync(this.path(file), bytes);
  }

  /** Starts the day here, as `npm start --` would with these arguments. */
  start(args: string[]): ChildProcessByStdio<null, Readable, Readable> {
    return spawn(process.execPath, this.cli("start", ...args), {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
    });
  }

  /** Runs the day here to its end. */
  async run(args: string[]): Promise<DayRun> {
    const child = this.start(args);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => {
      stdout += data;
    });
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    const reportFile = this.path(".day/reports/day.json");
    const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, "utf8")) : undefined;
    return { code, stdout, stderr, report };
  }

  /** The command lines of the processes that name the project's folder. */
  processes(): string[] {
    if (process.platform === "win32") return [];
    const lines = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).split("\n");
    return lines.filter((line) => line.includes(this.folder));
  }

  /** Waits until none of its processes is left: on a busy machine one that was killed takes a while. */
  async allEnded(): Promise<void> {
    for (const end = Date.now() + 60_000; this.processes().length > 0 && Date.now() < end; ) await sleep(100);
    assert.deepEqual(this.processes(), [], "no process is left");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One that an earlier project had, if there is one, with the snapshot that was made for it. */
function freeFolder(): string {
  for (let number = 1; ; number++) {
    const folder = join(tmpdir(), `keras-day-${number}-project`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    cpSync(from, to); // on another disk
  }
}

/** Copies with the exact times of the files, by which the built library knows its sources. */
export function copy(from: string, to: string): void {
  if (spawnSync("cp", ["-a", from, to]).status !== 0) cpSync(from, to, { recursive: true });
}
