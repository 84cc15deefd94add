import { createRequire, Module } from "node:module";
import { packageFile } from "./addon.ts";

const require = createRequire(import.meta.url);

/**
 * Makes `require("@tensorflow/tfjs-node")` return TensorFlow.js on WebAssembly. danfojs-node requires that package as soon
 * as it loads, and the package throws without its native addon. TensorFlow.js itself is loaded on first use.
 */
export function installShim(): void {
  const filename = packageFile("@tensorflow/tfjs-node");
  if (require.cache[filename] !== undefined) return;
  const shim = new Module(filename);
  shim.filename = filename;
  shim.loaded = true;
  shim.paths = require.resolve.paths(filename) ?? [];
  Object.defineProperty(shim, "exports", { enumerable: true, get: tensorFlowOnWasm });
  require.cache[filename] = shim;
}

/** TensorFlow.js with the wasm back end registered. Operations run on cpu until wasm is ready. */
export function tensorFlowOnWasm(): typeof import("@tensorflow/tfjs") {
  const tf = require("@tensorflow/tfjs");
  if (tf.findBackend("wasm") !== null || tf.findBackendFactory("wasm") !== null) return tf;
  require("@tensorflow/tfjs-backend-wasm");
  tf.setBackend("cpu");
  return tf;
}
