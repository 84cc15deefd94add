import type { Program, SourceFile } from "typescript";
import { reachable } from "../../setup/reachable.mjs";

/** Internal to TypeScript. */
interface ProgramWithResolutions extends Program {
  forEachResolvedModule(
    callback: (resolution: { resolvedModule?: { resolvedFileName: string } }) => void,
    file: SourceFile,
  ): void;
}

/** Which of the project's files import which, in a program. */
export class ImportedFiles {
  readonly #program: ProgramWithResolutions;
  readonly #direct = new Map<SourceFile, SourceFile[]>();

  constructor(program: Program) {
    this.#program = program as ProgramWithResolutions;
  }

  /** `file` and the project's files that it imports, directly or indirectly. */
  with(file: SourceFile): Set<SourceFile> {
    return reachable([file], (one) => this.by(one));
  }

  /** The project's files that `file` imports directly. */
  by(file: SourceFile): SourceFile[] {
    const known = this.#direct.get(file);
    if (known !== undefined) return known;
    const files: SourceFile[] = [];
    this.#program.forEachResolvedModule(({ resolvedModule }) => {
      const name = resolvedModule?.resolvedFileName;
      const imported = name?.includes("/node_modules/") ? undefined : this.#program.getSourceFile(name ?? "");
      if (imported !== undefined) files.push(imported);
    }, file);
    this.#direct.set(file, files);
    return files;
  }
}
