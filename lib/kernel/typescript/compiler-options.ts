import { join } from "node:path";
import type { CompilerOptions } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler.ts";
import { packages } from "./project.ts";

/**
 * The compiler options for cells: tslab's defaults, overridden by the nearest `tsconfig.json` above `folder`, overridden by
 * what cells require. Options that tslab's TypeScript does not know yet are ignored.
 */
export function compilerOptions(defaults: CompilerOptions, folder: string): CompilerOptions {
  const file = ts.findConfigFile(folder, ts.sys.fileExists);
  const parsed = file === undefined ? undefined : ts.getParsedCommandLineOfConfigFile(file, {}, configHost);
  const {
    disableTopLevelAwait: _await,
    noImplicitUseStrict: _strict,
    // Standard decorators, because Node loads the files of lib with those.
    experimentalDecorators: _decorators,
    ...tslab
  } = defaults;
  return {
    ...tslab,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // Node's types are available even to a notebook in a folder without packages.
    typeRoots: [...(tslab.typeRoots ?? []), ownTypes],
    ...parsed?.options,
    module: ts.ModuleKind.ESNext,
    // Lets a cell import from any folder.
    rootDir: "/",
    outDir: defaults.outDir,
    noEmit: false,
    emitDeclarationOnly: false,
    declaration: true,
    declarationMap: false,
    sourceMap: true,
    inlineSourceMap: false,
    inlineSources: false,
    composite: false,
    incremental: false,
    newLine: ts.NewLineKind.LineFeed,
    skipLibCheck: true,
    // Cells depend on each other's declarations.
    isolatedModules: false,
    verbatimModuleSyntax: false,
    noUnusedLocals: false,
    // Node loads `./file.ts` by that name.
    allowImportingTsExtensions: true,
  };
}

/** The folder of the kernel's own `@types`. */
const ownTypes = join(packages, "@types");

const configHost = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: () => {},
  // Only the options matter, not the files.
  readDirectory: () => [],
};
