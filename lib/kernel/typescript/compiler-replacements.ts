import { dirname, join } from "node:path";
import type { CompilerOptions, Diagnostic, LanguageService, Program, SourceFile, System } from "typescript";
import { ownEnd } from "./block-variables.ts";
import { cellErrors } from "./cell-errors.ts";
import { cellGlobals } from "./cell-globals.ts";
import { LINE_ABOVE } from "./cell-position.ts";
import { CellProgram } from "./cell-program.ts";
import { ts } from "./compiler.ts";
import { compilerOptions } from "./compiler-options.ts";
import { type Declared, declarations, declarationsOf } from "./declarations.ts";
import { forgottenDeclarations } from "./kept-declarations.ts";
import { languageService, type ServiceState } from "./language-service.ts";
import { libraryFiles } from "./library.ts";
import type { NodeHint } from "./node-hint.ts";
import { installed, kernelFolder } from "./project.ts";
import { ProjectCheck } from "./project-check.ts";
import { quietMistakes } from "./quiet-mistakes.ts";
import { SourceFiles } from "./source-files.ts";
import { readDeclarations, writeDeclarations } from "./stored-declarations.ts";

/** Returned by `createWatchCompilerHost` to tslab, which passes it to `createWatchProgram`. */
interface WatchHost {
  rootFiles: string[];
  options: CompilerOptions;
  system: System;
  afterProgramCreate?: (program: CellProgram) => void;
}

/** A cell as the language service sees it. */
export interface CellView {
  service: LanguageService;
  file: string;
  /** Position of the cell's first character in the file. */
  offset: number;
}

/**
 * Replaces TypeScript's watch program in tslab's converter. The program has two root files, the cell and the declarations of
 * earlier cells, and is rebuilt whenever they change, reusing everything else.
 */
export class CompilerReplacements {
  /** The source map of the last cell. */
  map = "";
  /** The diagnostics of the last cell and of the project's files that it imports. */
  diagnostics: readonly Diagnostic[] = [];
  /** Hints on the last cell, which has no errors. */
  hints: NodeHint[] = [];
  /** Earlier declarations that tslab drops after the last cell, which has no errors. */
  forgotten = (_declarations: string): string => "";
  readonly #earlier: SourceFiles | undefined;
  readonly #installed = installed();
  #defaults!: CompilerOptions;
  #options!: CompilerOptions;
  #system!: System;
  #files!: SourceFiles;
  #project: ProjectCheck | undefined;
  /**
   * The language service's view of code, without converting it. `withLibrary` adds the modules of `lib`, in a program of its own:
   * in the cells' program they would make every later cell slower.
   */
  look!: (declarations: string, source: string, withLibrary?: boolean) => CellView;

  /** Reuses the files that `earlier` has parsed, where they are still valid. */
  constructor(earlier?: CompilerReplacements) {
    this.#earlier = earlier === undefined ? undefined : earlier.#files;
  }

  /** Replacements for functions of TypeScript. */
  readonly functions = {
    createWatchCompilerHost: (rootFiles: string[], defaults: CompilerOptions, system: System): WatchHost => {
      this.#defaults = defaults;
      this.#options = compilerOptions(defaults, system.getCurrentDirectory());
      return { rootFiles, options: this.#options, system };
    },
    createWatchProgram: (host: WatchHost) => this.#watch(host),
    getPreEmitDiagnosticsOfFiles: (program: Program, files: SourceFile[]) => {
      const [cell, ...imported] = files;
      // Like TypeScript itself: type errors mean little in code with syntax errors.
      const syntax = program.getSyntacticDiagnostics(cell);
      this.diagnostics =
        syntax.length > 0
          ? syntax
          : [
              ...this.#check(program, imported),
              ...(isUnchecked(cell) ? [] : inOwnText(cellErrors(program, cell))),
            ];
      this.hints = this.diagnostics.length === 0 ? quietMistakes(program, cell) : [];
      this.forgotten = (declarations) => forgottenDeclarations(declarations, program, cell);
      return this.diagnostics;
    },
    // The cell stays an ES module, which cell-code.ts turns into a function.
    transpileModule: (text: string) => ({ outputText: text }),
  };

  /** Files of another project are not checked, because its options may be less strict, nor those read as declarations. */
  #check(program: Program, files: readonly SourceFile[]): Diagnostic[] {
    const own = files.filter(
      ({ fileName }) =>
        !this.#files.isDeclared(fileName) &&
        ts.findConfigFile(dirname(fileName), ts.sys.fileExists) === this.#options.configFilePath,
    );
    return this.#checks().diagnostics(program, own);
  }

