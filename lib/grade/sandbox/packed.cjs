/**
 * Loads a package packed by `pack-package.ts`. The package's main file becomes `require("packed.cjs")(PACK, module)`.
 *
 * Modules keep their paths in Node's module cache. Instead of finding, reading and compiling a thousand files, Node loads one
 * file with its code cache.
 *
 * @typedef {{ functions: Record<string, Function>, requests: Record<string, Record<string, string>> }} Packed
 * @typedef {Record<string, NodeJS.Module>} Cache
 */
const { existsSync, readFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname } = require("node:path");
const vm = require("node:vm");

/** @type {{ _cache: Cache, _nodeModulePaths: (folder: string) => string[] }} */
const loader = /** @type {any} */ (Module);

/**
 * @param {string} pack
 * @param {NodeJS.Module} main
 * @returns the script of the pack
 */
module.exports = (pack, main) => {
  const filename = `${pack}.js`;
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const options = { filename, cachedData: readIfThere(`${pack}.code`), importModuleDynamically };
  const script = new vm.Script(readFileSync(filename, "utf8"), options);
  /** @type {Packed} */
  const { functions, requests } = script.runInThisContext();
  run(main);
  return script;

  /** @param {NodeJS.Module} module */
  function run(module) {
    const { filename } = module;
    const real = Module.createRequire(filename);
    const packedRequire = (/** @type {string} */ request) => {
      const path = requests[filename]?.[request];
      if (path === undefined || !(path in functions)) return real(request);
      return (loader._cache[path] ?? load(path, module)).exports;
    };
    Object.assign(packedRequire, { resolve: real.resolve, cache: real.cache, extensions: real.extensions });
    const { exports } = module;
    functions[filename].call(exports, exports, packedRequire, module, filename, dirname(filename));
  }

  /**
   * @param {string} path
   * @param {NodeJS.Module} parent
   */
  function load(path, parent) {
    const module = new Module(path, parent);
    module.filename = path;
    module.paths = loader._nodeModulePaths(dirname(path));
    loader._cache[path] = module;
    try {
      run(module);
    } catch (error) {
      delete loader._cache[path];
      throw error;
    }
    module.loaded = true;
    return module;
  }
};

/**
 * The code cache does not exist yet while it is being made.
 *
 * @param {string} file
 */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file) : undefined;
}
