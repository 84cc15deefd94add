import type { CompilerHost, CompilerOptions, System } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler.ts";
import type { SourceFiles } from "./source-files.ts";

/** A compiler host that caches files and module resolution from one cell to the next. */
export function compilerHost(options: CompilerOptions, system: System, files: SourceFiles) {
  const host: CompilerHost = ts.createCompilerHostWorker(options, false, system);
  const newCache = () =>
    ts.createModuleResolutionCache(system.getCurrentDirectory(), host.getCanonicalFileName, options);
  let resolved = newCache();
  let unresolved = false;
  return Object.assign(host, {
    getSourceFile: (name: string) => files.get(name),
    resolveModuleNameLiterals: ((literals, containingFile, redirected, _options, containingSourceFile) =>
      literals.map((literal) => {
        const mode = ts.getModeForUsageLocation(containingSourceFile, literal);
        const result = ts.resolveModuleName(
          literal.text,
          containingFile,
          options,
          host,
          resolved,
          redirected,
          mode,
        );
        if (result.resolvedModule === undefined && literal.text.startsWith(".")) unresolved = true;
        return result;
      })) satisfies CompilerHost["resolveModuleNameLiterals"],
    /** Used for lib files, because TypeScript looks for a package in place of each: a hundred look-ups per cell. */
    getModuleResolutionCache: () => resolved,
    /** Whether a file of the project was missing: it may exist by now. */
    hasUnresolved: () => unresolved,
    forgetResolved: () => {
      resolved = newCache();
      unresolved = false;
    },
  });
}
