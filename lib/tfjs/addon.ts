import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Environment variable: any value runs TensorFlow.js on WebAssembly instead of TensorFlow's native library. */
export const NO_NATIVE = "KERAS_DAY_NO_NATIVE";

/** The package names the folder after a Node-API version. 8 is the newest it knows, and every supported Node has it. */
function addonPath(): string {
  return join(
    dirname(packageFile("@tensorflow/tfjs-node/package.json")),
    "lib",
    "napi-v8",
    "tfjs_binding.node",
  );
}

/** The reason why the native library cannot be used, or `undefined` if it can be tried. */
export function addonMissing(): string | undefined {
  if (process.env[NO_NATIVE]) return `${NO_NATIVE} is set`;
  if (!existsSync(addonPath())) return "the native addon of @tensorflow/tfjs-node is not built";
  return undefined;
}

/** The path that `require(name)` loads. */
export function packageFile(name: string): string {
  return createRequire(import.meta.url).resolve(name);
}
