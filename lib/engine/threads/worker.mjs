/**
 * A thread that runs the kernels over the shared memory. It is plain JavaScript without imports from the project, so that it starts
 * fast.
 */
import { parentPort, workerData } from "node:worker_threads";

const { module, imports } = workerData;
const wasm = /** @type {any} */ (globalThis).WebAssembly;
const kernels = new wasm.Instance(module, imports).exports;

parentPort?.on("message", (/** @type {import("./pool.ts").Work} */ { task, part, parts, finished }) => {
  const [name, ...args] = task;
  while (kernels[name](...args, part, parts) > 0);
  const count = new Int32Array(imports.env.memory.buffer, finished, 1);
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
  parentPort?.postMessage(undefined);
});

// It has started.
parentPort?.postMessage(undefined);
