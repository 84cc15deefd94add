import type {
  CallExpression,
  Diagnostic,
  Expression,
  NewExpression,
  Node,
  ObjectLiteralElementLike,
  PropertyAssignment,
  SourceFile,
  StringLiteral,
  Type,
  TypeChecker,
  Symbol as TypeScriptSymbol,
} from "typescript";
import { ts } from "./compiler.ts";
import { spellingSuggestion, undeclared } from "./import-hints.ts";
import { outsideOfBlock } from "./indentation.ts";
import type { Knowledge } from "./knowledge.ts";
import { spelling } from "./library.ts";
import { isIterable, labels, listArgument, listOf, listPattern, spread } from "./list-remedies.ts";
import { calleeText, canAwait, isAssignment, isCallOrNew, isPublic, shortText } from "./node-hint.ts";
import { namesOf, optionsOf } from "./options-text.ts";
import { columnComparisons, isColumn } from "./python/packages.ts";

/**
 * The remedy for an error that people make who come from Python, where TypeScript only says what is wrong.
 *
 * @param knowledge with the file of the diagnostic, in a program with types
 */
export function remedy(diagnostic: Diagnostic, knowledge: Knowledge): string | undefined {
  const { code, start } = diagnostic;
  const { cell, checker } = knowledge;
  if (start === undefined) return undefined;
  const node = ts.getTouchingPropertyName(cell, start);
  switch (code) {
    case 2588: // Cannot assign to 'a' because it is a constant.
      return `\`${node.getText(cell)}\` was declared with \`const\`: declare it with \`let\`, or give the new value another name.`;
    case 2839: // This condition will always return 'false' since JavaScript compares objects by reference, not value.
      return comparison(node, cell);
    case 2349: // This expression is not callable.
      return withoutCall(node, cell, checker);
    case 2304: // Cannot find name 'sigmoid'.
    case 2552:
      return (
        quoted(node, checker) ??
        loopVariable(node, checker) ??
        outsideOfBlock(node, cell) ??
        notAClass(node, diagnostic, knowledge)
      );
    case 2322: // Type 'string' is not assignable to type 'string[]'.
      return (
        listOf(node, cell, checker) ??
        oneOf(node, checker) ??
        unquoted(node, checker) ??
        returned(node, diagnostic, checker)
      );
    case 2339: // Property 'loss' does not exist on type 'History'.
      return (
        insideOf(node, checker) ??
        promiseOf(node, checker) ??
        listPattern(node, checker) ??
        membersOf(node, knowledge)
      );
    case 2532: // Object is possibly 'undefined'.
    case 18048: // 'v' is possibly 'undefined'.
      return maybeMissing(diagnostic, cell, checker);
    case 2538: // Type 'boolean' cannot be used as an index type.
      return selectedRows(node);
    case 2683: // 'this' implicitly has type 'any'.
      return "A `function` has a `this` of its own: write an arrow function, `() => { … }`, whose `this` is the one around it.";
    case 7009: // 'new' expression, whose target lacks a construct signature, implicitly has an 'any' type.
      return ts.isNewExpression(node.parent)
        ? `\`${shortText(node.parent.expression)}\` is a function: call it without \`new\`.`
        : undefined;
    case 2769: // No overload matches this call.
      return labels(diagnostic);
    case 2554: // Expected 1 arguments, but got 2.
    case 2559: // Type '100' has no properties in common with type 'FitOptions'.
    case 2345:
      return (
        unknownOption(node, checker) ??
        beforeOptions(node, cell, checker) ??
        optionsByName(node, cell, checker) ??
        spread(node, checker) ??
        wholeOf(node, checker) ??
        listArgument(node, checker) ??
        labels(diagnostic) ??
        unquoted(node, checker) ??
        returned(node, diagnostic, checker) ??
        (wantsPromise(diagnostic) ? undefined : promiseOf(node, checker))
      );
    default:
      return promiseOf(node, checker);
  }
}

/** `learningCurves(h.history)`: a part of a value that is meant as a whole. */
function wholeOf(node: Node, checker: TypeChecker): string | undefined {
  const part = ts.findAncestor(
    node,
    (one) => ts.isPropertyAccessExpression(one) && ts.isCallExpression(one.parent),
  );
  if (part === undefined || !ts.isPropertyAccessExpression(part)) return undefined;
  const [type, wanted] = [checker.getTypeAtLocation(part.expression), checker.getContextualType(part)];
  const fits = wanted !== undefined && checker.isTypeAssignableTo(type, wanted);
  if (!fits || (type.flags & ts.TypeFlags.Any) !== 0) return undefined;
  return `Write \`${shortText(part.expression)}\` in place of \`${shortText(part)}\`.`;
}

