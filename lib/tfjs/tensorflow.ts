import { createRequire } from "node:module";
import { debuglog, inspect } from "node:util";
import type { Tensor } from "@tensorflow/tfjs";
import { addonMissing } from "./addon.ts";
import { withNativeReluGradient, withTensorFlowGradients } from "./gradients.ts";
import { prepareTensorFlow } from "./prepare.ts";
import { tensorFlowOnWasm } from "./shim.ts";

const debug = debuglog("keras-day:tfjs");

/** The module `@tensorflow/tfjs`. */
export type TensorFlow = typeof import("@tensorflow/tfjs");

/** TensorFlow.js, ready for use. */
export interface Backend {
  readonly tf: TensorFlow;
  /** As `tf.getBackend()` calls it. */
  readonly name: "tensorflow" | "wasm" | "cpu";
  /** One sentence: which back end was chosen, and why. */
  readonly reason: string;
}

let loading: Promise<Backend> | undefined;

/**
 * Loads TensorFlow.js once per process, on the fastest back end available: TensorFlow's native library through
 * `@tensorflow/tfjs-node`, else WebAssembly, else plain JavaScript. `NODE_DEBUG=keras-day:tfjs` logs the choice.
 *
 * @example const { tf, reason } = await loadTensorFlow();
 */
export function loadTensorFlow(): Promise<Backend> {
  loading ??= choose().then((backend) => {
    debug(backend.reason);
    return backend;
  });
  return loading;
}

/**
 * TensorFlow.js at once: through the native library, else on the back end that starts without waiting.
 *
 * @example const tf = tensorFlowNow();
 */
export function tensorFlowNow(): TensorFlow {
  return loaded().tf;
}

/** The number that a function computes; if TensorFlow.js is loaded, without the tensors that it leaves. */
export function withoutTensors(compute: () => number): number {
  return now === undefined ? compute() : now.tf.tidy(() => compute() as never);
}

let now: Backend | NotNative | undefined;

/** Without the native library, and why: on a back end that starts without waiting. */
interface NotNative {
  readonly tf: TensorFlow;
  readonly missing: string;
}

function loaded(): Backend | NotNative {
  if (now !== undefined) return now;
  now = loadNow();
  // `console.log` prints a tensor's values, not its fields.
  Object.defineProperty(now.tf.Tensor.prototype, inspect.custom, {
    value(this: Tensor) {
      return this.isDisposed ? this : String(this);
    },
  });
  return now;
}

function loadNow(): Backend | NotNative {
  prepareTensorFlow();
  let missing = addonMissing();
  if (missing === undefined) {
    try {
      return native();
    } catch (error) {
      missing = `the native addon of @tensorflow/tfjs-node does not load (${firstLine(error)})`;
    }
  }
  return { tf: withTensorFlowGradients(tensorFlowOnWasm()), missing };
}

async function choose(): Promise<Backend> {
  const own = loaded();
  if (!("missing" in own)) return own;
  const { tf, missing } = own;
  const isOnWasm = await withoutNewListeners(() => startWasm(tf).catch(() => false));
  if (!isOnWasm) await tf.setBackend("cpu");
  const name = isOnWasm ? "wasm" : "cpu";
  const noWasm = isOnWasm ? "" : " and the wasm back end does not start";
  return { tf, name, reason: `TensorFlow.js runs on its ${name} back end, because ${missing}${noWasm}.` };
}

/** Starts the wasm back end beside the present one: with `setBackend` alone, no operation is possible until it is ready. */
async function startWasm(tf: TensorFlow): Promise<boolean> {
  if (tf.getBackend() === "wasm") return true;
  const backend = await tf.findBackendFactory("wasm")();
  tf.removeBackend("wasm");
  tf.registerBackend("wasm", () => backend);
  return tf.setBackend("wasm");
}

function native(): Backend {
  const tf = createRequire(import.meta.url)("@tensorflow/tfjs-node");
  withTensorFlowGradients(tf);
  withNativeReluGradient(tf);
  const version = tf.backend().binding.TF_Version;
  return {
    tf,
    name: "tensorflow",
    reason: `TensorFlow.js runs on TensorFlow ${version}, because the native addon of @tensorflow/tfjs-node is there.`,
  };
}

/**
 * Emscripten's start-up code in the wasm back end installs handlers that rethrow every unhandled rejection, which would end
 * the process. This removes the handlers that `start` added.
 */
async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => new Set<unknown>(process.listeners(event as "exit")));
  const result = await start();
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as "exit")) {
      if (!before[i].has(listener)) process.off(event, listener);
    }
  });
  return result;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n")[0];
}
