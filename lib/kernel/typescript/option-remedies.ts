import type {
  CallExpression,
  Diagnostic,
  Expression,
  NewExpression,
  Node,
  ObjectLiteralElementLike,
  Type,
  TypeChecker,
  Symbol as TypeScriptSymbol,
} from "typescript";
import { ts } from "./compiler.ts";
import { spellingSuggestion } from "./import-hints.ts";
import { isDeprecated, spelling } from "./library.ts";
import { calleeText, isAssignment, isCallOrNew, list, shortText } from "./node-hint.ts";
import { namesOf, waysToCall } from "./options-text.ts";
import { optionToday } from "./python/former-names.ts";

/** Remedies for errors about the options of a call. */

/** `fit(X, y, 100)` and `compile("adam", "mse")`: the options that there are in place of the positions. */
export function optionsByName(node: Node, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, isCallOrNew);
  if (call?.arguments === undefined || call.arguments.some(isNamed)) return undefined;
  const given = call.arguments.length;
  // A value without a name may just be of the wrong type.
  if (waysOf(call, checker).some(({ before }) => before.length >= given)) return undefined;
  for (const { before, options } of waysWithOptions(call, checker)) {
    const at = before.length;
    const names = options.map(({ name }) => name);
    const types = call.arguments.slice(at).map((value) => checker.getTypeAtLocation(value));
    const places = placesOf(types, options, checker);
    const values = places.map((place, index) => `${names[place]}: ${call.arguments![at + index].getText()}`);
    const own = call.arguments.slice(0, at).map((value) => shortText(value));
    const text = `${calleeText(call)}(${[...own, `{ ${values.join(", ")} }`].join(", ")})`;
    const example = places.length < types.length ? "" : `, such as \`${text}\``;
    return `Options have names, in braces${example}. There are ${list(names)}.`;
  }
  return undefined;
}

/** `new Dense({ units: 8 })`, `new Dense(8, 5, { … })` and `fit(X, { epochs: 5 })`: what stands in front of the options. */
export function beforeOptions(node: Node, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, isCallOrNew);
  const literal = call?.arguments?.at(-1);
  if (call?.arguments === undefined || literal === undefined || !ts.isObjectLiteralExpression(literal))
    return undefined;
  const values = call.arguments.slice(0, -1);
  const ways = waysWithOptions(call, checker);
  if (values.some(isNamed) || ways.some(({ before }) => before.length === values.length)) return undefined;
  for (const { before, options } of ways) {
    const named = literal.properties.filter(
      (one) => ts.isPropertyAssignment(one) || ts.isShorthandPropertyAssignment(one),
    );
    const moved = before
      .slice(values.length)
      .flatMap((name) => named.find((one) => spelling(one.name.getText()) === spelling(name)) ?? []);
    if (moved.length > 0 && moved.length === before.length - values.length) {
      const rest = literal.properties.filter((one) => !moved.some((other) => other === one));
      const own = [
        ...values,
        ...moved.map((one) => (ts.isPropertyAssignment(one) ? one.initializer : one.name)),
      ].map((one) => one.getText());
      if (rest.length > 0) own.push(`{ ${rest.map((one) => one.getText()).join(", ")} }`);
      return `Values before the options have no names: \`${calleeText(call)}(${own.join(", ")})\`.`;
    }
    const isOption = ({ name }: ObjectLiteralElementLike) =>
      options.some((option) => spelling(option.name) === spelling(name?.getText() ?? ""));
    if (literal.properties.length === 0 || !literal.properties.every(isOption)) continue;
    const own = before.map((name) => `\`${name}\``).join(", ");
    return `\`${calleeText(call)}\` takes ${own === "" ? "only options" : `${own}, and then options`} in braces.`;
  }
  return undefined;
}