/** An option that takes one of some names. */
function oneOf(node: Node, checker: TypeChecker): string | undefined {
  const value = ts.isPropertyAssignment(node.parent) ? node.parent.initializer : undefined;
  const expected = value && ts.isStringLiteral(value) ? checker.getContextualType(value) : undefined;
  const names = expected === undefined ? [] : namesOf(expected);
  return names.length === 0 ? undefined : `There are ${list(names.map((name) => JSON.stringify(name)))}.`;
}

/** The place of a member that an object does not have: a subclass, or the model's results; else the members of a small object. */
function membersOf(node: Node, knowledge: Knowledge): string | undefined {
  const access = node.parent;
  if (!ts.isPropertyAccessExpression(access) || access.name !== node) return undefined;
  const name = access.name.text;
  const type = knowledge.checker.getTypeAtLocation(access.expression);
  const text = shortText(access.expression);
  if (type.aliasSymbol?.name === "Figures")
    return `\`${text}\` has the loss first, then the metrics: \`${text}[0]\`. With the option \`returnDict: true\`, \`evaluate\` gives them names.`;
  if (type.getProperty("evaluate") && /^(acc|history|loss|metric|score|val_)/.test(name))
    return `A model keeps no results: \`fit\` returns their history, and \`await ${text}.evaluate(…)\` computes loss and metrics.`;
  const [made] = type.getConstructSignatures();
  const isClass = type.symbol !== undefined && (type.symbol.flags & ts.SymbolFlags.Class) !== 0;
  if (isClass && made !== undefined) {
    const member = made.getReturnType().getProperty(name);
    if (member === undefined || !isPublic(member)) return undefined;
    const declaration = made.getDeclaration();
    const needs = declaration?.parameters.some(
      (one) => !(one.questionToken ?? one.initializer ?? one.dotDotDotToken),
    );
    const isMade = [type.symbol.valueDeclaration, declaration].every(
      (one) => one === undefined || !(ts.getCombinedModifierFlags(one) & unmade),
    );
    const example = isMade ? `, such as \`new ${text}(${needs ? "…" : ""})\`` : "";
    return `\`${name}\` belongs to objects of the class${example}.`;
  }
  const subclass = isClass ? knowledge.library.subclassWith(type.symbol.name, name) : undefined;
  if (subclass !== undefined)
    return `\`${name}\` belongs to ${subclass}: \`(${text} as ${subclass}).${name}\`.`;
  const names = type.getProperties().map(({ name }) => `\`${name}\``);
  const isPlain = type.flags & ts.TypeFlags.Object && type.symbol?.name === "__object" && names.length > 0;
  return isPlain ? `It has ${list(names)}.` : undefined;
}

/** Modifiers of a class or constructor that cannot be called with `new`. */
const unmade = ts.ModifierFlags.Abstract | ts.ModifierFlags.NonPublicAccessibilityModifier;

/** A value that may be `undefined`. */
function maybeMissing(
  { start = 0, length = 0 }: Diagnostic,
  cell: SourceFile,
  checker: TypeChecker,
): string | undefined {
  const { parent } = ts.getTouchingPropertyName(cell, start + length + 1);
  if (ts.isPropertyAccessExpression(parent) && insideOf(parent.name, checker) !== undefined) return undefined;
  const value = cell.text.slice(start, start + length);
  const rest = /^(\.[\w$]+)?(\(?)/.exec(cell.text.slice(start + length))!;
  const after = `${rest[1] ?? ""}${rest[2] === "" ? "" : "(…)"}`;
  if (value === "this" || after === "") return undefined;
  return `Write \`${value}!${after}\` if it certainly is there, \`${value}?${after}\` if not.`;
}

const list = (names: string[]) =>
  `${names.slice(0, mostOptions).join(", ")}${names.length > mostOptions ? ", …" : ""}`;

const wantsPromise = ({ messageText }: Diagnostic) =>
  / to parameter of type 'Promise</.test(ts.flattenDiagnosticMessageText(messageText, "\n"));

/** `X == []` by its values. */
function comparison(node: Node, cell: SourceFile): string | undefined {
  const whole = ts.findAncestor(node, ts.isBinaryExpression);
  if (whole === undefined) return undefined;
  const isEqual = /^==/.test(whole.operatorToken.getText(cell));
  const operator = isEqual ? "===" : "!==";
  const [list, other] = ts.isArrayLiteralExpression(whole.left)
    ? [whole.right, whole.left]
    : [whole.left, whole.right];
  const isEmpty = ts.isArrayLiteralExpression(other) && other.elements.length === 0;
  const code = isEmpty
    ? `${list.getText(cell)}.length ${operator} 0`
    : `JSON.stringify(${list.getText(cell)}) ${operator} JSON.stringify(${other.getText(cell)})`;
  return `Compare what is in them: \`${code}\`.`;
}

/** `X.length()` without the parentheses. */
function withoutCall(node: Node, cell: SourceFile, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, ts.isCallExpression);
  if (call === undefined || !ts.isPropertyAccessExpression(call.expression) || call.arguments.length > 0)
    return undefined;
  if (checker.getTypeAtLocation(call.expression).flags & ts.TypeFlags.Any) return undefined;
  const text = call.expression.getText(cell);
  return `\`${text}\` is a value, not a method: write it without parentheses.`;
}

