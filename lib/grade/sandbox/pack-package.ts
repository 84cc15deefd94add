/**
 * Packs a CommonJS package with all that it requires when it loads: `pack-package.ts PACKAGE PACK` writes `PACK.js`, the
 * modules in one text; `PACK.code`, what V8 has compiled of it; and `PACK.main.js`, to stand in the package's main file.
 *
 * No bundler does: in esbuild's one file every module has one folder, and jsdom looks beside its modules for their files.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import { prepareTensorFlow } from "../../tfjs/prepare.ts";

/** Node's own, which its types leave out. */
interface Loader {
  _cache: Record<string, NodeJS.Module | undefined>;
  _load(request: string, parent: NodeJS.Module | null | undefined, isMain: boolean): unknown;
  _resolveFilename(request: string, parent: NodeJS.Module): string;
}

const [name, pack] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const loader = Module as unknown as Loader;
const requests: Record<string, Record<string, string>> = {};

prepareTensorFlow();
record();
const main = require.resolve(name);
require(name);
const names = Object.keys(await import(name)).filter((key) => key !== "default");
const own = Object.keys(loader._cache).filter(isPacked);
const functions = own.map((path) => `${JSON.stringify(path)}: ${functionOf(path)}`);
const source = `({ requests: ${JSON.stringify(requests)}, functions: {\n${functions.join(",\n")}\n} })`;
writeFileSync(`${pack}.js`, source);

// Run once more, from the pack, as V8 keeps the functions that have run.
for (const path of own) delete loader._cache[path];
const packed = join(import.meta.dirname, "packed.cjs");
const again = new Module(main);
again.filename = main;
loader._cache[main] = again;
writeFileSync(`${pack}.code`, require(packed)(pack, again).createCachedData());
const stub = [
  `require(${JSON.stringify(packed)})(${JSON.stringify(pack)}, module);`,
  // How Node knows the names of a module that another one makes.
  `0 && (module.exports = { ${names.filter((key) => /^[\w$]+$/.test(key)).join(", ")} });`,
];
writeFileSync(`${pack}.main.js`, stub.join("\n"));

/** Notes what each module's requests come to. */
function record(): void {
  const load = loader._load;
  loader._load = (request, parent, isMain) => {
    if (parent?.filename && !request.startsWith("node:")) {
      try {
        requests[parent.filename] ??= {};
        requests[parent.filename][request] = loader._resolveFilename(request, parent);
      } catch {
        // Some packages ask for others that may be missing.
      }
    }
    return load.call(loader, request, parent, isMain);
  };
}

/** What Node runs as CommonJS from a file of a package; TensorFlow.js is the same for all, and is packed apart. */
function isPacked(path: string): boolean {
  if (!path.includes("/node_modules/") || !/\.(c?js|json)$/.test(path)) return false;
  if (path.includes("/node_modules/@tensorflow/") !== name.startsWith("@tensorflow/")) return false;
  return loader._cache[path]!.loaded && isScript(path);
}

/** A package may have been required that is an ES module. */
function isScript(path: string): boolean {
  try {
    new Script(`(${functionOf(path)})`);
    return true;
  } catch {
    return false;
  }
}

function functionOf(path: string): string {
  const text = readFileSync(path, "utf8").replace(/^#!.*/, "");
  const body = path.endsWith(".json") ? `module.exports = ${text};` : text;
  return `function (exports, require, module, __filename, __dirname) { ${body}\n}`;
}
