import { createRequire, Module } from "node:module";
import { packageFile } from "./addon.ts";

const require = createRequire(import.meta.url);

/**
 * Lets packages that require `@tensorflow/tfjs-node` (danfojs-node does as soon as it loads) go on where its native
 * addon is missing: the module cache then answers that name with TensorFlow.js on wasm. Nothing is loaded until
 * somebody asks for it.
 */
export function standInForTfjsNode(): void {
  const filename = packageFile("@tensorflow/tfjs-node");
  if (require.cache[filename] !== undefined) return;
  const standIn = new Module(filename);
  standIn.filename = filename;
  standIn.loaded = true;
  standIn.paths = require.resolve.paths(filename) ?? [];
  Object.defineProperty(standIn, "exports", { enumerable: true, get: tensorFlowOnWasm });
  require.cache[filename] = standIn;
}

/** TensorFlow.js with the wasm back end on its way; until that is ready, operations run on cpu. */
export function tensorFlowOnWasm(): typeof import("@tensorflow/tfjs") {
  const tf = require("@tensorflow/tfjs");
  if (tf.findBackend("wasm") !== null || tf.findBackendFactory("wasm") !== null) return tf;
  require("@tensorflow/tfjs-backend-wasm");
  tf.setBackend("cpu");
  return tf;
}
