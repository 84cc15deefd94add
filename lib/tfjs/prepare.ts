import { createRequire } from "node:module";
import { addonMissing } from "./addon.ts";
import { standInForTfjsNode } from "./shim.ts";

/**
 * Makes `@tensorflow/tfjs-node` loadable, by whoever loads it: this project, danfojs-node, or a learner's cell.
 * Cheap, and loads nothing. Call it before the first import of either package.
 */
export function prepareTensorFlow(): void {
  // TensorFlow reads both when it loads: no log below errors, and no oneDNN, which changes the bits.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  process.env.TF_ENABLE_ONEDNN_OPTS ??= "0";
  restoreRemovedUtil();
  if (addonMissing() !== undefined) standInForTfjsNode();
}

/**
 * Node 23 removed `util.isNullOrUndefined` and `util.isArray`, which `@tensorflow/tfjs-node` 4.22 still calls.
 * They come back on the CommonJS `util` that it requires.
 */
function restoreRemovedUtil(): void {
  const util = createRequire(import.meta.url)("node:util");
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
