/**
 * A thread that runs the kernels over the shared memory, or over copies of a part of it. It is plain JavaScript without imports
 * from the project, so that it starts fast.
 */
import { parentPort } from "node:worker_threads";

const PAGE = 65536;
const wasm = /** @type {any} */ (globalThis).WebAssembly;
/** @type {any} */
let kernels;
/** @type {any} */
let memory;

parentPort?.on("message", (message) => {
  if (kernels === undefined) start(message);
  else parentPort?.postMessage(run(message), message.copies ? [message.copies.bytes.buffer] : []);
});

/** The first message. @param {any} message */
function start({ module, imports: { env }, size }) {
  memory = env.memory ?? new wasm.Memory(size);
  kernels = new wasm.Instance(module, { env: { ...env, memory } }).exports;
  // It has started.
  parentPort?.postMessage(undefined);
}

/** @param {import("./host.ts").Work & { copies?: import("./host.ts").Copies }} work */
function run({ task, part, parts, finished, copies }) {
  if (copies) {
    const missing = copies.memorySize - memory.buffer.byteLength;
    if (missing > 0) memory.grow(missing / PAGE);
    copy(copies, (here, there) => here.set(there));
  }
  const [name, ...args] = task;
  while (kernels[name](...args, part, parts) > 0);
  const count = new Int32Array(memory.buffer, finished, 1);
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
  if (copies) copy(copies, (here, there) => there.set(here));
  return copies;
}

/**
 * Calls `set` with each block in this thread's memory, and its copy.
 *
 * @param {import("./host.ts").Copies} copies
 * @param {(here: Uint8Array, there: Uint8Array) => void} set
 */
function copy({ blocks, bytes }, set) {
  let offset = 0;
  for (const block of blocks) {
    const there = bytes.subarray(offset, offset + block.bytes);
    set(new Uint8Array(memory.buffer, block.at, block.bytes), there);
    offset += block.bytes;
  }
}