/** `fit(X, y, 100)` and `compile("adam", "mse")`: the options that there are in place of the positions. */
function optionsByName(node: Node, cell: SourceFile, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, isCallOrNew);
  if (call?.arguments === undefined || call.arguments.some(isNamed)) return undefined;
  for (const { before, options } of waysToCall(call, cell, checker)) {
    const at = before.length;
    if (options.length === 0 || at >= call.arguments.length) continue;
    const names = options.map(({ name }) => name);
    const types = call.arguments.slice(at).map((value) => checker.getTypeAtLocation(value));
    const places = placesOf(types, options, checker);
    const values = places.map(
      (place, index) => `${names[place]}: ${call.arguments![at + index].getText(cell)}`,
    );
    const own = call.arguments.slice(0, at).map((value) => shortText(value));
    const text = `${calleeText(call)}(${[...own, `{ ${values.join(", ")} }`].join(", ")})`;
    const example = places.length < types.length ? "" : `, such as \`${text}\``;
    return `Options have names, in braces${example}. There are ${list(names)}.`;
  }
  return undefined;
}

/** `new Dense({ units: 8 })`, `new Dense(8, 5, { … })` and `fit(X, { epochs: 5 })`: what stands in front of the options. */
function beforeOptions(node: Node, cell: SourceFile, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, isCallOrNew);
  const literal = call?.arguments?.at(-1);
  if (call?.arguments === undefined || literal === undefined || !ts.isObjectLiteralExpression(literal))
    return undefined;
  const values = call.arguments.slice(0, -1);
  const ways = waysToCall(call, cell, checker).filter(({ options }) => options.length > 0);
  if (values.some(isNamed) || ways.some(({ before }) => before.length === values.length)) return undefined;
  for (const { before, options } of ways) {
    const named = literal.properties.filter(
      (one) => ts.isPropertyAssignment(one) || ts.isShorthandPropertyAssignment(one),
    );
    const moved = before
      .slice(values.length)
      .flatMap((name) => named.find((one) => spelling(one.name.getText(cell)) === spelling(name)) ?? []);
    if (moved.length > 0 && moved.length === before.length - values.length) {
      const rest = literal.properties.filter((one) => !moved.some((other) => other === one));
      const own = [
        ...values,
        ...moved.map((one) => (ts.isPropertyAssignment(one) ? one.initializer : one.name)),
      ].map((one) => one.getText(cell));
      if (rest.length > 0) own.push(`{ ${rest.map((one) => one.getText(cell)).join(", ")} }`);
      return `Values before the options have no names: \`${calleeText(call)}(${own.join(", ")})\`.`;
    }
    const isOption = ({ name }: ObjectLiteralElementLike) =>
      options.some((option) => spelling(option.name) === spelling(name?.getText(cell) ?? ""));
    if (literal.properties.length === 0 || !literal.properties.every(isOption)) continue;
    const own = before.map((name) => `\`${name}\``).join(", ");
    return `\`${calleeText(call)}\` takes ${own === "" ? "only options" : `${own}, and then options`} in braces.`;
  }
  return undefined;
}

