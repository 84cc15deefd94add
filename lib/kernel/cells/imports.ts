import { createRequire } from "node:module";
import { join } from "node:path";
import { constants, Script } from "node:vm";
import { tslabApi } from "./tslab-api.ts";

type Namespace = Record<string, unknown>;

/**
 * Imports for cells, by Node itself, as if a cell were a module in `folder`. So a notebook runs the same
 * code as a test: TypeScript, ESM-only packages and top-level await in modules included.
 */
export class Imports {
  /** CommonJS' `require`, from `folder`. */
  readonly require: NodeJS.Require;
  readonly #load: (specifier: string) => Promise<Namespace>;
  #loader: Promise<void> | undefined;

  constructor(folder: string) {
    const filename = join(folder, "cell.ts");
    this.require = createRequire(filename);
    // `import()` resolves from the file it stands in, so it has to stand in one there.
    const script = new Script("(specifier) => import(specifier)", {
      filename,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    this.#load = script.runInThisContext();
  }

  /** What `import(specifier)` gives in a cell. */
  readonly import = async (specifier: string): Promise<Namespace> => {
    if (specifier === "tslab") return tslabApi;
    // The loader takes a while to start, and a cell without imports does not need it.
    this.#loader ??= import("./module-loader.ts").then(({ installModuleLoader }) => installModuleLoader());
    await this.#loader;
    return this.#load(specifier);
  };

  /** The values of `import { …names } from specifier`; `*` is the namespace. */
  readonly pick = async (specifier: string, names: string[]): Promise<unknown[]> => {
    const namespace = await this.import(specifier);
    return names.map((name) => (name === "*" ? whole(namespace) : member(namespace, name)));
  };
}

/**
 * Node finds the names of a CommonJS module by reading its text and misses some. They are in its `default`,
 * and TypeScript takes them for names like any other.
 */
function member(namespace: Namespace, name: string): unknown {
  const commonJs = namespace.default;
  if (name === "default") return isTranspiled(commonJs) ? commonJs.default : commonJs;
  return name in namespace || !isObject(commonJs) ? namespace[name] : commonJs[name];
}

/** The namespace with the names that Node missed, if the module is CommonJS. */
function whole(namespace: Namespace): Namespace {
  const commonJs = namespace.default;
  if (!isObject(commonJs)) return namespace;
  const own = Object.keys(namespace).filter((name) => name !== "default" && name !== "module.exports");
  const isCommonJs = own.every((name) => name in commonJs);
  return isCommonJs ? { ...commonJs, default: member(namespace, "default") } : namespace;
}

/** CommonJS that TypeScript or Babel wrote from ESM: its own default export is inside. */
function isTranspiled(commonJs: unknown): commonJs is Namespace {
  return isObject(commonJs) && "__esModule" in commonJs && "default" in commonJs;
}

function isObject(value: unknown): value is Namespace {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
