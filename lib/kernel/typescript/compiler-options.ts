import { join } from "node:path";
import type { CompilerOptions } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler.ts";
import { packages } from "./project.ts";

/**
 * The options that cells are checked with: tslab's defaults, over them those of the nearest
 * `tsconfig.json` above `folder`, over them what a cell needs to be one.
 *
 * An option of a newer TypeScript than tslab's is passed over.
 */
export function compilerOptions(defaults: CompilerOptions, folder: string): CompilerOptions {
  const file = ts.findConfigFile(folder, ts.sys.fileExists);
  const parsed = file === undefined ? undefined : ts.getParsedCommandLineOfConfigFile(file, {}, configHost);
  const {
    disableTopLevelAwait: _await,
    noImplicitUseStrict: _strict,
    // The language has its own by now, and lib's files are loaded with those.
    experimentalDecorators: _decorators,
    ...tslab
  } = defaults;
  return {
    ...tslab,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // A notebook in a folder without packages still knows Node's names.
    typeRoots: [...(tslab.typeRoots ?? []), ownTypes],
    ...parsed?.options,
    module: ts.ModuleKind.ESNext,
    // Every file is under the root, so that a cell may import from any folder.
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
    // A cell is no module on its own: what it declares may be for the next one.
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
