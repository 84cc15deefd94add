import type { CompilerOptions, SourceFile, System } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler";

/**
 * The parsed files behind the cells. Those of packages are read once; those of the project again when they
 * have changed, which is looked up before a cell rather than watched.
 */
export class SourceFiles {
  /** Counts the changes: what was found out about the project's files holds for one generation. */
  generation = 0;
  readonly #files = new Map<string, { file: SourceFile | undefined; modified: number }>();
  readonly #system: System;

  constructor(system: System) {
    this.#system = system;
  }

  get(name: string, options: CompilerOptions): SourceFile | undefined {
    let entry = this.#files.get(name);
    if (entry === undefined) {
      const text = this.#system.readFile(name);
      const file =
        text === undefined
          ? undefined
          : ts.createSourceFile(name, text, options.target ?? ts.ScriptTarget.ES2022);
      entry = { file, modified: this.#modified(name) };
      this.#files.set(name, entry);
    }
    return entry.file;
  }

  forget(name: string): void {
    this.#files.delete(name);
  }

  /** Forgets the project's files that have changed on disk. */
  refresh(): void {
    for (const [name, { modified }] of this.#files) {
      if (name.includes("/node_modules/") || modified === 0 || modified === this.#modified(name)) continue;
      this.#files.delete(name);
      this.generation++;
    }
  }

  #modified(name: string): number {
    return ts.sys.getModifiedTime?.(name)?.getTime() ?? 0;
  }
}
