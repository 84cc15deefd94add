import { createRequire, syncBuiltinESMExports } from "node:module";
import type { WorkerOptions } from "node:worker_threads";

const require = createRequire(import.meta.url);
const threads = require("node:worker_threads") as typeof import("node:worker_threads");

/** Lets a cell start a worker thread from a TypeScript file, as it can import one. */
export function loadTypeScriptInWorkers(): void {
  const { Worker } = threads;
  class TypeScriptWorker extends Worker {
    constructor(file: string | URL, options: WorkerOptions = {}) {
      super(file, !options.eval && /\.[cm]?tsx?$/.test(String(file)) ? withLoader(options) : options);
    }
  }
  Object.defineProperty(TypeScriptWorker, "name", { value: "Worker" });
  Object.assign(threads, { Worker: TypeScriptWorker });
  syncBuiltinESMExports();
}

function withLoader(options: WorkerOptions): WorkerOptions {
  // tsx' own `--import` registers it in the main thread only.
  const api = import.meta.resolve("tsx/esm/api");
  const loader = `data:text/javascript,${encodeURIComponent(`import { register } from ${JSON.stringify(api)}; register();`)}`;
  return { ...options, execArgv: [...(options.execArgv ?? []), "--import", loader] };
}