/** `model.getLayer(0)`: the only option that takes a number, in place of a first argument that takes none. */
export function numberByName(node: Node, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, isCallOrNew);
  const [value, other] = call?.arguments ?? [];
  if (call === undefined || value === undefined || other !== undefined) return undefined;
  const type = checker.getTypeAtLocation(value);
  if (!(type.flags & ts.TypeFlags.NumberLike)) return undefined;
  const way = waysOf(call, checker).find(({ before, options }) => before.length === 0 && options.length > 0);
  const [option, second] = (way?.options ?? []).filter((one) =>
    checker.isTypeAssignableTo(type, checker.getTypeOfSymbol(one)),
  );
  if (option === undefined || second !== undefined) return undefined;
  return `A number is given by name: \`${calleeText(call)}({ ${option.name}: ${value.getText()} })\`.`;
}

/** `new Figure(traces)` and `new Conv2D(32)`, which lack arguments. */
export function tooFew(node: Node, checker: TypeChecker, { messageText }: Diagnostic): string | undefined {
  const call = ts.findAncestor(node, isCallOrNew);
  if (call === undefined || call.arguments?.some(isNamed)) return undefined;
  // They are enough, but one of them has another type.
  if (/Type at position/.test(ts.flattenDiagnosticMessageText(messageText, "\n"))) return undefined;
  const [way] = waysOf(call, checker).sort((a, b) => b.before.length - a.before.length);
  if (way === undefined || (call.arguments?.length ?? 0) >= way.before.length) return undefined;
  return `\`${calleeText(call)}\` takes ${list(way.before)}.${exampleOf(call, checker)}`;
}

/** The last line of the example in the documentation of what is called. */
function exampleOf(call: CallExpression | NewExpression, checker: TypeChecker): string {
  const symbol = checker.getSymbolAtLocation(call.expression);
  const example = (symbol && ts.skipAlias(symbol, checker))
    ?.getJsDocTags(checker)
    .find(({ name }) => name === "example");
  const lines = ts.displayPartsToString(example?.text).trim().split("\n");
  const line = lines.findLast((one) => one.includes(`${shortText(call.expression)}(`));
  return line === undefined ? "" : ` For example: \`${line}\``;
}

/** `new Dense(units=8, { … })`: a value with a name, as in Python. */
export function namedValue(node: Node, checker: TypeChecker): string | undefined {
  const { parent } = node;
  const call = parent.parent;
  if (!isAssignment(parent) || parent.left !== node || !call || !isCallOrNew(call)) return undefined;
  const at = call.arguments?.indexOf(parent) ?? -1;
  const isMeant = (name = "") => spelling(name) === spelling(node.getText());
  const value = parent.right.getText();
  for (const { before, options } of at < 0 ? [] : waysOf(call, checker)) {
    if (isMeant(before[at])) return `\`${before[at]}\` is told by its place: write \`${value}\` alone.`;
    const option = options.find(({ name }) => isMeant(name));
    if (option !== undefined) return `Options stand in braces: \`{ ${option.name}: ${value} }\`.`;
  }
  return undefined;
}

/** The first options, in their order, that can have values of these types. A number may be meant for many: it is not moved. */
function placesOf(types: Type[], options: TypeScriptSymbol[], checker: TypeChecker): number[] {
  const places: number[] = [];
  for (const type of types) {
    const next = (places.at(-1) ?? -1) + 1;
    const possible = options.flatMap((option, at) =>
      at >= next && isMeantFor(type, checker.getTypeOfSymbol(option), checker) ? at : [],
    );
    // One of the names that an option takes: `"relu"` is an `activation`, before it is a `recurrentActivation`.
    const [named] = possible
      .filter(
        (at) => type.isStringLiteral() && namesOf(checker.getTypeOfSymbol(options[at])).includes(type.value),
      )
      .sort((a, b) => options[a].name.length - options[b].name.length);
    const place = named ?? possible[0] ?? -1;
    if (place < 0 || (place > next && type.flags & ts.TypeFlags.NumberLike)) return places;
    places.push(place);
  }
  return places;
}

