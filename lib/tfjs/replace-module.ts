import { createRequire, Module } from "node:module";

const require = createRequire(import.meta.url);

/** Makes `require` return the value of `exports()` for a file. A file that is already loaded is left unchanged. */
export function replaceModule(filename: string, exports: () => unknown): void {
  if (require.cache[filename] !== undefined) return;
  const module = new Module(filename);
  module.filename = filename;
  module.loaded = true;
  module.paths = require.resolve.paths(filename) ?? [];
  Object.defineProperty(module, "exports", { enumerable: true, get: exports });
  require.cache[filename] = module;
}
