/** Worker threads. No other file of the engine uses Node's. In a page they are web workers (`site/node/worker_threads.ts`). */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Block, importsOf, kernelModule, MEMORY_SIZE, sharedMemory } from "../memory.ts";

/** A function of the kernels and its arguments. It is called again as long as it returns a positive number. */
export type Task = readonly [name: "step" | "shuffle", ...args: number[]];

/** The message to a thread. */
export interface Work {
  readonly task: Task;
  /** The number of this thread, and how many work together: the last arguments of each task. */
  readonly part: number;
  readonly parts: number;
  /** Address of the number of threads that have finished. */
  readonly finished: number;
}

/** A worker thread. It keeps the process alive only between `ref` and `unref`. */
export interface Thread {
  /** @param blocks the memory that the work uses, which is copied if threads have a memory of their own */
  post(work: Work, blocks: readonly Block[]): void;
  ref(): void;
  unref(): void;
  terminate(): void;
}

/** Bytes of blocks of memory, one block after the other. */
export interface Copies {
  /** Bytes of the main thread's memory: the kernels may read past a block, but not past that. */
  readonly memorySize: number;
  readonly blocks: readonly Block[];
  readonly bytes: Uint8Array;
}

/** Threads that this process may run at once. */
export const cores = availableParallelism();

/** False in a page that is not isolated from other sites: there each thread has its own memory, and works on copies. */
export const sharesMemory: boolean =
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;

/**
 * Starts a thread of `worker.mjs`.
 *
 * @param number of the thread, which chooses its part of the memory's first page
 * @param onMessage called when it has started, and after each work
 * @param onEnd called once, with the reason, if it could not be started or has ended
 */
export function startThread(number: number, onMessage: () => void, onEnd: (reason: string) => void): Thread {
  // `execArgv`: the thread needs no loader of TypeScript.
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), { execArgv: [] });
  let isTerminated = false;
  worker.on("message", (copies: Copies | undefined) => {
    // The memory may belong to others by now.
    if (isTerminated) return;
    if (copies) takeBack(copies);
    onMessage();
  });
  let reason: string | undefined;
  worker.on("error", (error: Error) => {
    reason = error?.message ?? String(error);
  });
  worker.on("exit", (code) => onEnd(reason ?? `exit code ${code}`));
  worker.unref();
  const { scratch, memory } = importsOf(number).env;
  const env = sharesMemory ? { scratch, memory } : { scratch };
  worker.postMessage({ module: kernelModule, imports: { env }, size: MEMORY_SIZE });
  return {
    post: (work, blocks) => {
      if (sharesMemory) return worker.postMessage(work);
      const copies = copiesOf(blocks);
      worker.postMessage({ ...work, copies }, [copies.bytes.buffer as ArrayBuffer]);
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
    terminate: () => {
      isTerminated = true;
      void worker.terminate();
    },
  };
}

function copiesOf(blocks: readonly Block[]): Copies {
  const bytes = new Uint8Array(blocks.reduce((sum, block) => sum + block.bytes, 0));
  let offset = 0;
  for (const block of blocks) {
    bytes.set(new Uint8Array(sharedMemory.buffer, block.at, block.bytes), offset);
    offset += block.bytes;
  }
  return { memorySize: sharedMemory.buffer.byteLength, blocks, bytes };
}

function takeBack({ blocks, bytes }: Copies): void {
  const all = new Uint8Array(sharedMemory.buffer);
  let offset = 0;
  for (const block of blocks) {
    all.set(bytes.subarray(offset, offset + block.bytes), block.at);
    offset += block.bytes;
  }
}
