/**
 * A hook of Node's module loader, below tsx's: makes every imported TypeScript file an ES module. Without a `package.json` that
 * says so, as beside a notebook outside any project, Node would assume CommonJS, which tsx cannot load here.
 */
import type { ResolveFnOutput, ResolveHook, ResolveHookContext } from "node:module";

export const resolve: ResolveHook = async (specifier, context, next) =>
  asModule(await next(specifier, context), context);

/** The same for synchronous hooks. */
export const resolveSync = (
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context: ResolveHookContext) => ResolveFnOutput,
): ResolveFnOutput => asModule(next(specifier, context), context);

function asModule(found: ResolveFnOutput, { conditions }: ResolveHookContext): ResolveFnOutput {
  const isOwn = /\.tsx?(\?|$)/.test(found.url) && !found.url.includes("/node_modules/");
  return isOwn && conditions.includes("import") ? { ...found, format: "module" } : found;
}
