import type { CompilerOptions, SourceFile, System } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler";

/**
 * The parsed files behind the cells. Those of packages are read once; those of the project again when they
 * have changed, which is looked up before a cell rather than watched.
 */
export class SourceFiles {
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

  /** A file that is on no disk. */
  add(name: string, text: string, options: CompilerOptions): void {
    const file = ts.createSourceFile(name, text, options.target ?? ts.ScriptTarget.ES2022);
    this.#files.set(name, { file, modified: this.#modified(name) });
  }

  forget(name: string): void {
    this.#files.delete(name);
  }

  /** Forgets the project's files that have changed on disk. */
  refresh(): void {
    for (const [name, { modified }] of this.#files) {
      const isOfPackage = name.includes("/node_modules/");
      if (!isOfPackage && modified !== this.#modified(name)) this.#files.delete(name);
    }
  }

  #modified(name: string): number {
    return ts.sys.getModifiedTime?.(name)?.getTime() ?? 0;
  }
}
