import { createRequire } from "node:module";
import { join } from "node:path";
import { constants, Script } from "node:vm";
import { tslabApi } from "./tslab-api";

type Namespace = Record<string, any>;

/**
 * Imports for cells, by Node itself, as if a cell were a module in `folder`. So a notebook runs the same
 * code as a test: TypeScript, ESM-only packages and top-level await in modules included.
 */
export class Imports {
  /** CommonJS' `require`, from `folder`. */
  readonly require: NodeJS.Require;
  #loader: Promise<void> | undefined;
  readonly #load: (specifier: string) => Promise<Namespace>;

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
    if (specifier === "tslab") return tslabApi as Namespace;
    // The loader takes a while to start, and a cell without imports does not need it.
    this.#loader ??= import("./module-loader").then(({ installModuleLoader }) => installModuleLoader());
    await this.#loader;
    return this.#load(specifier);
  };

  /** The values of `import { …names } from specifier`; `*` is the namespace. */
  readonly pick = async (specifier: string, names: string[]): Promise<unknown[]> => {
    const namespace = await this.import(specifier);
    return names.map((name) => (name === "*" ? wholeOf(namespace) : member(namespace, name)));
  };
}

/**
 * Node finds the names of a CommonJS module by reading its text, and misses some; they are in its
 * `default`, where TypeScript believes them to be names like any other.
 */
function member(namespace: Namespace, name: string): unknown {
  const commonjs = namespace.default;
  if (name === "default") return isTranspiled(commonjs) ? commonjs.default : commonjs;
  return name in namespace ? namespace[name] : commonjs?.[name];
}

function wholeOf(namespace: Namespace): Namespace {
  const commonjs = namespace.default;
  if (commonjs === null || typeof commonjs !== "object") return namespace;
  const missing = Object.keys(commonjs).some((name) => !(name in namespace));
  return missing && isCommonJs(namespace)
    ? { ...commonjs, default: member(namespace, "default") }
    : namespace;
}

/** A module whose only own name is `default` came from CommonJS, or is one that could not be read. */
function isCommonJs(namespace: Namespace): boolean {
  return (
    "module.exports" in namespace ||
    Object.keys(namespace).every((name) => name in { ...namespace.default, default: 0 })
  );
}

/** CommonJS that TypeScript or Babel wrote from ESM: its own default export is inside. */
function isTranspiled(commonjs: unknown): commonjs is Namespace {
  return (
    typeof commonjs === "object" && commonjs !== null && "__esModule" in commonjs && "default" in commonjs
  );
}
