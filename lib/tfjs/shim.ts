import { createRequire } from "node:module";
import { packageFile } from "./addon.ts";
import { replaceModule } from "./replace-module.ts";

const require = createRequire(import.meta.url);

/**
 * Makes `require("@tensorflow/tfjs-node")` return TensorFlow.js on WebAssembly: the package throws without its native addon.
 * TensorFlow.js itself is loaded on first use.
 */
export function installShim(): void {
  replaceModule(packageFile("@tensorflow/tfjs-node"), tensorFlowOnWasm);
}

/** TensorFlow.js with the wasm back end registered. Operations run on cpu until wasm is ready. */
export function tensorFlowOnWasm(): typeof import("@tensorflow/tfjs") {
  const tf = require("@tensorflow/tfjs");
  // `findBackend` would start it, and refuse all operations meanwhile.
  if (tf.findBackendFactory("wasm") !== null) return tf;
  require("@tensorflow/tfjs-backend-wasm");
  tf.setBackend("cpu");
  return tf;
}
