/**
 * A hook of Node's module loader, beneath tsx's: a TypeScript file that is imported is an ES module, though no `package.json`
 * may say so, as beside a notebook outside any project. Node would take it for CommonJS, and tsx's modules cannot load that.
 */
import type { ResolveFnOutput, ResolveHook, ResolveHookContext } from "node:module";

export const resolve: ResolveHook = async (specifier, context, next) =>
  asModule(await next(specifier, context), context);

/** The same for loaders that do not wait. */
export const resolveSync = (
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context: ResolveHookContext) => ResolveFnOutput,
): ResolveFnOutput => asModule(next(specifier, context), context);

function asModule(found: ResolveFnOutput, { conditions }: ResolveHookContext): ResolveFnOutput {
  const isOwn = /\.tsx?(\?|$)/.test(found.url) && !found.url.includes("/node_modules/");
  return isOwn && conditions.includes("import") ? { ...found, format: "module" } : found;
}