  /**
   * Reads the files of `lib` as their stored declarations from now on. Cells need no more, it takes half the CPU time, and without
   * the bodies of functions a snapshot is half as large.
   *
   * @returns false if none are stored, or a file has changed since
   */
  declareLibrary(): boolean {
    const declared = readDeclarations(this.#checks().key);
    if (declared !== undefined) this.#files.declare(declared);
    return declared !== undefined;
  }

  /** Checks the modules of `lib`, and stores the declarations of those without errors. */
  storeLibrary(): void {
    writeDeclarations(this.#checks().key, this.#declarations());
  }

  #declarations(): Map<string, Declared> {
    const files = new SourceFiles(this.#system, this.#options, this.#files);
    const state = { version: 0, rootFiles: libraryFiles() };
    const program = languageService(this.#options, this.#system, files, state).service.getProgram()!;
    return declarations(
      program,
      (own) => this.#check(program, own),
      (name) => files.stateOf(name),
    );
  }

  #checks(): ProjectCheck {
    this.#project ??= new ProjectCheck(join(kernelFolder, "checked"), this.#options);
    return this.#project;
  }

  /** Before the snapshot is made: a new process reads the records of checked files itself. */
  forgetChecks(): void {
    this.#project = undefined;
  }

  /** In a process started from the snapshot: whether this state is valid in `folder`. */
  wake(folder: string): boolean {
    this.#files.nextProcess();
    return (
      folder === ts.sys.getCurrentDirectory() &&
      this.#installed === installed() &&
      optionsText(compilerOptions(this.#defaults, folder)) === optionsText(this.#options)
    );
  }

  /** Called for each request: what it looks at then stays as it is. */
  nextRequest(): void {
    this.#files.nextRequest();
  }

  #watch(watchHost: WatchHost) {
    const { rootFiles, options, system } = watchHost;
    const readFile = (name: string) => {
      const text = system.readFile(name);
      return text !== undefined && rootFiles.includes(name) ? fixExportList(text) : text;
    };
    this.#system = system;
    const files = new SourceFiles({ ...system, readFile }, options, this.#earlier);
    this.#files = files;
    const globals = join(system.getCurrentDirectory(), "__globals__.d.ts");
    files.add(globals, cellGlobals);
    const state: ServiceState = { version: 0, rootFiles: [...rootFiles, globals] };
    const { service, forget, hasUnresolved } = languageService(options, system, files, state);
    let scheduled = false;
    /** The program of a service, in which types follow from the files as they are now. */
    const upToDate = (service: LanguageService, state: ServiceState): Program => {
      const program = service.getProgram()!;
      const ofFile = (name: string) => {
        const file = program.getSourceFile(name);
        return file && declarationsOf(program, file);
      };
      if (!files.dropDependents(ofFile)) return program;
      state.version++;
      return service.getProgram()!;
    };

    const build = () => {
      scheduled = false;
      state.version++;
      for (const name of rootFiles) files.forget(name);
      const create = () => {
        if (hasUnresolved() || files.hasLost()) forget();
        return upToDate(service, state);
      };
      const program = new CellProgram(rootFiles, options, files, create, (map) => {
        this.map = map;
      });
      watchHost.afterProgramCreate?.(program);
    };
    // tslab calls these callbacks when a root file changes, and runs the timer itself.
    for (const name of rootFiles) {
      system.watchFile?.(name, () => {
        if (!scheduled) system.setTimeout?.(build, 0);
        scheduled = true;
      });
    }
    build();
    const [declared, cell] = rootFiles;
    const ofCells = { service, state };
    let ofLibrary: typeof ofCells | undefined;
    this.look = (declarations, source, withLibrary = false) => {
      if (withLibrary && ofLibrary === undefined) {
        const state = { version: 0, rootFiles: [...rootFiles, globals, ...libraryFiles()] };
        ofLibrary = { ...languageService(options, system, files, state), state };
      }
      const { service, state } = (withLibrary && ofLibrary) || ofCells;
      state.version++;
      files.add(declared, LINE_ABOVE + declarations);
      files.add(cell, LINE_ABOVE + source);
      const program = upToDate(service, state);
      // As tslab does: names that the cell does not declare are looked up in the earlier cells.
      Object.assign(program.getSourceFile(cell)!, { parent: program.getSourceFile(declared) });
      return { service, file: cell, offset: LINE_ABOVE.length };
    };
    return { close: () => {}, updateRootFileNames: () => {} };
  }
}

/**
 * True if a cell starts with `// @ts-nocheck`. TypeScript looks for it above the first statement, which in a cell is tslab's
 * `export {}`.
 */
function isUnchecked(cell: SourceFile): boolean {
  return /^export \{\};\s*(\/\/.*\s*|\/\*[\s\S]*?\*\/\s*)*?\/\/\s*@ts-nocheck\b/.test(cell.text);
}

/**
 * Corrects the export list that tslab adds to a cell. It holds TypeScript's internal names: with an additional underscore in
 * front of names that start with two, and with entries for `declare global` and `declare module "…"`.
 */
function fixExportList(text: string): string {
  const list = text.lastIndexOf("\nexport {");
  if (list < 0 || !text.endsWith("}")) return text;
  const names = text.slice(list + "\nexport {".length, -1).split(", ");
  const own = names.filter((name) => !/^__global$|^"/.test(name)).map((name) => name.replace(/^_(?=__)/, ""));
  return `${text.slice(0, list)}\nexport {${own.join(", ")}}`;
}

/** Drops the diagnostics in the line that `withBlockVariables` adds. */
function inOwnText(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ file, start = 0 }) => file === undefined || start <= ownEnd(file.text));
}

/** Options as text for comparison, without the parsed configuration file. */
function optionsText(options: CompilerOptions): string {
  return JSON.stringify({ ...options, configFile: undefined });
}
