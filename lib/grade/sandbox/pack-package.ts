/**
 * Packs a CommonJS package with everything that it requires while loading. `pack-package.ts PACKAGE PACK` writes `PACK.js`, all
 * modules in one file; `PACK.code`, V8's code cache of it; and `PACK.main.js`, to replace the package's main file.
 *
 * A bundler would not do: it gives all modules the same `__dirname`, and jsdom reads files next to its modules.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import { prepareTensorFlow } from "../../tfjs/prepare.ts";

/** Internals of Node's module loader that `@types/node` leaves out. */
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

// Load again from the pack: V8's code cache holds the functions that have run.
for (const path of own) delete loader._cache[path];
const packed = join(import.meta.dirname, "packed.cjs");
const again = new Module(main);
again.filename = main;
loader._cache[main] = again;
writeFileSync(`${pack}.code`, require(packed)(pack, again).createCachedData());
const stub = [
  `require(${JSON.stringify(packed)})(${JSON.stringify(pack)}, module);`,
  // Tells Node's lexer the export names for `import { name }`.
  `0 && (module.exports = { ${names.filter((key) => /^[\w$]+$/.test(key)).join(", ")} });`,
];
writeFileSync(`${pack}.main.js`, stub.join("\n"));

/** Records what each module's `require` calls resolve to. */
function record(): void {
  const load = loader._load;
  loader._load = (request, parent, isMain) => {
    if (parent?.filename && !request.startsWith("node:")) {
      try {
        requests[parent.filename] ??= {};
        requests[parent.filename][request] = loader._resolveFilename(request, parent);
      } catch {
        // An optional dependency that is not installed.
      }
    }
    return load.call(loader, request, parent, isMain);
  };
}

/** Whether a module belongs into this pack. TensorFlow.js is shared by the other packages, so it has a pack of its own. */
function isPacked(path: string): boolean {
  if (!path.includes("/node_modules/") || !/\.(c?js|json)$/.test(path)) return false;
  if (path.includes("/node_modules/@tensorflow/") !== name.startsWith("@tensorflow/")) return false;
  return loader._cache[path]!.loaded && isScript(path);
}

/** Whether a file parses as CommonJS: `require` also loads ES modules. */
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
