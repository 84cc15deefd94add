/**
 * Runs a package that `pack-package.ts` has packed: `require("packed.cjs")(PACK, module)` stands in the package's main file.
 *
 * The modules are the real ones under their own names, in Node's own cache; only where Node would look for each of a thousand
 * files, read and compile it, there is one text with its compiled code.
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
 * The compiled code is missing while it is being made.
 *
 * @param {string} file
 */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file) : undefined;
}
