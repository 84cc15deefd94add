import type { LanguageServiceHost } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler.ts";

/** TypeScript's completions with access to the file system, to complete import paths: tslab passes a host without files. */
export function completionsWithPaths(): typeof ts.Completions {
  return {
    ...ts.Completions,
    getCompletionsAtPositionForTslab: (_host, program, ...rest) => {
      const host = {
        ...ts.sys,
        getCompilationSettings: () => program.getCompilerOptions(),
        useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      };
      return ts.Completions.getCompletionsAtPositionForTslab(
        host as unknown as LanguageServiceHost,
        program,
        ...rest,
      );
    },
  };
}
