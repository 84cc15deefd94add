import { statSync } from "node:fs";
import type { CompilerOptions, SourceFile, System } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler.ts";

interface Entry {
  file: SourceFile | undefined;
  /** Time of change and size; of a file that is not on disk, nothing. */
  state: string;
  /** The turn in which the state was last looked up. */
  turn: number;
}

/**
 * The parsed files behind the cells, read again when they have changed. That is looked up when a cell needs
 * them rather than watched; for files of packages only once.
 */
export class SourceFiles {
  readonly #files = new Map<string, Entry>();
  readonly #system: System;
  readonly #options: CompilerOptions;
  #turn = 0;
  #firstTurn = 0;

  /** What `earlier` ones have parsed is taken over where it means the same under these options. */
  constructor(system: System, options: CompilerOptions, earlier?: SourceFiles) {
    this.#system = system;
    this.#options = options;
    for (const [name, { file, state }] of earlier === undefined ? [] : earlier.#files) {
      // A declaration file is the same under all options but this one.
      if (file?.isDeclarationFile && file.languageVersion === options.target) {
        this.#files.set(name, { file, state, turn: -1 });
      }
    }
  }

  get(name: string): SourceFile | undefined {
    const known = this.#files.get(name);
    if (known !== undefined && this.#isFresh(name, known)) return known.file;
    const state = stateOf(name);
    const text = this.#system.readFile(name);
    const file = text === undefined ? undefined : this.#parse(name, text);
    this.#files.set(name, { file, state, turn: this.#turn });
    return file;
  }

  /** A file that is on no disk. */
  add(name: string, text: string): void {
    this.#files.set(name, { file: this.#parse(name, text), state: stateOf(name), turn: this.#turn });
  }

  forget(name: string): void {
    this.#files.delete(name);
  }

  /** Whether a file of the project is gone since it was read: what imports it may mean another one now. */
  hasLost(): boolean {
    const lost = [...this.#files].filter(
      ([name, { state }]) => state !== "" && !name.includes("/node_modules/") && stateOf(name) === "",
    );
    for (const [name] of lost) this.#files.delete(name);
    return lost.length > 0;
  }

  /** Another cell: the project's files may have changed. */
  nextTurn(): void {
    this.#turn++;
  }

  /** Another process: files of packages may have changed too. */
  nextProcess(): void {
    this.#firstTurn = ++this.#turn;
  }

  #parse(name: string, text: string): SourceFile {
    return ts.createSourceFile(name, text, this.#options.target ?? ts.ScriptTarget.ES2022);
  }

  #isFresh(name: string, entry: Entry): boolean {
    const since = name.includes("/node_modules/") ? this.#firstTurn : this.#turn;
    if (entry.turn >= since) return true;
    entry.turn = this.#turn;
    return entry.state === stateOf(name);
  }
}

function stateOf(name: string): string {
  const found = statSync(name, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.mtimeMs} ${found.size}`;
}
