import { statSync } from "node:fs";
import type { CompilerOptions, SourceFile, System } from "typescript";
import { reachable } from "../../setup/reachable.mjs";
import { ts } from "./compiler.ts";
import type { Declared } from "./declarations.ts";

interface Entry {
  file: SourceFile | undefined;
  /** Modification time and size; empty if the file is not on disk. */
  state: string;
  /** The request for which the state was last looked up. */
  request: number;
}

/** The language service compares versions. */
interface Versioned extends SourceFile {
  version: string;
}

/**
 * Caches parsed files. A file is read again if it has changed since the last request; files in `node_modules` are looked up only
 * once per process.
 */
export class SourceFiles {
  readonly #files = new Map<string, Entry>();
  readonly #declared = new Map<string, Declared>();
  /** Those that have changed, until their declarations have too. */
  readonly #changed = new Map<string, Declared>();
  /** The request for which the states of declared files were last looked up. */
  #declaredFor = -1;
  #request = 0;
  #firstRequest = 0;
  #parsed = 0;
  /** True if a file was edited since the declarations of the changed ones were last compared. */
  #isEdited = false;

  /** Reuses the files that `earlier` has parsed, where these options do not change their meaning. */
  constructor(
    private readonly system: System,
    private readonly options: CompilerOptions,
    earlier?: SourceFiles,
  ) {
    for (const [name, { file, state }] of earlier === undefined ? [] : earlier.#files) {
      // Declaration files depend only on this option.
      const isDeclarations = file?.isDeclarationFile || earlier?.isDeclared(name);
      if (isDeclarations && file?.languageVersion === options.target) {
        this.#files.set(name, { file, state, request: -1 });
        this.#parsed++;
      }
    }
    if (earlier === undefined) return;
    this.#declared = new Map(earlier.#declared);
    this.#changed = new Map(earlier.#changed);
    this.#isEdited = this.#changed.size > 0;
  }

  get(name: string): SourceFile | undefined {
    if (this.#declared.has(name)) this.#dropOutdated();
    const known = this.#files.get(name);
    if (known !== undefined && this.#isFresh(name, known)) return known.file;
    if (known !== undefined) this.#isEdited = true;
    const state = stateOf(name);
    const file = this.#read(name);
    this.#files.set(name, { file, state, request: this.#request });
    return file;
  }

  /** Changes when the file does; empty if there is none. */
  version(name: string): string {
    return (this.get(name) as Versioned | undefined)?.version ?? "";
  }

  /** Adds a file that does not exist on disk, unless it is there with this text. */
  add(name: string, text: string): void {
    const known = this.#files.get(name);
    if (known?.file?.text === text) return;
    this.#files.set(name, { file: this.#parse(name, text), state: stateOf(name), request: this.#request });
  }

  forget(name: string): void {
    this.#files.delete(name);
  }

  /** Of a file as it was read. */
  stateOf(name: string): string {
    return this.#files.get(name)?.state ?? "";
  }

  /** Reads files as their declarations, until they change or something that they import, on which inferred types may depend. */
  declare(files: Map<string, Declared>): void {
    for (const [name, file] of files) this.#declared.set(name, file);
  }

  /** True for a file that is read as its declarations. */
  isDeclared(name: string): boolean {
    return this.#declared.get(name)?.text !== undefined;
  }

  /** Reads declared files as they are from now on, if they have changed. */
  #dropOutdated(): void {
    if (this.#declaredFor === this.#request) return;
    this.#declaredFor = this.#request;
    for (const [name, file] of this.#declared) {
      if (file.state === stateOf(name)) continue;
      this.#changed.set(name, file);
      this.#isEdited = true;
      this.#readAsIs(name);
    }
  }

  /**
   * Reads the files as they are whose types may depend on a changed one: those that import it, unless its declarations are the
   * same as before.
   *
   * @param declarationsOf a file's declarations now; `undefined` if there are none
   * @returns true if there are such files
   */
  dropDependents(declarationsOf: (name: string) => string | undefined): boolean {
    if (!this.#isEdited) return false;
    this.#isEdited = false;
    const changed = [...this.#changed].filter(([name, { text }]) => !isKept(text, declarationsOf(name)));
    const importersOf = (name: string) =>
      [...this.#declared, ...this.#changed].flatMap(([importer, { imports }]) =>
        imports.has(name) ? importer : [],
      );
    const names = changed.map(([name]) => name);
    const dependents = [...reachable(names, importersOf)].filter((name) => this.#declared.has(name));
    for (const name of names) this.#changed.delete(name);
    for (const name of dependents) this.#readAsIs(name);
    return dependents.length > 0;
  }

  #readAsIs(name: string): void {
    this.#declared.delete(name);
    this.#files.delete(name);
  }

  /** True if a file of the project was deleted since it was read: its importers may resolve to another file now. */
  hasLost(): boolean {
    const lost = [...this.#files].filter(
      ([name, { state }]) => state !== "" && !name.includes("/node_modules/") && stateOf(name) === "",
    );
    for (const [name] of lost) this.#files.delete(name);
    if (lost.length > 0) this.#isEdited = true;
    return lost.length > 0;
  }

  /** Called for each request: the project's files may have changed. */
  nextRequest(): void {
    this.#request++;
  }

  /** Called in a new process: files of packages may have changed too. */
  nextProcess(): void {
    this.#firstRequest = ++this.#request;
  }

  #read(name: string): SourceFile | undefined {
    const declarations = this.#declared.get(name)?.text;
    if (declarations !== undefined) {
      const file = this.#parse(name.replace(/ts$/, "d.ts"), declarations);
      // In a declaration file TypeScript would allow the import of a default export that is not there.
      return Object.assign(file, { fileName: name, isDeclarationFile: false });
    }
    const text = this.system.readFile(name);
    return text === undefined ? undefined : this.#parse(name, text);
  }

  #parse(name: string, text: string): SourceFile {
    const file = ts.createSourceFile(name, text, this.options.target ?? ts.ScriptTarget.ES2022);
    return Object.assign(file, { version: String(++this.#parsed) });
  }

  #isFresh(name: string, entry: Entry): boolean {
    const since = name.includes("/node_modules/") ? this.#firstRequest : this.#request;
    if (entry.request >= since) return true;
    entry.request = this.#request;
    return entry.state === stateOf(name);
  }
}

/** True if the declarations are the same, but for their documentation. */
function isKept(before: string | undefined, now: string | undefined): boolean {
  if (before === undefined || now === undefined) return false;
  const statements = (text: string) => {
    const file = ts.createSourceFile(
      "a.d.ts",
      text.replace(/\/\*\*[\s\S]*?\*\//g, ""),
      ts.ScriptTarget.Latest,
    );
    return file.statements.map((statement) => statement.getText(file).replace(/\s+/g, " ")).join("\n");
  };
  return statements(before) === statements(now);
}

/** Modification time and size of a file; empty if it is not on disk. */
export function stateOf(name: string): string {
  const found = statSync(name, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.mtimeMs} ${found.size}`;
}
