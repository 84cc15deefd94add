import type { Program, SourceFile } from "typescript";

/** Internal to TypeScript. */
interface ProgramWithResolutions extends Program {
  forEachResolvedModule(
    callback: (resolution: { resolvedModule?: { resolvedFileName: string } }) => void,
    file: SourceFile,
  ): void;
}

/** `file` and the project's files that it imports, directly or indirectly. */
export function withImportedFiles(program: Program, file: SourceFile): SourceFile[] {
  const files = new Set([file]);
  // Iterating a set includes what is added meanwhile.
  for (const one of files) {
    (program as ProgramWithResolutions).forEachResolvedModule(({ resolvedModule }) => {
      const name = resolvedModule?.resolvedFileName;
      const imported = name?.includes("/node_modules/") ? undefined : program.getSourceFile(name ?? "");
      if (imported !== undefined) files.add(imported);
    }, one);
  }
  return [...files];
}
