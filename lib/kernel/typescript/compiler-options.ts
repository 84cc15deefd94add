import { join } from "node:path";
import type { CompilerOptions } from "typescript";
import { ts } from "./compiler.ts";
import { packages } from "./project.ts";

/**
 * The compiler options for cells: tslab's defaults, overridden by the nearest `tsconfig.json` above `folder`, overridden by
 * what cells require.
 */
export function compilerOptions(defaults: CompilerOptions, folder: string): CompilerOptions {
  const file = ts.findConfigFile(folder, ts.sys.fileExists);
  const parsed = file === undefined ? undefined : ts.getParsedCommandLineOfConfigFile(file, {}, configHost);
  const {
    // Standard decorators, because Node loads the files of lib with those.
    experimentalDecorators: _decorators,
    // Options of tslab's own TypeScript.
    disableTopLevelAwait: _await,
    noImplicitUseStrict: _useStrict,
    ...tslab
  } = defaults;
  return {
    ...tslab,
    // Only where there is no tsconfig.json: cells need not be strict, and see all installed `@types`.
    strict: false,
    types: ["*"],
    // Node says more about a package that is missing.
    noUncheckedSideEffectImports: false,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // Node's types are available even to a notebook in a folder without packages.
    typeRoots: [...(tslab.typeRoots ?? []), ownTypes],
    ...parsed?.options,
    // Node runs everything up to this standard. `using` and decorators are newer, and are compiled down.
    target: ts.ScriptTarget.ES2024,
    lib: [...new Set([...(parsed?.options.lib ?? []), ...nodeLibs])],
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
    // Keras finds `call` and `onEpochEnd` by their names, a layer makes its weights in `build`, and errors have a `message`.
    noImplicitOverride: false,
    strictPropertyInitialization: false,
    useUnknownInCatchVariables: false,
    // Node loads `./file.ts` by that name.
    allowImportingTsExtensions: true,
  };
}

/**
 * The parts of JavaScript that each version of Node adds, by TypeScript's names. Code that needs a newer one fails the type
 * check, rather than calling `undefined`.
 */
const additions: [major: number, libs: string[]][] = [
  [20, ["es2023", "es2024.regexp", "es2024.sharedmemory", "es2024.string"]],
  [22, ["es2024", "es2025.collection", "es2025.iterator", "esnext.array"]],
  [24, ["es2025", "esnext.disposable", "esnext.error"]],
];
const major = Number.parseInt(process.versions.node, 10);
const nodeLibs = additions
  .filter(([since]) => since <= major)
  .flatMap(([, libs]) => libs.map((lib) => `lib.${lib}.d.ts`));

/** The folder of the kernel's own `@types`. */
const ownTypes = join(packages, "@types");

const configHost = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: () => {},
  // Only the options matter, not the files.
  readDirectory: () => [],
};
