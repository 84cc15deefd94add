import { createRequire } from "node:module";
import { addonMissing } from "./addon.ts";
import { deferDanfojsPackages } from "./danfojs.ts";
import { installShim } from "./shim.ts";

/**
 * Makes `@tensorflow/tfjs-node` loadable for this project, danfojs-node and notebook cells, with or without its native addon,
 * and danfojs-node without it. Call it before the first import of either package. It loads nothing itself.
 */
export function prepareTensorFlow(): void {
  // TensorFlow reads both when it loads: log errors only, and no oneDNN, whose results differ in the last bits.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  process.env.TF_ENABLE_ONEDNN_OPTS ??= "0";
  restoreRemovedUtil();
  if (addonMissing() !== undefined) installShim();
  deferDanfojsPackages();
}

/** Node 23 removed `util.isNullOrUndefined` and `util.isArray`, which `@tensorflow/tfjs-node` 4.22 still calls. */
function restoreRemovedUtil(): void {
  const util = createRequire(import.meta.url)("node:util");
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
