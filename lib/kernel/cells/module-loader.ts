import * as nodeModule from "node:module";
import { resolveSync } from "./reload-hook";

/** Node's own, where it has it: 22.15 and newer. */
const { registerHooks } = nodeModule as { registerHooks?: (hooks: { resolve: typeof resolveSync }) => void };

/** Makes `import` take TypeScript, folders and paths without an extension, and see edited files anew. */
export async function installModuleLoader(): Promise<void> {
  // Not above, where the bundler would put it among what every start waits for.
  const { register } = await import("tsx/esm/api");
  register();
  if (registerHooks !== undefined) registerHooks({ resolve: resolveSync });
  else nodeModule.register(new URL("./reload-hook.mjs", import.meta.url));
}
