import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Set to any value to leave TensorFlow's own library alone and run TensorFlow.js on wasm. */
export const NO_NATIVE = "KERAS_DAY_NO_NATIVE";

/**
 * Where the native part of `@tensorflow/tfjs-node` belongs. The package names the folder after a Node-API version; 8 is
 * the newest that it knows, and every supported Node has it.
 */
function addonPath(): string {
  return join(
    dirname(packageFile("@tensorflow/tfjs-node/package.json")),
    "lib",
    "napi-v8",
    "tfjs_binding.node",
  );
}

/** Why the native library cannot be used, or `undefined` if it may be tried. */
export function addonMissing(): string | undefined {
  if (process.env[NO_NATIVE]) return `${NO_NATIVE} is set`;
  if (!existsSync(addonPath())) return "the native addon of @tensorflow/tfjs-node is not built";
  return undefined;
}

/** The file of a CommonJS package, as any module of the project would resolve it. */
export function packageFile(name: string): string {
  return createRequire(import.meta.url).resolve(name);
}
