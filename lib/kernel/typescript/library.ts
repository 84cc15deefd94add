import { existsSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { InterfaceType, Program, SourceFile, TypeChecker, Symbol as TypeScriptSymbol } from "typescript";
import { ts } from "./compiler.ts";
import { libraryModules } from "./library-modules.ts";
import { isPublic } from "./node-hint.ts";
import { root } from "./project.ts";

const lib = join(root, "lib");

/** The files that notebooks import from. */
export function libraryFiles(): string[] {
  const modules = libraryModules.map((path) => join(lib, path, "index.ts"));
  return [...modules, join(lib, "errors.ts"), join(lib, "ndarray.ts")].filter((file) => existsSync(file));
}

/** A name that a module of `lib` exports. */
export interface LibraryExport {
  /** `utils.toCategorical` for a member of an object that is exported. */
  name: string;
  /** As an import in a notebook has it: `"../lib/keras"`. */
  specifier: string;
  symbol: TypeScriptSymbol;
}

/** Classes whose methods are looked for where the object is unknown, or of a class without such a method. */
const commonClasses = ["Sequential", "StandardScaler", "Callback", "Layer"];

/** Modules whose functions are called by the module's name, `ops.sum`: alone such names mean something else. */
export const CALLED_BY_MODULE = ["ops", "random"];

/** The exports of the modules of `lib`, in a program that includes `libraryFiles()`. */
export class Library {
  readonly #exports: LibraryExport[] = [];
  readonly #checker: TypeChecker;

  /** @param folder of the notebook */
  constructor(program: Program, folder: string) {
    const checker = program.getTypeChecker();
    this.#checker = checker;
    const resolved = (symbol: TypeScriptSymbol) => ts.skipAlias(symbol, checker);
    const add = (file: SourceFile | undefined, isNested: boolean): void => {
      const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
      if (file === undefined || module === undefined) return;
      const specifier = specifierOf(file.fileName, folder);
      const nested: SourceFile[] = [];
      for (const exported of checker.getExportsOfModule(module)) {
        const symbol = resolved(exported);
        this.#exports.push({ name: exported.name, specifier, symbol });
        // `export * as layers`
        const [declaration] = symbol.declarations ?? [];
        if (isNested || declaration === undefined || !ts.isSourceFile(declaration)) continue;
        if (CALLED_BY_MODULE.includes(exported.name)) continue;
        if (basename(declaration.fileName, ".ts") === `${exported.name}-namespace`) {
          for (const member of checker.getExportsOfModule(symbol))
            this.#exports.push({
              name: `${exported.name}.${member.name}`,
              specifier,
              symbol: resolved(member),
            });
        } else {
          // Notebooks import from the folder, of which a namespace may have more.
          const index = program.getSourceFile(join(dirname(declaration.fileName), "index.ts"));
          nested.push(index ?? declaration);
        }
      }
      for (const one of nested) add(one, true);
    };
    for (const file of libraryFiles()) add(program.getSourceFile(file), false);
  }

  /**
   * The exports of a name, which Python may spell in another way: `train_test_split`.
   *
   * @param from the package whose exports come alone, if both have the name: `mean_squared_error` is a loss of Keras, too
   */
  find(name: string, from = "sklearn"): LibraryExport[] {
    const key = spelling(name);
    const isMeant = (own: string) => own === name || (name.includes("_") && spelling(own) === key);
    // `confusionMatrix` rather than the class `ConfusionMatrix`, for Python's `confusion_matrix`.
    const camel = camelCase(name);
    const same = this.#exports.filter((one) => one.name === camel);
    const direct = same.length > 0 ? same : this.#exports.filter((one) => isMeant(one.name));
    const all =
      direct.length > 0 ? direct : this.#exports.filter((one) => isMeant(one.name.replace(/^\w+\./, "")));
    // One for each export, from the first module that has it: `lib/keras` exports much of `lib/keras/layers` too.
    const symbols = new Map<TypeScriptSymbol, LibraryExport>();
    for (const one of all) if (!symbols.has(one.symbol)) symbols.set(one.symbol, one);
    const found = [...symbols.values()];
    const own = found.filter((one) => isFrom(one, from));
    return own.length > 0 ? own : found;
  }

  /** The values whose name begins with `start`, one for each name, the shortest first; none that is deprecated. */
  startingWith(start: string): (LibraryExport & { kind: string })[] {
    const found = new Map<string, LibraryExport>();
    for (const one of this.#exports) {
      const isValue = one.symbol.flags & ts.SymbolFlags.Value;
      if (!isValue || !one.name.startsWith(start) || one.name.includes(".") || found.has(one.name)) continue;
      if (!isDeprecated(one.symbol)) found.set(one.name, one);
    }
    return [...found.values()]
      .sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
      .map((one) => ({ ...one, kind: kindOf(one.symbol) }));
  }

  /** A public member of one of the classes that most code uses, and the name of the class. */
  commonMember(name: string): { symbol: TypeScriptSymbol; owner: string } | undefined {
    for (const owner of commonClasses) {
      const [found] = this.find(owner);
      const symbol = found && this.#checker.getDeclaredTypeOfSymbol(found.symbol).getProperty(name);
      if (symbol !== undefined && isPublic(symbol)) return { symbol, owner };
    }
    return undefined;
  }

  /** The first class with a member that the class `base`, which it extends, does not have. */
  subclassWith(base: string, member: string): string | undefined {
    return this.#subclass(base, (type) => {
      const property = type.getProperty(member);
      return property !== undefined && isPublic(property);
    })?.name;
  }

  /** The first class that extends `base` and is made from an object with these properties. */
  subclassFrom(base: string, properties: string[]): LibraryExport | undefined {
    return this.#subclass(base, (_, symbol) => {
      const declaration = symbol.valueDeclaration!;
      const ways = this.#checker.getTypeOfSymbolAtLocation(symbol, declaration).getConstructSignatures();
      return ways.some(({ parameters: [first] }) => {
        if (first === undefined) return false;
        // Optional in declarations, which a default value in the source is not.
        const type = this.#checker.getTypeOfSymbolAtLocation(first, declaration);
        const options = this.#checker.getNonNullableType(type);
        return properties.every((name) => options.getProperty(name) !== undefined);
      });
    });
  }

  #subclass(
    base: string,
    isMeant: (type: InterfaceType, symbol: TypeScriptSymbol) => boolean,
  ): LibraryExport | undefined {
    const isBelow = (type: InterfaceType): boolean =>
      this.#checker.getBaseTypes(type).some(({ symbol }) => {
        // Others, such as intersections, have no bases.
        if (symbol === undefined || !(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)))
          return false;
        return (
          symbol.name === base || isBelow(this.#checker.getDeclaredTypeOfSymbol(symbol) as InterfaceType)
        );
      });
    return this.#exports.find(({ symbol }) => {
      if (!(symbol.flags & ts.SymbolFlags.Class)) return false;
      const type = this.#checker.getDeclaredTypeOfSymbol(symbol) as InterfaceType;
      return isMeant(type, symbol) && isBelow(type);
    });
  }

  /** The line that imports all of Keras, if it is there. */
  importAll(local: string): string | undefined {
    const [found] = this.find("Sequential");
    return found && `import * as ${local} from "${found.specifier}";`;
  }

  /** All names that modules export. */
  names(): string[] {
    return [...new Set(this.#exports.map(({ name }) => name))];
  }

  /** The paths of all modules. */
  specifiers(): string[] {
    return [...new Set(this.#exports.map(({ specifier }) => specifier))];
  }

  /** One module that exports all of these names, under TypeScript's spelling; `undefined` if there is none. */
  together(names: string[], from: string): LibraryExport[] | undefined {
    for (const specifier of this.specifiers()) {
      const own = this.#exports.filter((one) => one.specifier === specifier && isFrom(one, from));
      const found = names.map(
        (name) =>
          own.find((one) => one.name === camelCase(name)) ??
          own.find((one) => spelling(one.name) === spelling(name)),
      );
      if (found.every((one) => one !== undefined)) return found as LibraryExport[];
    }
    return undefined;
  }
}

/** True unless only the other of scikit-learn and Keras has it. */
export const isFrom = ({ specifier }: LibraryExport, from: string): boolean =>
  !specifier.includes(from === "sklearn" ? "/keras" : "/sklearn");

/** True for a declaration marked so, also for names of a destructuring. */
export function isDeprecated({ declarations = [] }: TypeScriptSymbol): boolean {
  return declarations.some((declaration) => {
    const marked = ts.findAncestor(declaration, ts.isVariableStatement) ?? declaration;
    return ts.getJSDocDeprecatedTag(marked) !== undefined;
  });
}

/** In the words of Jupyter's clients. */
function kindOf({ flags }: TypeScriptSymbol): string {
  if (flags & ts.SymbolFlags.Class) return "class";
  if (flags & ts.SymbolFlags.Function) return "function";
  return flags & ts.SymbolFlags.Module ? "module" : "instance";
}

export const camelCase = (name: string) =>
  /^[A-Z_\d]+$/.test(name)
    ? name
    : name.replace(/(?<=[a-z\d])_([a-z\d])/gi, (_, letter) => letter.toUpperCase());

/** A name in the spelling that Python's and ours have in common. */
export const spelling = (name: string) => name.replaceAll("_", "").toLowerCase();

/** The names between the braces of an `import`. */
export const importedNames = (line: string) => /\{ (.*) \}/.exec(line)?.[1].split(", ") ?? [];

/** The lines with all names that are imported from a module in one. */
export function onePerModule(lines: string[]): string[] {
  const joined = lines.map((line) => {
    const [, module] = /^import \{ .* (\} from .*)$/.exec(line) ?? [];
    if (module === undefined) return line;
    const same = lines.filter((other) => other.endsWith(module));
    return `import { ${[...new Set(same.flatMap(importedNames))].join(", ")} ${module}`;
  });
  return [...new Set(joined)];
}

/** `"../lib/keras"` for its `index.ts`. */
function specifierOf(file: string, folder: string): string {
  const path = relative(folder, file)
    .replace(/\\/g, "/")
    .replace(/(\/index)?\.ts$/, "");
  return path.startsWith(".") ? path : `./${path}`;
}
