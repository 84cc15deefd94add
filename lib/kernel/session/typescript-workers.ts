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
  // tsx' own `--import` registers it in the main thread only. Node takes a file without a package.json for CommonJS.
  const register = ["tsx/esm/api", "tsx/cjs/api"].map(
    (api) => `(await import(${JSON.stringify(import.meta.resolve(api))})).register();`,
  );
  const loader = `data:text/javascript,${encodeURIComponent(register.join("\n"))}`;
  return { ...options, execArgv: [...(options.execArgv ?? []), "--import", loader] };
}
