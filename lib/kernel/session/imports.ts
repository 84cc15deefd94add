import { createRequire, isBuiltin, Module } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import { kernelApi } from "../../kernel-api.ts";
import { missingPackage } from "../missing-package.ts";
import type { ModuleLoads } from "../module-loads.ts";
import { isOurs } from "../own-packages.ts";
import {
  type BuiltLibrary,
  builtUrl,
  hasChangedSince,
  libraryFile,
  readBuiltLibrary,
} from "./built-library.ts";
import { CommonJsVersions } from "./commonjs-versions.ts";
import { tslabApi } from "./tslab-api.ts";

type Namespace = Record<string, unknown>;

/**
 * Imports for cells, as if a cell were a module in `folder`. Node itself loads the modules, so that a notebook runs the same
 * code as a test, including TypeScript, ESM-only packages and top-level await.
 */
export class Imports {
  /** CommonJS' `require`, relative to `folder`. It loads TypeScript files that are preloaded. */
  readonly require: NodeJS.Require;
  /** CommonJS' `module`. A notebook is the main module. */
  readonly module: NodeJS.Module;
  readonly #filename: string;
  readonly #load: (specifier: string) => Promise<Namespace>;
  /** By specifier, a function that returns the module or throws its loading error. */
  readonly #preloaded = new Map<string, () => unknown>();
  readonly #commonJs = new CommonJsVersions();
  /** Read when a cell first imports. */
  #library: { built: BuiltLibrary | undefined; time: number } | undefined;
  #loader: Promise<void> | undefined;
  /** True once a cell was told that `lib` has changed. */
  #told = false;

