/** The page's form of `lib/tfjs`: TensorFlow.js on WebAssembly, or on plain JavaScript. */
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { withTensorFlowGradients } from "../../tfjs/gradients.ts";
import type { Backend } from "../../tfjs/tensorflow.ts";

export type { Backend, TensorFlow } from "../../tfjs/tensorflow.ts";

// It would take `process` for Node's.
tf.env().set("IS_NODE", false);
// Its threads would be nested workers.
tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);

withTensorFlowGradients(tf);

let loading: Promise<Backend> | undefined;

export const prepareTensorFlow = (): void => {};

export const tensorFlowNow = (): typeof tf => tf;

export const withoutTensors = (compute: () => number): number => tf.tidy(() => compute() as never);

export function loadTensorFlow(): Promise<Backend> {
  loading ??= choose();
  return loading;
}

async function choose(): Promise<Backend> {
  setWasmPaths(new URL("../", import.meta.url).href);
  const onWasm = await tf.setBackend("wasm").catch(() => false);
  if (!onWasm) await tf.setBackend("cpu");
  const name = onWasm ? "wasm" : "cpu";
  return { tf, name, reason: `TensorFlow.js runs on its ${name} back end, because it runs in a browser.` };
}
