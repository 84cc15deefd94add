import { createRequire } from "node:module";
import { addonMissing } from "./addon.ts";
import { prepareTensorFlow } from "./prepare.ts";
import { tensorFlowOnWasm } from "./shim.ts";

/** TensorFlow.js' public namespace. */
export type TensorFlow = typeof import("@tensorflow/tfjs");

/** TensorFlow.js, ready for use. */
export interface Backend {
  readonly tf: TensorFlow;
  /** TensorFlow.js' name of the back end that computes. */
  readonly name: "tensorflow" | "wasm" | "cpu";
  /** One sentence: which back end this is and why. */
  readonly reason: string;
}

let loading: Promise<Backend> | undefined;

/**
 * Loads TensorFlow.js once for the process, on the best back end there is: TensorFlow's own library through
 * `@tensorflow/tfjs-node`, else WebAssembly, else plain JavaScript.
 */
export function loadTensorFlow(): Promise<Backend> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Backend> {
  prepareTensorFlow();
  let missing = addonMissing();
  if (missing === undefined) {
    try {
      return native();
    } catch (error) {
      missing = `the native addon of @tensorflow/tfjs-node does not load (${firstLine(error)})`;
    }
  }
  const tf = tensorFlowOnWasm();
  const onWasm = await withoutNewListeners(() => tf.setBackend("wasm").catch(() => false));
  if (!onWasm) await tf.setBackend("cpu");
  const name = onWasm ? "wasm" : "cpu";
  return { tf, name, reason: `TensorFlow.js runs on its ${name} back end, because ${missing}.` };
}

function native(): Backend {
  const tf = createRequire(import.meta.url)("@tensorflow/tfjs-node");
  const version = tf.backend().binding.TF_Version;
  return {
    tf,
    name: "tensorflow",
    reason: `TensorFlow.js runs on TensorFlow ${version} through @tensorflow/tfjs-node.`,
  };
}

/**
 * Emscripten's start-up code (of the wasm back end) installs handlers on the process that throw every unhandled
 * rejection again, which would end the program it is a guest in. They are taken off when it has started.
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
