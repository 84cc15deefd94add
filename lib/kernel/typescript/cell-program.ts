import { join } from "node:path";
import type {
  CancellationToken,
  CompilerHost,
  CompilerOptions,
  CustomTransformers,
  Diagnostic,
  Program,
  SourceFile,
  System,
  WriteFileCallback,
} from "@tslab/typescript-for-tslab";
import { ts } from "./compiler";
import { compilerOptions } from "./compiler-options";
import { spellOutEarlierNames } from "./earlier-names";
import { ProjectCheck } from "./project-check";
import { SourceFiles } from "./source-files";

/** What tslab hands to `createWatchCompilerHost` and expects `createWatchProgram` to use. */
export interface WatchHost {
  rootFiles: string[];
  options: CompilerOptions;
  system: System;
  afterProgramCreate?: (program: CellProgram) => void;
}

/**
 * Stands in for TypeScript's watch program under tslab's converter: a program of two files, the cell and the
 * declarations of the cells before, built anew for each text of theirs from all that has not changed.
 */
export class CellPrograms {
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
  readonly replacements = {
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
        ...program.getSemanticDiagnostics(cell),
        ...program.getDeclarationDiagnostics(cell),
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
    let previous: Program | undefined;
    let scheduled = false;

    const build = () => {
      scheduled = false;
      files.refresh();
      for (const name of rootFiles) files.forget(name);
      const create = () => {
        const reusable = host.hasUnresolved() ? undefined : previous;
        if (reusable === undefined) host.forgetResolved();
        previous = ts.createProgram({ rootNames: rootFiles, options, host, oldProgram: reusable });
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

/** One text of the cell and its declarations, in the shape of TypeScript's builder program. */
class CellProgram {
  readonly #rootFiles: string[];
  readonly #options: CompilerOptions;
  readonly #files: SourceFiles;
  readonly #create: () => Program;
  readonly #setMap: (map: string) => void;
  #program: Program | undefined;

  constructor(
    rootFiles: string[],
    options: CompilerOptions,
    files: SourceFiles,
    create: () => Program,
    setMap: (map: string) => void,
  ) {
    this.#rootFiles = rootFiles;
    this.#options = options;
    this.#files = files;
    this.#create = create;
    this.#setMap = setMap;
  }

  getProgram = (): Program => {
    this.#program ??= this.#create();
    return this.#program;
  };

  /** The names that a cell declares need its file only, not the whole program. */
  getSourceFile = (name: string): SourceFile | undefined => {
    if (!this.#rootFiles.includes(name)) return this.getProgram().getSourceFile(name);
    const file = this.#files.get(name, this.#options);
    if (file !== undefined) ts.bindSourceFile(file, this.#options);
    return file;
  };

  /** The cell and the project's files that it imports, directly or not. */
  getAllDependencies = (cell: SourceFile): string[] => {
    const program = this.getProgram();
    const names = new Set<string>([cell.fileName]);
    for (const name of names) {
      const file = program.getSourceFile(name) as (SourceFile & ResolvedModules) | undefined;
      file?.resolvedModules?.forEach(({ resolvedModule }) => {
        const imported = resolvedModule?.resolvedFileName;
        if (imported !== undefined && !imported.includes("/node_modules/")) names.add(imported);
      });
    }
    return [...names];
  };

  emit = (
    file: SourceFile,
    write: WriteFileCallback,
    token?: CancellationToken,
    onlyDeclarations?: boolean,
    transformers?: CustomTransformers,
  ): void => {
    // Node loads the project's files by itself.
    if (!this.#rootFiles.includes(file.fileName)) return;
    const toTslab: WriteFileCallback = (name, text, byteOrderMark) => {
      if (name.endsWith(".map")) this.#setMap(text);
      else write(`${this.#options.outDir}/${name.slice(name.lastIndexOf("/") + 1)}`, text, byteOrderMark);
    };
    const program = this.getProgram();
    const isEarlier = ({ fileName }: SourceFile) =>
      fileName !== file.fileName && this.#rootFiles.includes(fileName);
    const before = [spellOutEarlierNames(program, isEarlier)];
    program.emit(file, toTslab, token, onlyDeclarations, { ...transformers, before });
  };
}

interface ResolvedModules {
  resolvedModules?: Map<string, { resolvedModule?: { resolvedFileName: string } }>;
}

/** A compiler host that keeps what it has read and resolved from one cell to the next. */
function compilerHost(options: CompilerOptions, system: System, files: SourceFiles) {
  const host: CompilerHost = ts.createCompilerHostWorker(options, false, system);
  const newCache = () =>
    ts.createModuleResolutionCache(system.getCurrentDirectory(), host.getCanonicalFileName, options);
  let resolved = newCache();
  let unresolved = false;
  return Object.assign(host, {
    getSourceFile: (name: string) => files.get(name, options),
    resolveModuleNameLiterals: ((literals, containingFile, redirected, _options, containingSourceFile) =>
      literals.map((literal) => {
        const mode = ts.getModeForUsageLocation(containingSourceFile, literal);
        const result = ts.resolveModuleName(
          literal.text,
          containingFile,
          options,
          host,
          resolved,
          redirected,
          mode,
        );
        if (result.resolvedModule === undefined && literal.text.startsWith(".")) unresolved = true;
        return result;
      })) satisfies CompilerHost["resolveModuleNameLiterals"],
    /** Whether a file of the project was missing: it may be there by now. */
    hasUnresolved: () => unresolved,
    forgetResolved: () => {
      resolved = newCache();
      unresolved = false;
    },
  });
}