/** True for a value that an option takes, and for a string, which may be misspelled, where it takes one of some names. */
function isMeantFor(type: Type, option: Type, checker: TypeChecker): boolean {
  if (checker.isTypeAssignableTo(type, option)) return true;
  if (type.flags & ts.TypeFlags.StringLike) return namesOf(option).length > 1;
  const element = elementOf(type, checker);
  return (option.isUnion() ? option.types : [option]).some((one) => {
    const inner = elementOf(one, checker);
    return element !== undefined && inner !== undefined && isMeantFor(element, inner, checker);
  });
}

const elementOf = (type: Type, checker: TypeChecker) =>
  checker.isArrayLikeType(type) ? checker.getIndexTypeOfType(type, ts.IndexKind.Number) : undefined;

const waysOf = (call: CallExpression | NewExpression, checker: TypeChecker) =>
  waysToCall(checker, checker.getTypeAtLocation(call.expression), call);

/** The ways to call that take options, first the one with most values before them. */
const waysWithOptions = (call: CallExpression | NewExpression, checker: TypeChecker) =>
  waysOf(call, checker)
    .filter(({ options }) => options.length > 0)
    .sort((a, b) => b.before.length - a.before.length);

/** `{ epochs: 5 }`, or Python's `epochs=5`. */
const isNamed = (argument: Expression) => ts.isObjectLiteralExpression(argument) || isAssignment(argument);

/** An option that the class or function does not have, where TypeScript tells of only one of several ways to call it. */
export function unknownOption(node: Node, checker: TypeChecker): string | undefined {
  const { call, literal, options } = optionsAt(node, checker) ?? {};
  const given = literal?.properties.flatMap((one) => one.name?.getText() ?? []) ?? [];
  const unknown = given.filter((one) => !options?.some((option) => option.name === one));
  const name = unknown.find((one) => one === node.getText()) ?? unknown[0];
  if (!call || !options || name === undefined) return undefined;
  const names = [...new Set(options.filter((one) => !isDeprecated(one)).map((option) => option.name))];
  const similar =
    optionToday(name, names) ??
    names.find((one) => spelling(one) === spelling(name)) ??
    spellingSuggestion(name, names);
  const instead = similar === undefined ? `There are ${list(names)}.` : `Did you mean \`${similar}\`?`;
  return `${shortText(call.expression)} has no option \`${name}\`. ${instead}`;
}

/** An option of another type, where TypeScript tells of a way to call that does not have it. */
export function otherOption(node: Node, checker: TypeChecker): string | undefined {
  const { literal, options } = optionsAt(node, checker) ?? {};
  for (const property of literal?.properties.filter(ts.isPropertyAssignment) ?? []) {
    const name = property.name.getText();
    const types = options!
      .filter((one) => one.name === name)
      .map((option) => checker.getTypeOfSymbol(option));
    const given = checker.getTypeAtLocation(property.initializer);
    if (types.length === 0 || types.some((type) => checker.isTypeAssignableTo(given, type))) continue;
    const type = checker.getNonNullableType(types[0]);
    return `\`${name}\` takes ${checker.typeToString(type, undefined, ts.TypeFormatFlags.InTypeAlias)}.`;
  }
  return undefined;
}

/** The options that the call around them has in their place. The node may be one of them, or all, where a call has two ways. */
function optionsAt(node: Node, checker: TypeChecker) {
  const isWhole = node.parent && ts.isObjectLiteralExpression(node.parent);
  const literal = isWhole ? node.parent : node.parent?.parent;
  const call = literal?.parent;
  if (!literal || !ts.isObjectLiteralExpression(literal) || !isCallOrNew(call)) return undefined;
  const at = call.arguments?.indexOf(literal);
  const options = waysWithOptions(call, checker).flatMap((way) =>
    way.before.length === at ? way.options : [],
  );
  return options.length === 0 ? undefined : { call, literal, options };
}
