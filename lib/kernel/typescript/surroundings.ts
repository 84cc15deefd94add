import type { Node, Type, TypeReference } from "typescript";
import { ts } from "./compiler.ts";
import type { CellView } from "./compiler-replacements.ts";
import {
  CALLED_BY_MODULE,
  camelCase,
  isFrom,
  type Library,
  type LibraryExport,
  onePerModule,
  spelling,
} from "./library.ts";
import { waysToCall } from "./options-text.ts";
import { optionToday } from "./python/former-names.ts";

/** The code around a Python statement. */
export interface Surroundings {
  /** True if a variable of this name exists. */
  isKnown(name: string): boolean;
  /** True if that variable is a constant of an earlier cell, which another declaration gives another value. */
  isConstant(name: string): boolean;
  /** The type of an expression, such as `number[][]` or `NDArray`; empty if it is unknown. */
  type(expression: string): string;
  /** True if `type` knows the variables that an earlier translation of the cell declares in its loops. */
  readonly knowsLoops?: boolean;
  /** The function, method or class that this TypeScript expression calls, or makes an object of with `new`. */
  called(expression: string, isNew?: boolean): Called | undefined;
  /** The name of a member of an expression, which may be spelled in another way: `getWeights` for `get_weights`. */
  member(expression: string, name: string): string;
  /** The statement that imports these names from a Python module, under the local names if they differ. */
  importLine(module: string, names: [name: string, local: string][]): string | undefined;
}

/** A function, method or class. */
export interface Called {
  /** Its parameters before the options. */
  parameters: string[];
  /** The names of its options; empty if it takes none. */
  options: string[];
  /** The most values that it takes before the options. */
  most: number;
  /** The names of the options where it takes nothing else. */
  byName: string[];
  isClass: boolean;
  isAsync: boolean;
  /** The awaited return type. */
  returns: string;
}

