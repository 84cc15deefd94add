import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { packageFile } from "./addon.ts";
import { mendColumns } from "./frame-columns.ts";
import { replaceModule } from "./replace-module.ts";

/** Packages that danfojs-node requires on load, but needs for few of its functions. */
const LATER = ["@tensorflow/tfjs-node", "mathjs", "node-fetch", "request", "xlsx"];

/**
 * Makes `require("danfojs-node")` load these packages on first use. Saves 0.75 of 0.8 s on two quiet cores. Loads nothing
 * itself. Mends columns of its frames.
 */
export function deferDanfojsPackages(): void {
  // `node_modules` may be a link, which `import` follows.
  const filename = realpathSync(packageFile("danfojs-node"));
  replaceModule(filename, () => {
    const require = createRequire(filename);
    delete require.cache[filename];
    const deferred = LATER.map((name) => require.resolve(name));
    const own = deferred.map((file) => require.cache[file]);
    for (const file of deferred) {
      delete require.cache[file];
      replaceModule(file, () => onUse(() => require(file)));
    }
    try {
      const danfojs = require(filename);
      mendColumns(danfojs.DataFrame);
      return danfojs;
    } finally {
      deferred.forEach((file, at) => {
        delete require.cache[file];
        if (own[at] !== undefined) require.cache[file] = own[at];
      });
    }
  });
}

/** A CommonJS module's exports, loaded when they are called or one of them is read. */
function onUse(load: () => object): object {
  return new Proxy(() => {}, {
    get(_, key) {
      if (key === "__esModule") return undefined;
      return key === "Tensor" && !hasTensors() ? Tensor : Reflect.get(load(), key);
    },
    has: (_, key) => key in load(),
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Object.getOwnPropertyDescriptor(load(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
    apply: (_, self, parameters) => Reflect.apply(load() as () => unknown, self, parameters),
  });
}

/** danfojs checks whether data are an instance of `Tensor`. Without TensorFlow.js nothing is. */
class Tensor {}

function hasTensors(): boolean {
  const require = createRequire(packageFile("@tensorflow/tfjs"));
  return require.cache[require.resolve("@tensorflow/tfjs-core")] !== undefined;
}