  constructor(
    private readonly folder: string,
    private readonly loads: ModuleLoads,
  ) {
    const filename = join(folder, "cell.ts");
    this.#filename = filename;
    const require = createRequire(filename);
    const load = (specifier: string) => {
      if (specifier === "tslab") return noted(specifier, tslabApi);
      this.#commonJs.forgetChanged();
      loads.begin();
      try {
        return noted(specifier, (this.#preloaded.get(specifier) ?? require)(specifier));
      } finally {
        loads.end();
        this.#commonJs.noteLoaded();
      }
    };
    this.module = Object.assign(new Module(filename), { filename, paths: require.resolve.paths("x") ?? [] });
    this.require = Object.assign(load, require, { main: this.module });
    // `import()` resolves relative to the file that contains it, so this script has to have a name in `folder`.
    const script = new Script("(specifier) => import(specifier)", {
      filename,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    this.#load = script.runInThisContext();
  }

  /** `import(specifier)` in a cell. */
  readonly import = async (specifier: string): Promise<Namespace> => {
    if (specifier === "tslab") return noted(specifier, tslabApi);
    // Created here, where its stack has the line of the `import()`.
    const failure = new Error();
    this.#commonJs.forgetChanged();
    this.#tellOfChange(specifier);
    this.loads.begin();
    try {
      const url = this.#unchanged(specifier);
      if (url !== undefined) return noted(specifier, await this.#load(url));
      // Loaded lazily: cells that import nothing, or only `lib`, do not need it.
      this.#loader ??= import("./module-loader.ts").then(({ installModuleLoader }) =>
        installModuleLoader(this.#readLibrary().built),
      );
      await this.#loader;
      return noted(specifier, await this.#load(specifier));
    } catch (error) {
      // Node throws null where the module's code was terminated.
      if (error === null) throw Object.assign(failure, { message: stoppedMessage(specifier) });
      const { code, message } = error as NodeJS.ErrnoException;
      // Rewritten only for a cell's own import. An import in a file names that file, whereas a cell is none.
      const isCells = code === "ERR_MODULE_NOT_FOUND" && message.endsWith(` imported from ${this.#filename}`);
      throw isCells ? Object.assign(failure, { code, message: missingMessage(specifier) }) : error;
    } finally {
      this.loads.end();
      this.#commonJs.noteLoaded();
    }
  };

  /**
   * Loads what Node's `require` cannot: TypeScript files, also by their folder or without their extension. The module is the
   * same one that `import` returns.
   */
  readonly preload = async (specifiers: string[]): Promise<void> => {
    for (const specifier of specifiers) {
      this.#preloaded.delete(specifier);
      const file = this.#resolved(specifier);
      if (file !== undefined && !/\.[cm]?tsx?$/.test(file)) continue;
      await this.import(specifier).then(
        (namespace) => this.#preloaded.set(specifier, () => required(namespace, specifier)),
        (error) => {
          // Node's `require` reports a missing module itself.
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

  /** URL of the built file of `lib` that a cell's path means, if it can be loaded without Node's module hooks. */
  #unchanged(specifier: string): string | undefined {
    if (this.#loader !== undefined) return undefined;
    const { built } = this.#readLibrary();
    const file = built && libraryFile(specifier, this.folder, built);
    const url = file && builtUrl(file, built);
    return url?.startsWith(built!.code) ? url : undefined;
  }

  /** A kernel keeps the version of `lib` that it began with, while the type check reads the files as they are. */
  #tellOfChange(specifier: string): void {
    if (this.#told || this.#library === undefined) return;
    const { built, time } = this.#library;
    const file = built && libraryFile(specifier, this.folder, built);
    if (file === undefined || !hasChangedSince(time, file, built!)) return;
    this.#told = true;
    process.stderr.write(
      "Files of lib have changed. This kernel keeps the version that it began with: Kernel > Restart loads the new one.\n",
    );
  }

  #readLibrary() {
    this.#library ??= { built: readBuiltLibrary(), time: Date.now() };
    return this.#library;
  }

  /** `import.meta.resolve` of a cell. @throws Error if there is no such package */
  readonly resolve = (specifier: string): string => {
    if (isBuiltin(specifier)) return specifier.startsWith("node:") ? specifier : `node:${specifier}`;
    if (/^(\.{0,2}\/|[a-z]+:)/.test(specifier)) return new URL(specifier, pathToFileURL(this.#filename)).href;
    return pathToFileURL(this.require.resolve(specifier)).href;
  };

  /** The values of `import { …names } from specifier`, where `*` is the namespace. */
  readonly pick = async (specifier: string, names: string[]): Promise<unknown[]> => {
    const namespace = await this.import(specifier);
    return names.map((name) => (name === "*" ? whole(namespace) : member(namespace, name)));
  };
}

/** A module that a cell has imported. */
function noted<T>(specifier: string, module: T): T {
  kernelApi()?.imported.add(specifier);
  return module;
}

function stoppedMessage(specifier: string): string {
  return `The module '${specifier}' was interrupted while it loaded. Change its file, or choose Kernel > Restart.`;
}

function missingMessage(specifier: string): string {
  const isPath = /^(\.{0,2}\/|[a-z]+:)/.test(specifier);
  const what = `Cannot find ${isPath ? "module" : "package"} '${specifier}'.`;
  // The hint below the error tells where lib has it.
  if (isOurs(specifier)) return what;
  return `${what} ${isPath ? "Paths are relative to the notebook's folder." : missingPackage(specifier)}`;
}

/**
 * A named import. Node detects the names of a CommonJS module by scanning its text and misses some, although TypeScript
 * allows them: those are looked up in `default`.
 */
function member(namespace: Namespace, name: string): unknown {
  const commonJs = namespace.default;
  if (name === "default") return isTranspiled(commonJs) ? commonJs.default : commonJs;
  return name in namespace || !isObject(commonJs) ? namespace[name] : commonJs[name];
}

/** The namespace, including the names that Node missed if the module is CommonJS. */
function whole(namespace: Namespace): Namespace {
  const commonJs = namespace.default;
  return isCommonJs(namespace) && isObject(commonJs)
    ? { ...commonJs, default: member(namespace, "default") }
    : namespace;
}

/** The value of `require` for a module. A namespace with only a default may be CommonJS or not: it is returned whole. */
function required(namespace: Namespace, specifier: string): unknown {
  const isSure = Object.keys(namespace).length > 1 || specifier.endsWith(".cts");
  return isSure && isCommonJs(namespace) ? namespace.default : namespace;
}

/** True if the module is CommonJS: then all its names are properties of its default. */
function isCommonJs(namespace: Namespace): boolean {
  const commonJs = namespace.default;
  if (!isObject(commonJs)) return false;
  const own = Object.keys(namespace).filter((name) => name !== "default" && name !== "module.exports");
  return own.every((name) => name in commonJs);
}

/** True if TypeScript or Babel compiled it from ESM: then its default export is nested. */
function isTranspiled(commonJs: unknown): commonJs is Namespace {
  return isObject(commonJs) && "__esModule" in commonJs && "default" in commonJs;
}

function isObject(value: unknown): value is Namespace {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
