import type {
  Node,
  PropertySignature,
  Signature,
  Type,
  TypeChecker,
  Symbol as TypeScriptSymbol,
} from "typescript";
import { ts } from "./compiler.ts";
import { isDeprecated } from "./library.ts";

/** A way to call a function or class: an overload, or one of the lists that `...args` stands for. */
interface Way {
  /** The names of the parameters before the options. */
  before: string[];
  /** Empty if it takes none. */
  options: TypeScriptSymbol[];
}

/** The ways to call what has this type. */
export function waysToCall(checker: TypeChecker, type: Type, place: Node): Way[] {
  return [...type.getConstructSignatures(), ...type.getCallSignatures()]
    .flatMap((signature) => (checker as TypeChecker & Internals).getExpandedParameters(signature))
    .map((parameters) => {
      const options = parameters.map((parameter) => {
        const of = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(parameter, place));
        return (of.isUnion() ? of.types : [of]).flatMap((one) => optionsIn(checker, one));
      });
      const at = options.findLastIndex(({ length }) => length > 0);
      return {
        before: parameters.slice(0, at < 0 ? parameters.length : at).map(({ name }) => name),
        options: options[at] ?? [],
      };
    });
}

/** A function of TypeScript's signature help. */
interface Internals {
  getExpandedParameters(signature: Signature): (readonly TypeScriptSymbol[])[];
}

/** The options of a function or class, one paragraph each: name, type, meaning with default, an example. */
export function optionsText(checker: TypeChecker, type: Type, place: Node): string {
  const all = waysToCall(checker, type, place).flatMap((way) =>
    way.options.filter((one) => !isDeprecated(one)),
  );
  const options = [...new Map(all.map((option) => [option.name, option])).values()];
  if (options.length === 0) return "";
  return ["Options:", ...options.map((option) => describe(checker, option, place))].join("\n\n");
}

/** The members of an object literal's type, of which some may be left out. */
function optionsIn(checker: TypeChecker, type: Type): TypeScriptSymbol[] {
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) || type.isClass()) return [];
  if (checker.isArrayLikeType(type) || type.getCallSignatures().length > 0) return [];
  const properties = type.getProperties();
  const areOptions =
    properties.some(({ flags }) => flags & ts.SymbolFlags.Optional && flags & ts.SymbolFlags.Property) &&
    properties.every(({ flags }) => flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Method));
  return areOptions ? properties : [];
}

function describe(checker: TypeChecker, option: TypeScriptSymbol, place: Node): string {
  const type = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(option, place));
  const mark = option.flags & ts.SymbolFlags.Optional ? "?" : "";
  const about = ts.displayPartsToString(option.getDocumentationComment(checker));
  // The written type of a method is that of its result.
  const written =
    option.flags & ts.SymbolFlags.Method
      ? undefined
      : (option.valueDeclaration as PropertySignature | undefined)?.type?.getText();
  const names = namesOf(type).map((text) => JSON.stringify(text));
  const lines = [
    `${option.name}${mark}: ${written ?? checker.typeToString(type)}`,
    ...about.split("\n"),
    ...(names.length > 2 ? wrapped(`One of ${names.join(", ")}.`) : []),
    example(option, type, about),
  ];
  return lines.filter((line) => line !== "").join("\n    ");
}

/** A long text in lines that the help shows without scrolling sideways. */
const wrapped = (text: string) => text.match(/.{1,88}(?= |$)/g)!.map((line) => line.trim());

/**
 * The strings that a type allows. Of several spellings, as `"l1_l2"`, `"l1l2"` and `"L1L2"`, the one in small letters.
 * TypeScript orders them by what it met first in any file: here they are in alphabetical order.
 */
export function namesOf(type: Type): string[] {
  const names = new Map<string, string>();
  for (const name of stringsOf(type)) {
    const key = name.replaceAll("_", "").toLowerCase();
    const known = names.get(key);
    if (known === undefined || known !== known.toLowerCase()) names.set(key, name);
  }
  return [...names.values()].sort();
}

function stringsOf(type: Type): string[] {
  if (type.isStringLiteral()) return [type.value];
  return type.isUnion() ? type.types.flatMap(stringsOf) : [];
}

/** The example in the option's documentation, such as `epochs: 10`; else a value that is not its default. */
function example(option: TypeScriptSymbol, type: Type, about: string): string {
  const [, documented] = RegExp(`\`(${option.name.replace(/\W/g, "\\$&")}: [^\`]+)\``).exec(about) ?? [];
  if (documented !== undefined) return `Example: ${documented}`;
  if (type.flags & ts.TypeFlags.BooleanLike)
    return `Example: ${option.name}: ${!/default:? `?true/i.test(about)}`;
  const other = namesOf(type).find((text) => !about.includes(JSON.stringify(text)));
  return other === undefined ? "" : `Example: ${option.name}: ${JSON.stringify(other)}`;
}
