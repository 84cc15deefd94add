/**
 * Hooks of Node's module loader that reload changed files, and load built files of `lib` as they are. Before Node 22.15 they run
 * in the loader's own thread.
 */
import { readFileSync } from "node:fs";
import type {
  LoadFnOutput,
  LoadHook,
  LoadHookContext,
  ResolveFnOutput,
  ResolveHook,
  ResolveHookContext,
} from "node:module";
import { fileURLToPath } from "node:url";
import type { BuiltLibrary } from "./built-library.ts";
import { ModuleVersions } from "./module-versions.ts";

let library: BuiltLibrary | undefined;
let versions = new ModuleVersions();

/** Called once, before any import. */
export function initialize(built: BuiltLibrary | undefined): void {
  library = built;
  versions = new ModuleVersions(built);
}

export const resolve: ResolveHook = async (specifier, context, next) =>
  versioned(await next(specifier, context), context);

/** The same for synchronous hooks. */
export const resolveSync = (
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context: ResolveHookContext) => ResolveFnOutput,
): ResolveFnOutput => versioned(next(specifier, context), context);

export const load: LoadHook = async (url, context, next) => built(url) ?? next(url, context);

/** The same for synchronous hooks. */
export const loadSync = (
  url: string,
  context: LoadHookContext,
  next: (url: string, context: LoadHookContext) => LoadFnOutput,
): LoadFnOutput => built(url) ?? next(url, context);

function versioned(found: ResolveFnOutput, context: ResolveHookContext): ResolveFnOutput {
  const url = versions.address(found.url, context.parentURL);
  return isBuilt(url) ? { url, format: "module", shortCircuit: true } : { ...found, url };
}

/** Without tsx, which would compile it once more. */
function built(url: string): LoadFnOutput | undefined {
  if (!isBuilt(url)) return undefined;
  return { format: "module", source: readFileSync(fileURLToPath(url)), shortCircuit: true };
}

const isBuilt = (url: string) => library !== undefined && url.startsWith(library.code);
