import * as nodeModule from "node:module";
import { register } from "tsx/esm/api";
import { resolveSync } from "./reload-hook";

/** Node's own, where it has it: 22.15 and newer. */
const { registerHooks } = nodeModule as { registerHooks?: (hooks: { resolve: typeof resolveSync }) => void };

/** Makes `import` take TypeScript, folders and paths without an extension, and see edited files anew. */
export function installModuleLoader(): void {
  register();
  if (registerHooks !== undefined) registerHooks({ resolve: resolveSync });
  else nodeModule.register(new URL("./reload-hook.mjs", import.meta.url));
}
