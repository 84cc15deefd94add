import type {
  Node,
  PropertySignature,
  Signature,
  Type,
  TypeChecker,
  TypeReference,
  Symbol as TypeScriptSymbol,
} from "typescript";
import { ts } from "./compiler.ts";

/** The options of a function or class, one paragraph each: name, type, meaning with default, an example. */
export function optionsText(checker: TypeChecker, signatures: readonly Signature[], place: Node): string {
  const options = new Map<string, TypeScriptSymbol>();
  for (const { parameters } of signatures) {
    for (const parameter of parameters) {
      const type = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(parameter, place));
      const types = type.isUnion() ? type.types : [type];
      for (const one of types.flatMap((way) => withElements(checker, way))) {
        for (const option of optionsIn(checker, one)) options.set(option.name, option);
      }
    }
  }
  if (options.size === 0) return "";
  return ["Options:", ...[...options.values()].map((option) => describe(checker, option, place))].join(
    "\n\n",
  );
}

/** `...args: [options?: Options] | [learningRate: number, options?: Options]`: the arguments that a list stands for. */
const withElements = (checker: TypeChecker, type: Type): Type[] =>
  checker.isTupleType(type)
    ? checker.getTypeArguments(type as TypeReference).map((one) => checker.getNonNullableType(one))
    : [type];

/** The options that a parameter takes. */
export function optionsOf(
  checker: TypeChecker,
  parameter: TypeScriptSymbol,
  place: Node,
): TypeScriptSymbol[] {
  return optionsIn(checker, checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(parameter, place)));
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
    names.length > 2 ? `One of ${names.join(", ")}.` : "",
    example(option, type, about),
  ];
  return lines.filter((line) => line !== "").join("\n    ");
}

/** The strings that a type allows. Of several spellings, as `"l1_l2"`, `"l1l2"` and `"L1L2"`, the one in small letters. */
export function namesOf(type: Type): string[] {
  const names = new Map<string, string>();
  for (const name of stringsOf(type)) {
    const key = name.replaceAll("_", "").toLowerCase();
    const known = names.get(key);
    if (known === undefined || known !== known.toLowerCase()) names.set(key, name);
  }
  return [...names.values()];
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