/** The surroundings of code in a cell, as TypeScript and `lib` know them. */
export function surroundingsOf({ service, file }: CellView, library: Library): Surroundings {
  const program = service.getProgram()!;
  const checker = program.getTypeChecker();
  const cell = program.getSourceFile(file)!;

  /** The type of an expression in the cell, by its text; `undefined` if it is unknown. */
  const typeOf = (text: string): Type | undefined => {
    let found: Type | undefined;
    let isLocal = false;
    const visit = (node: Node): void => {
      if (found !== undefined) return;
      const isName = ts.isClassLike(node.parent) && node.parent.name === node;
      if (ts.isExpression(node) && !isName && node.getText(cell) === text) {
        const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
        const [declaration] = checker.getSymbolAtLocation(node)?.declarations ?? [];
        if (!(type.flags & ts.TypeFlags.Any)) found = type;
        else if (declaration?.getSourceFile() === cell) isLocal = true;
      }
      ts.forEachChild(node, visit);
    };
    visit(cell);
    // Not the type of a variable of another cell with the same name.
    return found ?? (!isLocal && /^[\w$.]+$/.test(text) ? typeOfPath(text.split(".")) : undefined);
  };

  /** The type of a variable, or of a member of one. */
  const typeOfPath = ([name, ...members]: string[]): Type | undefined => {
    // They may not be imported yet.
    const variable =
      checker.resolveName(name, cell, ts.SymbolFlags.Value, true) ??
      (CALLED_BY_MODULE.includes(name) ? library.find(name)[0]?.symbol : undefined);
    let type = variable && checker.getTypeOfSymbol(ts.skipAlias(variable, checker));
    for (const member of members) {
      const property = type?.getProperty(member);
      type = property === undefined ? undefined : checker.getTypeOfSymbol(property);
    }
    return type === undefined || type.flags & ts.TypeFlags.Any ? undefined : type;
  };

  const libraryType = (name: string) => {
    const [found] = library.find(name);
    return found === undefined ? undefined : checker.getTypeOfSymbol(found.symbol);
  };

  const textOf = (type: Type | undefined) =>
    type === undefined ? "" : checker.typeToString(checker.getBaseTypeOfLiteralType(type));

  const describe = (type: Type, isNew: boolean): Called | undefined => {
    // Callable without `new`, as `String` is: a function.
    const calls = isNew ? [] : type.getCallSignatures();
    const [signature] = calls.length > 0 ? calls : type.getConstructSignatures();
    if (signature === undefined) return undefined;
    const ways = waysToCall(checker, type, cell);
    const [{ before, options }] = ways;
    const returned = signature.getReturnType();
    const isAsync = returned.symbol?.name === "Promise";
    return {
      parameters: before,
      options: options.map(({ name }) => name),
      byName: ways.flatMap((way) => (way.before.length === 0 ? way.options.map(({ name }) => name) : [])),
      most: Math.max(...ways.map((way) => way.before.length)),
      isClass: calls.length === 0,
      isAsync,
      returns: textOf(isAsync ? checker.getTypeArguments(returned as TypeReference)[0] : returned),
    };
  };

  return {
    isConstant: (name) => {
      const symbol = checker.resolveName(name, cell, ts.SymbolFlags.Value, true);
      const [declaration] = symbol?.declarations ?? [];
      if (declaration === undefined || declaration.getSourceFile() === cell) return false;
      return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    },

    isKnown: (name) => checker.resolveName(name, cell, ts.SymbolFlags.Value, true) !== undefined,

    type: (text) => textOf(typeOf(text)),

    called: (text, isNew = false) => {
      const type = typeOf(text);
      if (type !== undefined) return describe(type, isNew);
      const dot = text.lastIndexOf(".");
      const name = text.slice(dot + 1);
      // Not a method of a variable that happens to have such a name.
      const [first] = text.split(".");
      const isOfLibrary =
        dot < 0 || /^(keras|tf)$/.test(first) || (library.find(first).length > 0 && !typeOf(first));
      const own = isOfLibrary ? libraryType(name) : undefined;
      if (own !== undefined) return describe(own, isNew);
      // `new StandardScaler().fit`
      const [, made = ""] = /^new ([\w.]+)\(.*\)\.\w+$/s.exec(text) ?? [];
      const [ofClass] = library.find(made);
      const instance = ofClass && checker.getDeclaredTypeOfSymbol(ofClass.symbol).getProperty(name);
      if (instance !== undefined) return describe(checker.getTypeOfSymbol(instance), isNew);
      const method =
        dot > 0 && typeOf(text.slice(0, dot)) === undefined ? library.commonMember(name)?.symbol : undefined;
      return method === undefined ? undefined : describe(checker.getTypeOfSymbol(method), isNew);
    },

    member: (text, name) => {
      const camel = camelCase(name);
      if (text === "") return library.find(name)[0]?.name ?? name;
      const type = typeOf(text);
      if (type !== undefined) {
        if (type.getProperty(name) !== undefined) return name;
        const names = type.getProperties().map((one) => one.name);
        return names.find((one) => spelling(one) === spelling(name)) ?? optionToday(name, names) ?? name;
      }
      return camel === name || library.commonMember(camel) !== undefined || library.find(camel).length > 0
        ? camel
        : name;
    },

    importLine: (module, names) => {
      const [top] = module.split(".");
      if (!["keras", "tensorflow", "tf", "sklearn"].includes(top)) return undefined;
      const [[first, local] = ["*", "keras"]] = names;
      if (first === "*")
        return top === "sklearn" ? undefined : library.importAll(top === "keras" ? local : "keras");
      const wanted = names.filter(([name]) => name !== "keras");
      const all = names.filter(([name]) => name === "keras").map(([, local]) => library.importAll(local));
      const lines = [...all, ...(importNames(library, wanted, top) ?? [undefined])];
      return lines.includes(undefined) ? undefined : lines.join("\n");
    },
  };
}

/** The statements that import names, one for each module; `undefined` if `lib` lacks one of them. */
function importNames(
  library: Library,
  names: [name: string, local: string][],
  from: string,
): string[] | undefined {
  const together = library.together(
    names.map(([name]) => name),
    from,
  );
  const lines = names.map(([name, local], index) => {
    const found: LibraryExport | undefined = together?.[index] ?? library.find(name, from)[0];
    const [own, member] = found?.name.split(".") ?? [];
    if (own === undefined || !isFrom(found, from) || (member !== undefined && local !== name))
      return undefined;
    return `import { ${local === name ? own : `${own} as ${local}`} } from "${found.specifier}";`;
  });
  return lines.includes(undefined) ? undefined : onePerModule(lines as string[]);
}