/** The first options, in their order, that can have values of these types. A number may be meant for many: it is not moved. */
function placesOf(types: Type[], options: TypeScriptSymbol[], checker: TypeChecker): number[] {
  const places: number[] = [];
  for (const type of types) {
    const next = (places.at(-1) ?? -1) + 1;
    const place = options.findIndex(
      (option, at) => at >= next && isMeantFor(type, checker.getTypeOfSymbol(option), checker),
    );
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

/** For each way to call a function or class, the names of its parameters before the options, and its options. */
function waysToCall(call: CallExpression | NewExpression, cell: SourceFile, checker: TypeChecker) {
  const type = checker.getTypeAtLocation(call.expression);
  return [...type.getConstructSignatures(), ...type.getCallSignatures()].map(({ parameters }) => {
    const options = parameters.map((parameter) => optionsOf(checker, parameter, cell));
    const at = options.findIndex(({ length }) => length > 0);
    return {
      before: parameters.slice(0, at < 0 ? parameters.length : at).map(({ name }) => name),
      options: options[at] ?? [],
    };
  });
}

/** `{ epochs: 5 }`, or Python's `epochs=5`. */
const isNamed = (argument: Expression) => ts.isObjectLiteralExpression(argument) || isAssignment(argument);

const mostOptions = 20;

/** An option that the class or function does not have, where TypeScript tells of only one of several ways to call it. */
function unknownOption(node: Node, checker: TypeChecker): string | undefined {
  const [literal, call] = [node.parent?.parent, node.parent?.parent?.parent];
  if (!ts.isPropertyAssignment(node.parent) || !ts.isObjectLiteralExpression(literal)) return undefined;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return undefined;
  const type = checker.getContextualType(literal);
  const types = type?.isUnion() ? type.types : type === undefined ? [] : [type];
  const options = types.filter((one) => one.flags & ts.TypeFlags.Object && !one.isClass());
  const names = options.flatMap((one) => one.getProperties().map((property) => property.name));
  const name = node.getText();
  if (names.length === 0 || names.includes(name)) return undefined;
  const similar = names.find((one) => spelling(one) === spelling(name)) ?? spellingSuggestion(name, names);
  const instead = similar === undefined ? `There are ${list(names)}.` : `Did you mean \`${similar}\`?`;
  return `${shortText(call.expression)} has no option \`${name}\`. ${instead}`;
}

/** `epochs: "5"`. TypeScript may blame the method that is called. */
function unquoted(node: Node, checker: TypeChecker): string | undefined {
  let found: string | undefined;
  const visit = (one: Node): void => {
    const isQuoted = ts.isStringLiteral(one) && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(one.text);
    const isName = ts.isPropertyAssignment(one.parent) && one.parent.name === one;
    const expected = isQuoted && !isName ? checker.getContextualType(one) : undefined;
    const isNumber =
      expected !== undefined &&
      checker.isTypeAssignableTo(checker.getNumberType(), expected) &&
      !checker.isTypeAssignableTo(checker.getTypeAtLocation(one), expected);
    const option = ts.isPropertyAssignment(one.parent) ? `${one.parent.name.getText()}: ` : "";
    if (isNumber) found ??= `Numbers have no quotes: \`${option}${(one as StringLiteral).text}\`.`;
    ts.forEachChild(one, visit);
  };
  const statement = ts.findAncestor(node, ts.isStatement);
  if (statement !== undefined) visit(statement);
  return found;
}

/** `build: () => { model; }`, if the function is in the cell. */
function returned(node: Node, { messageText }: Diagnostic, checker: TypeChecker): string | undefined {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (!/=> void' is not assignable to [\s\S]*Type 'void' is not assignable to type/.test(message))
    return undefined;
  const { parent } = node;
  const value = isAssignment(parent)
    ? parent.right
    : ((parent as Partial<PropertyAssignment>).initializer ?? node);
  const isOwn = ts.findAncestor(value, (one) => {
    if (one.getStart() !== value.getStart()) return "quit";
    const declaration = checker.getTypeAtLocation(one).getCallSignatures()[0]?.getDeclaration();
    return declaration?.getSourceFile() === node.getSourceFile() && "body" in declaration;
  });
  if (isOwn === undefined) return undefined;
  return "The function returns nothing, but its result is used: end it with `return …;`.";
}

/** `history.loss` for which TypeScript suggests the class `History`. */
function notAClass(node: Node, { messageText }: Diagnostic, { library }: Knowledge): string | undefined {
  const [, suggestion = ""] =
    /Did you mean '(\w+)'/.exec(ts.flattenDiagnosticMessageText(messageText, "\n")) ?? [];
  const name = node.getText();
  const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node;
  if (!isMember || name === suggestion || name !== suggestion[0]?.toLowerCase() + suggestion.slice(1))
    return undefined;
  if (library.find(suggestion).length === 0) return undefined;
  return undeclared([name]);
}

/** `for (x in xs)` without a declaration. */
function loopVariable(node: Node, checker: TypeChecker): string | undefined {
  const loop = node.parent;
  if (!(ts.isForInStatement(loop) || ts.isForOfStatement(loop)) || loop.initializer !== node)
    return undefined;
  const type = checker.getTypeAtLocation(loop.expression);
  const hasValues = (type.flags & ts.TypeFlags.Any) !== 0 || isIterable(type);
  const word = hasValues || ts.isForOfStatement(loop) ? "of" : "in";
  return `The variable of a loop is declared: \`for (const ${node.getText()} ${word} ${shortText(loop.expression)})\`.`;
}

/** `activation: sigmoid`, where the name of a function is a string. */
function quoted(node: Node, checker: TypeChecker): string | undefined {
  if (!isMeantAsText(node, checker)) return undefined;
  const value = JSON.stringify(node.getText());
  const { parent } = node;
  return `Such names are strings: \`${ts.isPropertyAssignment(parent) ? `${parent.name.getText()}: ` : ""}${value}\`.`;
}

/** True for a name without quotes where a string of this spelling is expected. */
export function isMeantAsText(node: Node, checker: TypeChecker): boolean {
  if (!ts.isIdentifier(node) || !ts.isExpression(node)) return false;
  const expected = checker.getContextualType(node);
  return expected !== undefined && namesOf(expected).includes(node.text);
}

const isPromise = ({ symbol }: Type) => symbol?.name === "Promise";

/** A variable that holds a promise where its value is meant. */
function promiseOf(node: Node, checker: TypeChecker): string | undefined {
  const name =
    ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent.expression : node;
  if (ts.isElementAccessExpression(name) && isPromise(checker.getTypeAtLocation(name))) {
    const all = shortText(name.expression);
    return `\`${all}\` is a list of Promises: write \`${all} = await Promise.all(…)\` where it is made.`;
  }
  if (!ts.isIdentifier(name) || !isPromise(checker.getTypeAtLocation(name))) return undefined;
  const declaration = checker.getSymbolAtLocation(name)?.valueDeclaration;
  const isHere =
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    declaration.getSourceFile() === name.getSourceFile();
  if (!isHere)
    return `\`${name.text}\` is a Promise: write \`await\` where it is made, or \`(await ${name.text})\` here.`;
  const where = canAwait(declaration) ? "" : " in an `async` function";
  return `\`${name.text}\` is a Promise: write \`${name.text} = await ${shortText(declaration.initializer!)}\`${where}.`;
}

/** `frame[frame["a"] == 1]` */
function selectedRows(node: Node): string | undefined {
  const access = ts.findAncestor(node, ts.isElementAccessExpression);
  const outer = access && ts.findAncestor(access.parent, ts.isElementAccessExpression);
  const test = (outer ?? access)?.argumentExpression;
  if (test === undefined || !ts.isBinaryExpression(test) || !isColumn(test.left.getText())) return undefined;
  const method = columnComparisons[test.operatorToken.getText()];
  const frame = shortText((outer ?? access)!.expression);
  return (
    method &&
    `Rows are selected by \`query\`: \`${frame}.query(${test.left.getText()}.${method}(${test.right.getText()}))\`.`
  );
}

/** `fitted.loss` for `fitted.history.loss`: a name that belongs to a record in the object. */
function insideOf(node: Node, checker: TypeChecker): string | undefined {
  const access = node.parent;
  if (!ts.isPropertyAccessExpression(access) || access.name !== node) return undefined;
  const given = checker.getTypeAtLocation(access.expression);
  const type = checker.getNonNullableType(given);
  if (type.getProperty(access.name.text) !== undefined) return undefined;
  const records = type.getProperties().filter((property) => {
    if (property.name.startsWith("#")) return false;
    const own = checker.getTypeOfSymbolAtLocation(property, node);
    return checker.getIndexInfoOfType(own, ts.IndexKind.String) !== undefined;
  });
  if (records.length !== 1 || !isPublic(records[0]) || !(type.flags & ts.TypeFlags.Object)) return undefined;
  const record = `${shortText(access.expression)}${type === given ? "" : "!"}.${records[0].name}`;
  return `It may be in \`${record}\`: \`${record}.${access.name.text}\`.`;
}
