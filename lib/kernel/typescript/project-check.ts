import { createHash } from "node:crypto";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CompilerOptions, Diagnostic, Program, SourceFile } from "@tslab/typescript-for-tslab";

/**
 * What TypeScript has against the files of the project that a cell imports. Checking the whole of lib takes
 * most of the time of a notebook's first import, and it seldom changes: which files are without fault is
 * remembered from one kernel to the next.
 */
export class ProjectCheck {
  readonly #folder: string;
  readonly #circumstances: string;
  readonly #digests = new WeakMap<SourceFile, string>();

  /** `folder` keeps one empty file for each set of files without fault. */
  constructor(folder: string, options: CompilerOptions) {
    this.#folder = folder;
    // npm writes this file whenever a package changes, and with it perhaps a type.
    const packages = join(String(options.configFilePath), "../node_modules/.package-lock.json");
    const installed = statSync(packages, { throwIfNoEntry: false })?.mtimeMs;
    this.#circumstances = JSON.stringify({ ...options, configFile: undefined, installed });
  }

  /** The diagnostics of `files`, which are all that they import themselves. */
  diagnostics(program: Program, files: SourceFile[]): Diagnostic[] {
    const mark = join(this.#folder, this.#name(files));
    if (files.length === 0 || existsSync(mark)) return [];
    const found = files.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]);
    if (found.length === 0) {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(mark, "");
    }
    return found;
  }

  /** Stands for the files by their texts. */
  #name(files: SourceFile[]): string {
    const lines = files.map((file) => `${file.fileName} ${this.#digest(file)}`).sort();
    return sha256([this.#circumstances, ...lines].join("\n"));
  }

  #digest(file: SourceFile): string {
    const digest = this.#digests.get(file) ?? sha256(file.text);
    this.#digests.set(file, digest);
    return digest;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
