import { resolve } from "pathe";
import { missingPackage } from "../../kernel/missing-package.ts";
import type { Imports as NodeImports } from "../../kernel/session/imports.ts";
import { tslabApi } from "../../kernel/session/tslab-api.ts";
import { absent } from "../node/absent.ts";

type Namespace = Record<string, unknown>;

/** The modules that a cell can import: by the path of a file or the name of a package, the address of its code. */
export type Modules = Record<string, string>;

/** Imports for cells from the modules that the site was built with, as if a cell were a module in `folder`. */
export class Imports
  implements Pick<NodeImports, "require" | "module" | "import" | "preload" | "resolve" | "pick">
{
  readonly #loaded = new Map<string, Namespace>();
  readonly module = {
    exports: {},
    filename: "",
    id: ".",
    loaded: true,
    paths: [],
  } as unknown as NodeJS.Module;
  readonly require: NodeJS.Require;

  constructor(
    private readonly folder: string,
    private readonly modules: Modules,
  ) {
    const require = (specifier: string): unknown => {
      if (specifier === "tslab") return tslabApi;
      const loaded = this.#loaded.get(this.#address(specifier));
      if (loaded !== undefined) return loaded;
      throw new Error(`Write \`import … from "${specifier}"\`: a page loads modules only that way.`);
    };
    this.require = Object.assign(require, { main: this.module }) as unknown as NodeJS.Require;
  }

  readonly import = async (specifier: string): Promise<Namespace> => {
    if (specifier === "tslab") return tslabApi;
    const address = this.#address(specifier);
    const namespace = (await import(address)) as Namespace;
    this.#loaded.set(address, namespace);
    return namespace;
  };

  readonly preload = async (specifiers: string[]): Promise<void> => {
    for (const specifier of specifiers) await this.import(specifier);
  };

  readonly resolve = (specifier: string): string => this.#address(specifier);

  readonly pick = async (specifier: string, names: string[]): Promise<unknown[]> => {
    const namespace = await this.import(specifier);
    return names.map((name) => {
      if (name === "*") return namespace;
      return name in namespace ? namespace[name] : absent(name);
    });
  };

  /** @throws Error if the site does not have the module */
  #address(specifier: string): string {
    const isPath = /^\.{0,2}\//.test(specifier);
    const name = isPath ? resolve(this.folder, specifier) : specifier.replace(/^node:/, "");
    for (const ending of ["", ".ts", "/index.ts"]) {
      const address = this.modules[name + ending];
      if (address !== undefined) return address;
    }
    const what = isPath ? "module" : "package";
    throw Object.assign(new Error(`Cannot find ${what} '${specifier}'. ${missingPackage(specifier)}`), {
      code: "ERR_MODULE_NOT_FOUND",
    });
  }
}
