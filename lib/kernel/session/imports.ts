import { createRequire, Module } from "node:module";
import { join } from "node:path";
import { constants, Script } from "node:vm";
import type { ModuleLoads } from "../module-loads.ts";
import { tslabApi } from "./tslab-api.ts";

type Namespace = Record<string, unknown>;

/**
 * Imports for cells, by Node itself, as if a cell were a module in `folder`. So a notebook runs the same
 * code as a test: TypeScript, ESM-only packages and top-level await in modules included.
 */
export class Imports {
  /** CommonJS' `require`, from `folder`; TypeScript it knows once it is preloaded. */
  readonly require: NodeJS.Require;
  /** CommonJS' `module`: a notebook is the main one. */
  readonly module: NodeJS.Module;
  readonly #filename: string;
  readonly #load: (specifier: string) => Promise<Namespace>;
  /** By specifier, what gives the value or throws what loading it threw. */
  readonly #preloaded = new Map<string, () => unknown>();
  readonly #loads: ModuleLoads;
  #loader: Promise<void> | undefined;

  constructor(folder: string, loads: ModuleLoads) {
    this.#loads = loads;
    const filename = join(folder, "cell.ts");
    this.#filename = filename;
    const require = createRequire(filename);
    const load = (specifier: string) => {
      loads.begin();
      try {
        return (this.#preloaded.get(specifier) ?? require)(specifier);
      } finally {
        loads.end();
      }
    };
    this.module = Object.assign(new Module(filename), { filename, paths: require.resolve.paths("x") ?? [] });
    this.require = Object.assign(load, require, { main: this.module });
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
    // Made here, where it knows the line of an `import()`.
    const failure = new Error();
    this.#loads.begin();
    try {
      // The loader takes a while to start, and a cell without imports does not need it.
      this.#loader ??= import("./module-loader.ts").then(({ installModuleLoader }) => installModuleLoader());
      await this.#loader;
      return await this.#load(specifier);
    } catch (error) {
      // What Node has in the place of an error where code was ended.
      if (error === null) throw Object.assign(failure, { message: stoppedWords(specifier) });
      const { code, message } = error as NodeJS.ErrnoException;
      // A cell is no file: what one of lib's misses is told of that file.
      const isCells = code === "ERR_MODULE_NOT_FOUND" && message.endsWith(` imported from ${this.#filename}`);
      throw isCells ? Object.assign(failure, { code, message: missingWords(specifier) }) : error;
    } finally {
      this.#loads.end();
    }
  };

  /**
   * Loads for `require` what Node's cannot: TypeScript, also by a folder or without its extension. It is the same module that
   * `import` gives.
   */
  readonly preload = async (specifiers: string[]): Promise<void> => {
    for (const specifier of specifiers) {
      this.#preloaded.delete(specifier);
      const file = this.#resolved(specifier);
      if (file !== undefined && !/\.[cm]?tsx?$/.test(file)) continue;
      await this.import(specifier).then(
        (namespace) => this.#preloaded.set(specifier, () => required(namespace, specifier)),
        (error) => {
          // What is not there is for Node's own to say.
          if (error?.code === "ERR_MODULE_NOT_FOUND" && file === undefined) return;
          this.#preloaded.set(specifier, () => {
            throw error;
          });
        },
      );
    }
  };

  #resolved(specifier: string): string | undefined {
    try {
      return this.require.resolve(specifier);
    } catch {
      return undefined;
    }
  }

  /** The values of `import { …names } from specifier`; `*` is the namespace. */
  readonly pick = async (specifier: string, names: string[]): Promise<unknown[]> => {
    const namespace = await this.import(specifier);
    return names.map((name) => (name === "*" ? whole(namespace) : member(namespace, name)));
  };
}

function stoppedWords(specifier: string): string {
  return `The module '${specifier}' was stopped while it loaded. Change its file, or choose Kernel > Restart.`;
}

function missingWords(specifier: string): string {
  const isPath = /^(\.{0,2}\/|[a-z]+:)/.test(specifier);
  const remedy = isPath
    ? "Paths begin at the notebook's folder."
    : `If there is a package of that name, \`npm install ${specifier}\` in the notebook's project adds it.`;
  return `Cannot find ${isPath ? "module" : "package"} '${specifier}'. ${remedy}`;
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
  return isCommonJs(namespace) && isObject(commonJs)
    ? { ...commonJs, default: member(namespace, "default") }
    : namespace;
}

/** What `require` gives for a module. A namespace that is but a default's may be that of a function or class by CommonJS. */
function required(namespace: Namespace, specifier: string): unknown {
  const isSure = Object.keys(namespace).length > 1 || specifier.endsWith(".cts");
  return isSure && isCommonJs(namespace) ? namespace.default : namespace;
}

/** Whether Node made the namespace of a CommonJS module: all its names are its default's. */
function isCommonJs(namespace: Namespace): boolean {
  const commonJs = namespace.default;
  if (!isObject(commonJs)) return false;
  const own = Object.keys(namespace).filter((name) => name !== "default" && name !== "module.exports");
  return own.every((name) => name in commonJs);
}

/** CommonJS that TypeScript or Babel wrote from ESM: its own default export is inside. */
function isTranspiled(commonJs: unknown): commonJs is Namespace {
  return isObject(commonJs) && "__esModule" in commonJs && "default" in commonJs;
}

function isObject(value: unknown): value is Namespace {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
