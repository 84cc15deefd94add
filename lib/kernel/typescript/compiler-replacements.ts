import { join } from "node:path";
import type { CompilerOptions, Diagnostic, Program, SourceFile, System } from "@tslab/typescript-for-tslab";
import { cellGlobals } from "./cell-globals";
import { CellProgram } from "./cell-program";
import { ts } from "./compiler";
import { compilerHost } from "./compiler-host";
import { compilerOptions } from "./compiler-options";
import { ProjectCheck } from "./project-check";
import { SourceFiles } from "./source-files";

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
  readonly #folder: string;
  #project!: ProjectCheck;

  /** `folder` keeps what is remembered from one kernel to the next. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The functions of TypeScript that this replaces. */
  readonly functions = {
    createWatchCompilerHost: (rootFiles: string[], options: CompilerOptions, system: System): WatchHost => ({
      rootFiles,
      options: compilerOptions(options, system.getCurrentDirectory()),
      system,
    }),
    createWatchProgram: (host: WatchHost) => this.#watch(host),
    getPreEmitDiagnosticsOfFiles: (program: Program, files: SourceFile[]) => {
      const [cell, ...imported] = files;
      this.diagnostics = [
        ...this.#project.diagnostics(program, imported),
        ...program.getSyntacticDiagnostics(cell),
        ...(isUnchecked(cell)
          ? []
          : [...program.getSemanticDiagnostics(cell), ...program.getDeclarationDiagnostics(cell)]),
      ];
      return this.diagnostics;
    },
    // The cell stays the module it is; see cell-code.ts for what becomes of it.
    transpileModule: (text: string) => ({ outputText: text }),
  };

  #watch(watchHost: WatchHost) {
    const { rootFiles, options, system } = watchHost;
    const files = new SourceFiles(system);
    this.#project = new ProjectCheck(join(this.#folder, "checked"), options);
    const host = compilerHost(options, system, files);
    const globals = join(system.getCurrentDirectory(), "__globals__.d.ts");
    files.add(globals, cellGlobals, options);
    let previous: Program | undefined;
    let scheduled = false;

    const build = () => {
      scheduled = false;
      files.refresh();
      for (const name of rootFiles) files.forget(name);
      const create = () => {
        const reusable = host.hasUnresolved() ? undefined : previous;
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
