import { dirname, join } from "node:path";
import type { CompilerOptions, Diagnostic, Program, SourceFile, System } from "@tslab/typescript-for-tslab";
import { ownEnd } from "./block-variables.ts";
import { cellGlobals } from "./cell-globals.ts";
import { CellProgram } from "./cell-program.ts";
import { ts } from "./compiler.ts";
import { compilerHost } from "./compiler-host.ts";
import { compilerOptions } from "./compiler-options.ts";
import { completionsWithPaths } from "./completions-with-paths.ts";
import { installed, kernelFolder } from "./project.ts";
import { ProjectCheck } from "./project-check.ts";
import { SourceFiles } from "./source-files.ts";

/** What tslab hands to `createWatchCompilerHost` and expects `createWatchProgram` to use. */
interface WatchHost {
  rootFiles: string[];
  options: CompilerOptions;
  system: System;
  afterProgramCreate?: (program: CellProgram) => void;
}

/**
 * Stands in for TypeScript's watch program under tslab's converter: a program of two files, the cell and the
 * declarations of the cells before, built anew for each text of theirs from all that has not changed.
 */
export class CompilerReplacements {
  /** The source map of the cell emitted last. */
  map = "";
  /** What TypeScript has to say against the cell checked last and the project's files that it imports. */
  diagnostics: readonly Diagnostic[] = [];
  readonly #earlier: SourceFiles | undefined;
  readonly #installed = installed();
  #defaults!: CompilerOptions;
  #options!: CompilerOptions;
  #files!: SourceFiles;
  #project: ProjectCheck | undefined;
  #forget!: () => void;

  /** What `earlier` ones have parsed is taken over where it is still good. */
  constructor(earlier?: CompilerReplacements) {
    this.#earlier = earlier === undefined ? undefined : earlier.#files;
  }

  /** The functions of TypeScript that this replaces. */
  readonly functions = {
    createWatchCompilerHost: (rootFiles: string[], defaults: CompilerOptions, system: System): WatchHost => {
      this.#defaults = defaults;
      this.#options = compilerOptions(defaults, system.getCurrentDirectory());
      return { rootFiles, options: this.#options, system };
    },
    createWatchProgram: (host: WatchHost) => this.#watch(host),
    getPreEmitDiagnosticsOfFiles: (program: Program, files: SourceFile[]) => {
      const [cell, ...imported] = files;
      this.#project ??= new ProjectCheck(join(kernelFolder, "checked"), this.#options);
      // As TypeScript does it: types mean little where the text is not understood.
      const syntax = program.getSyntacticDiagnostics(cell);
      this.diagnostics =
        syntax.length > 0
          ? syntax
          : [
              ...this.#project.diagnostics(program, imported.filter(this.#isOfThisProject)),
              ...(isUnchecked(cell) ? [] : ofOwnText(program.getSemanticDiagnostics(cell))),
            ];
      return this.diagnostics;
    },
    // The cell stays the module it is; see cell-code.ts for what becomes of it.
    transpileModule: (text: string) => ({ outputText: text }),
    Completions: completionsWithPaths(),
  };

  /** Another project's files are for its own options to judge: a notebook elsewhere may have none so strict. */
  readonly #isOfThisProject = ({ fileName }: SourceFile) =>
    ts.findConfigFile(dirname(fileName), ts.sys.fileExists) === this.#options.configFilePath;

  /** For the snapshot: keeps the parsed files, but not where the project's own were found. */
  forgetProject(): void {
    this.#forget();
    this.#project = undefined;
  }

  /** In a process that goes on from the snapshot: whether this may go on too, in `folder`. */
  wake(folder: string): boolean {
    this.#files.nextProcess();
    return (
      folder === ts.sys.getCurrentDirectory() &&
      this.#installed === installed() &&
      written(compilerOptions(this.#defaults, folder)) === written(this.#options)
    );
  }

  #watch(watchHost: WatchHost) {
    const { rootFiles, options, system } = watchHost;
    const readFile = (name: string) => {
      const text = system.readFile(name);
      return text !== undefined && rootFiles.includes(name) ? withTrueNames(text) : text;
    };
    const files = new SourceFiles({ ...system, readFile }, options, this.#earlier);
    this.#files = files;
    const host = compilerHost(options, system, files);
    const globals = join(system.getCurrentDirectory(), "__globals__.d.ts");
    files.add(globals, cellGlobals);
    let previous: Program | undefined;
    let scheduled = false;
    this.#forget = () => {
      previous = undefined;
    };

    const build = () => {
      scheduled = false;
      files.nextTurn();
      for (const name of rootFiles) files.forget(name);
      const create = () => {
        const reusable = host.hasUnresolved() || files.hasLost() ? undefined : previous;
        if (reusable === undefined) host.forgetResolved();
        previous = ts.createProgram({
          rootNames: [...rootFiles, globals],
          options,
          host,
          oldProgram: reusable,
        });
        return previous;
      };
      const program = new CellProgram(rootFiles, options, files, create, (map) => {
        this.map = map;
      });
      watchHost.afterProgramCreate?.(program);
    };
    // tslab tells of a new text by these callbacks, and runs the timer itself.
    for (const name of rootFiles) {
      system.watchFile?.(name, () => {
        if (!scheduled) system.setTimeout?.(build, 0);
        scheduled = true;
      });
    }
    build();
    return { close: () => {}, updateRootFileNames: () => {} };
  }
}

/**
 * Whether a cell begins with TypeScript's own `// @ts-nocheck`. TypeScript itself looks for it before the first statement,
 * which in a cell is tslab's `export {}`.
 */
function isUnchecked(cell: SourceFile): boolean {
  return /^export \{\};\s*(\/\/.*\s*|\/\*[\s\S]*?\*\/\s*)*?\/\/\s*@ts-nocheck\b/.test(cell.text);
}

/**
 * tslab ends a cell with a list of its names as TypeScript keeps them: with one more underscore than two or more in front, and
 * with a name for `declare global` and for `declare module "…"`.
 */
function withTrueNames(text: string): string {
  const list = text.lastIndexOf("\nexport {");
  if (list < 0 || !text.endsWith("}")) return text;
  const names = text.slice(list + "\nexport {".length, -1).split(", ");
  const own = names.filter((name) => !/^__global$|^"/.test(name)).map((name) => name.replace(/^_(?=__)/, ""));
  return `${text.slice(0, list)}\nexport {${own.join(", ")}}`;
}

/** Leaves out what is said of the line that `withBlockVariables` adds. */
function ofOwnText(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ file, start = 0 }) => file === undefined || start <= ownEnd(file.text));
}

/** Options as text, to compare them; without the file that they are from, parsed. */
function written(options: CompilerOptions): string {
  return JSON.stringify({ ...options, configFile: undefined });
}
