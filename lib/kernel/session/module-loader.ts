import * as nodeModule from "node:module";
import * as formatHook from "./format-hook.ts";
import * as reloadHook from "./reload-hook.ts";

/** Node's own, where it has it: 22.15 and newer. */
const { registerHooks } = nodeModule as {
  registerHooks?: (hooks: { resolve: typeof reloadHook.resolveSync }) => void;
};

/** Makes `import` take TypeScript, folders and paths without an extension, and see edited files anew. */
export async function installModuleLoader(): Promise<void> {
  // Not above, where the bundler would put it among what every start waits for.
  const { register } = await import("tsx/esm/api");
  // The last one is asked first, and asks the one before it.
  install("format-hook", formatHook);
  register();
  install("reload-hook", reloadHook);
}

function install(name: string, { resolveSync }: Pick<typeof reloadHook, "resolveSync">): void {
  if (registerHooks !== undefined) registerHooks({ resolve: resolveSync });
  else nodeModule.register(new URL(`./${name}.mjs`, import.meta.url));
}
