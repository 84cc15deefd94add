import * as nodeModule from "node:module";
import type { BuiltLibrary } from "./built-library.ts";
import * as formatHook from "./format-hook.ts";
import * as reloadHook from "./reload-hook.ts";

type SyncHooks = { resolve: typeof reloadHook.resolveSync; load?: typeof reloadHook.loadSync };

/** Available from Node 22.15. */
const { registerHooks } = nodeModule as { registerHooks?: (hooks: SyncHooks) => void };

/** Makes `import` accept TypeScript, folders and paths without an extension, and reload edited files. */
export async function installModuleLoader(library: BuiltLibrary | undefined): Promise<void> {
  // Imported here, because a static import would delay every start of the kernel.
  const { register } = await import("tsx/esm/api");
  // The hook registered last is called first, and calls the one before it.
  if (registerHooks !== undefined) {
    registerHooks({ resolve: formatHook.resolveSync });
    register();
    reloadHook.initialize(library);
    registerHooks({ resolve: reloadHook.resolveSync, load: reloadHook.loadSync });
  } else {
    nodeModule.register(new URL("./format-hook.mjs", import.meta.url));
    register();
    nodeModule.register(new URL("./reload-hook.mjs", import.meta.url), { data: library });
  }
}
