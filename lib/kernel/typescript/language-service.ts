import type {
  CompilerOptions,
  DocumentRegistry,
  LanguageService,
  LanguageServiceHost,
  ModuleResolutionCache,
  System,
} from "typescript";
import { ts } from "./compiler.ts";
import type { SourceFiles } from "./source-files.ts";

/** The state that may change between two cells. */
export interface ServiceState {
  /** Changes whenever a file may have changed. */
  version: number;
  readonly rootFiles: readonly string[];
}

/** Optional functions of a host that TypeScript's own servers have. */
interface Internals {
  getModuleResolutionCache(): ModuleResolutionCache;
}

/** TypeScript's language service for cells. It caches files and module resolution from one cell to the next. */
export function languageService(
  options: CompilerOptions,
  system: System,
  files: SourceFiles,
  state: ServiceState,
): { service: LanguageService; forget: () => void; hasUnresolved: () => boolean } {
  const newCache = () =>
    ts.createModuleResolutionCache(system.getCurrentDirectory(), (name) => name, options);
  let resolved = newCache();
  let unresolved = false;
  let generation = 0;
  const host: LanguageServiceHost & Internals = {
    // Else each import type in a cell's declarations reads `package.json` files again.
    getModuleResolutionCache: () => resolved,
    readFile: system.readFile,
    fileExists: system.fileExists,
    directoryExists: system.directoryExists,
    getDirectories: system.getDirectories,
    readDirectory: system.readDirectory,
    realpath: system.realpath,
    getCurrentDirectory: system.getCurrentDirectory,
    useCaseSensitiveFileNames: () => true,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getProjectVersion: () => `${generation} ${state.version}`,
    getScriptFileNames: () => [...state.rootFiles],
    getScriptVersion: (name) => files.version(name),
    getScriptSnapshot: (name) => {
      const text = files.get(name)?.text;
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    // A new number makes the service drop its program.
    getTypeRootsVersion: () => generation,
    resolveModuleNameLiterals: (literals, containingFile, redirected, _options, containingFileSource) =>
      literals.map((literal) => {
        const mode = ts.getModeForUsageLocation(containingFileSource, literal, options);
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
      }),
  };
  const registry = {
    getKeyForCompilationSettings: () => "",
    acquireDocumentWithKey: (name: string) => files.get(name),
    updateDocumentWithKey: (name: string) => files.get(name),
    releaseDocumentWithKey: () => {},
  };
  return {
    service: ts.createLanguageService(host, registry as unknown as DocumentRegistry),
    forget: () => {
      generation++;
      resolved = newCache();
      unresolved = false;
    },
    /** True if a file of the project was missing: it may exist by now. */
    hasUnresolved: () => unresolved,
  };
}
