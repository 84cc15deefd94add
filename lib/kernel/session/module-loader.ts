import * as nodeModule from "node:module";
import * as formatHook from "./format-hook.ts";
import * as reloadHook from "./reload-hook.ts";

/** Available from Node 22.15. */
const { registerHooks } = nodeModule as {
  registerHooks?: (hooks: { resolve: typeof reloadHook.resolveSync }) => void;
};

/** Makes `import` accept TypeScript, folders and paths without an extension, and reload edited files. */
export async function installModuleLoader(): Promise<void> {
  // Imported here, because a static import would delay every start of the kernel.
  const { register } = await import("tsx/esm/api");
  // The hook registered last is called first, and calls the one before it.
  install("format-hook", formatHook);
  register();
  install("reload-hook", reloadHook);
}

function install(name: string, { resolveSync }: Pick<typeof reloadHook, "resolveSync">): void {
  if (registerHooks !== undefined) registerHooks({ resolve: resolveSync });
  else nodeModule.register(new URL(`./${name}.mjs`, import.meta.url));
}
