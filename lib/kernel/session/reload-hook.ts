/** A hook of Node's module loader that reloads changed files. Before Node 22.15 it runs in the loader's own thread. */
import type { ResolveFnOutput, ResolveHook, ResolveHookContext } from "node:module";
import { ModuleVersions } from "./module-versions.ts";

const versions = new ModuleVersions();

export const resolve: ResolveHook = async (specifier, context, next) =>
  versioned(await next(specifier, context), context);

/** The same for synchronous hooks. */
export const resolveSync = (
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context: ResolveHookContext) => ResolveFnOutput,
): ResolveFnOutput => versioned(next(specifier, context), context);

function versioned(found: ResolveFnOutput, context: ResolveHookContext): ResolveFnOutput {
  return { ...found, url: versions.address(found.url, context.parentURL) };
}
