import type {
  Diagnostic,
  Expression,
  Node,
  PropertyAccessExpression,
  Type,
  TypeChecker,
  Symbol as TypeScriptSymbol,
} from "typescript";
import { ts } from "./compiler.ts";
import { columnMethod, columnOfGroups, plotsFrame, selectedRows } from "./frame-remedies.ts";
import { undeclared } from "./import-hints.ts";
import type { Knowledge } from "./knowledge.ts";
import { spelling } from "./library.ts";
import { eachOf, isIterable, labels, listArgument, listOf, listPattern, spread } from "./list-remedies.ts";
import { accessAt, isAssignment, isPublic, list, shortText } from "./node-hint.ts";
import {
  beforeOptions,
  namedValue,
  numberByName,
  optionsByName,
  otherOption,
  tooFew,
  unknownOption,
} from "./option-remedies.ts";
import { namesOf } from "./options-text.ts";
import { callOptions, typeOfParameter } from "./parameter-remedies.ts";
import { promiseOf, wantsPromise } from "./promise-remedies.ts";
import { arrayMethod } from "./python/arrays.ts";
import { translateMethod } from "./python/builtins.ts";
import { formerMethod } from "./python/former-names.ts";
import { insteadOf } from "./python/packages.ts";
import { outsideOfBlock, overIndices } from "./quiet-mistakes.ts";
import {
  assigned,
  columnsByName,
  comparison,
  constantHere,
  functionOf,
  numberOf,
  objectBehindArrow,
  objectOfClass,
  returned,
  smallLetter,
  unquoted,
  withoutCall,
} from "./value-remedies.ts";

/** The remedy for an error at a node, if there is one. */
type Remedy = (
  node: Node,
  checker: TypeChecker,
  diagnostic: Diagnostic,
  knowledge: Knowledge,
) => string | undefined;

/** `new sum(xs)` */
const madeOfFunction: Remedy = ({ parent }) =>
  ts.isNewExpression(parent)
    ? `\`${shortText(parent.expression)}\` is a function: call it without \`new\`.`
    : undefined;

/** `learningCurves(h.history.loss)`: a part of a value that is meant as a whole. */
function wholeOf(node: Node, checker: TypeChecker): string | undefined {
  const part = ts.findAncestor(
    node,
    (one): one is PropertyAccessExpression =>
      ts.isPropertyAccessExpression(one) && ts.isCallExpression(one.parent),
  );
  const wanted = part && checker.getContextualType(part);
  if (part === undefined || wanted === undefined) return undefined;
  for (let whole: Node = part; ts.isPropertyAccessExpression(whole); ) {
    whole = whole.expression;
    const type = checker.getTypeAtLocation(whole);
    if (!(type.flags & ts.TypeFlags.Any) && checker.isTypeAssignableTo(type, wanted))
      return `Write \`${shortText(whole as Expression)}\` in place of \`${shortText(part)}\`.`;
  }
  return undefined;
}

/** `activation: name`, where the type of the name is any string. */
function nameOfList(node: Node, checker: TypeChecker): string | undefined {
  const { parent } = node;
  const value = ts.isShorthandPropertyAssignment(parent)
    ? parent.name
    : ts.isPropertyAssignment(parent)
      ? parent.initializer
      : undefined;
  const expected = value && checker.getContextualType(value);
  if (!value || !expected || namesOf(expected).length < 2) return undefined;
  const type = ts.isShorthandPropertyAssignment(parent)
    ? checker.getTypeOfSymbol(checker.getShorthandAssignmentValueSymbol(parent)!)
    : checker.getTypeAtLocation(value);
  if (!(type.flags & ts.TypeFlags.String)) return undefined;
  const names = namesOf(expected)
    .slice(0, 2)
    .map((name) => JSON.stringify(name));
  return (
    `\`${shortText(value)}\` may be any string. It is one of some names behind \`as const\`, as in ` +
    `\`for (const name of [${names.join(", ")}] as const)\`, or write \`${shortText(value)} as any\`.`
  );
}

/** An option that takes one of some names. */
function oneOf(node: Node, checker: TypeChecker): string | undefined {
  const value = ts.isPropertyAssignment(node.parent) ? node.parent.initializer : undefined;
  const expected = value && ts.isStringLiteral(value) ? checker.getContextualType(value) : undefined;
  const names = expected === undefined ? [] : namesOf(expected);
  return names.length === 0 ? undefined : `There are ${list(names.map((name) => JSON.stringify(name)))}.`;
}

/** The place of a member that an object, or the one that is waited for, does not have. */
export function memberRemedy(node: Node, knowledge: Knowledge, isAwaited = false): string | undefined {
  const access = accessAt(node);
  if (access === undefined) return undefined;
  const member = ts.isPropertyAccessExpression(access) ? access.name : access.argumentExpression;
  if (!(ts.isIdentifier(member) && member === node) && !ts.isStringLiteral(member)) return undefined;
  const { checker } = knowledge;
  const own = checker.getTypeAtLocation(access.expression);
  const type = isAwaited ? checker.getAwaitedType(own) : own;
  const name = member.text;
  if (type !== undefined && type.flags & ts.TypeFlags.Void) return afterNothing(access.expression, name);
  if (type === undefined || checker.getNonNullableType(type).getProperty(name) !== undefined)
    return undefined;
  const text = isAwaited ? `(await ${shortText(access.expression)})` : shortText(access.expression);
  // A record of values has no methods.
  const isCalled = ts.isCallExpression(access.parent) && access.parent.expression === access;
  const { expression: part } = access;
  if (isCalled && ts.isPropertyAccessExpression(part)) {
    const whole = checker.getTypeAtLocation(part.expression).getProperty(name);
    if (whole !== undefined && checker.getTypeOfSymbol(whole).getCallSignatures().length > 0)
      return `It is a method of the whole: \`${shortText(part.expression)}.${name}(…)\`.`;
  }
  return isCalled
    ? (entriesOf(access.parent, type, text, name) ?? membersOf(type, text, name, knowledge))
    : (insideOf(type, text, name, checker) ?? membersOf(type, text, name, knowledge));
}

const memberOf: Remedy = (node, _checker, _diagnostic, knowledge) => memberRemedy(node, knowledge);

/** `model.add(first).add(second)`, where `add` returns nothing. */
function afterNothing(call: Expression, name: string): string | undefined {
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const { expression: object, name: method } = call.expression;
  return `\`${method.text}\` returns nothing: write \`${shortText(object)}.${name}(…)\` as a statement of its own.`;
}

/** `scores.items()` of an object, as of a dictionary. */
function entriesOf(call: Node, type: Type, text: string, name: string): string | undefined {
  const isPlain = /^__(object|type)$/.test(type.symbol?.name ?? "") || type.aliasSymbol?.name === "Record";
  if (!isPlain || !/^(items|keys|values)$/.test(name) || !/\(\s*\)$/.test(call.getText())) return undefined;
  const code = translateMethod(text, name, [], []);
  return code && `An object has no \`${name}\`: \`${code}\`.`;
}

/** In a subclass, or in the model's results; else the members of a small object. */
function membersOf(type: Type, text: string, name: string, knowledge: Knowledge): string | undefined {
  const { library } = knowledge;
  const ofNumbers = ofNumpy(type, text, name, knowledge);
  if (ofNumbers !== undefined) return ofNumbers;
  if (name === "newPlot") return insteadOf("plotly");
  if (type.aliasSymbol?.name === "Figures")
    return `\`${text}\` has the loss first, then the metrics: \`${text}[0]\`. With the option \`returnDict: true\`, \`evaluate\` gives them names.`;
  if (type.getProperty("evaluate") && /^(acc|history|loss|metric|score|val_)/.test(name))
    return `A model keeps no results: \`fit\` returns their history, and \`await ${text}.evaluate(…)\` computes loss and metrics.`;
  const former = type.getProperty("getWeights") && formerMethod(name);
  if (former !== undefined) return former;
  if (type.getProperty("toSvg") && /^(show|plot|save)/.test(name))
    return `\`display(${text})\` shows a figure, as does \`${text}\` at the end of a cell; \`await ${text}.toSvg()\` is its drawing, for \`writeFileSync\`.`;
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
  const subclass = isClass ? library.subclassWith(type.symbol.name, name) : undefined;
  if (subclass !== undefined)
    return `\`${name}\` belongs to ${subclass}: \`(${text} as ${subclass}).${name}\`.`;
  const members = type.getProperties();
  const names = members.map(({ name }) => `\`${name}\``);
  const isRecord =
    /^__(object|type)$/.test(type.symbol?.name ?? "") ||
    (type.symbol?.flags === ts.SymbolFlags.Interface &&
      members.every(({ flags }) => flags & ts.SymbolFlags.Property));
  const isPlain = type.flags & ts.TypeFlags.Object && isRecord && names.length > 0;
  if (isPlain) return `It has ${list(names)}.`;
  const owner = isClass ? library.commonMember(name)?.owner : undefined;
  return (
    similarMember(members, text, name, knowledge) ??
    (owner && `\`${name}\` belongs to ${owner}, not to ${type.symbol.name}.`)
  );
}

/** `xs.sum()` of a list, as of NumPy's arrays. */
function ofNumpy(type: Type, text: string, name: string, { checker }: Knowledge): string | undefined {
  const list = { text, type: checker.typeToString(type) };
  const code = /^number\[\]$/.test(list.type) ? arrayMethod(list, name, [], []) : undefined;
  return code && `Lists have no \`${name}\`: \`${code}\`.`;
}

/** `model.config` for `model.getConfig()`. */
function similarMember(
  members: readonly TypeScriptSymbol[],
  text: string,
  name: string,
  { cell, checker }: Knowledge,
): string | undefined {
  if (name.length < 4) return undefined;
  const key = spelling(name);
  const similar = members.filter((member) => isPublic(member) && spelling(member.name).endsWith(key));
  const getter = similar.filter((member) => spelling(member.name) === `get${key}`);
  const [one, other] = getter.length > 0 ? getter : similar;
  if (one === undefined || other !== undefined) return undefined;
  const isMethod = checker.getTypeOfSymbolAtLocation(one, cell).getCallSignatures().length > 0;
  return `Did you mean \`${text}.${one.name}${isMethod ? "()" : ""}\`?`;
}

/** Modifiers of a class or constructor that cannot be called with `new`. */
const unmade = ts.ModifierFlags.Abstract | ts.ModifierFlags.NonPublicAccessibilityModifier;

/** `counts[word]` for `const counts = {}`. */
function filledLater(node: Node, checker: TypeChecker): string | undefined {
  const access = ts.findAncestor(node, ts.isElementAccessExpression);
  const declaration = access && checker.getSymbolAtLocation(access.expression)?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return undefined;
  const { initializer, name, parent } = declaration;
  const isEmpty =
    initializer && ts.isObjectLiteralExpression(initializer) && initializer.properties.length === 0;
  if (!isEmpty || declaration.type !== undefined) return undefined;
  const word = parent.flags & ts.NodeFlags.Const ? "const" : "let";
  return `An object that is filled later has types: \`${word} ${name.getText()}: Record<string, number> = {};\`.`;
}

/** A value that may be `undefined`. */
const maybeMissing: Remedy = (_node, _checker, { start = 0, length = 0 }, knowledge) => {
  const { cell } = knowledge;
  const { parent } = ts.getTouchingPropertyName(cell, start + length + 1);
  if (ts.isPropertyAccessExpression(parent) && memberRemedy(parent.name, knowledge) !== undefined)
    return undefined;
  const value = cell.text.slice(start, start + length);
  const rest = /^(\.[\w$]+)?(\(?)/.exec(cell.text.slice(start + length))!;
  const after = `${rest[1] ?? ""}${rest[2] === "" ? "" : "(…)"}`;
  if (value === "this") return undefined;
  if (after === "") return insteadOfMissing(value, start, knowledge);
  return `Write \`${value}!${after}\` if it certainly is there, \`${value}?${after}\` if not.`;
};

/** `settings.units + 1`: a value to compute with, which may be missing. */
function insteadOfMissing(value: string, start: number, { cell, checker }: Knowledge): string | undefined {
  const node = ts.findAncestor(
    ts.getTouchingPropertyName(cell, start),
    (one): one is Expression => ts.isExpression(one) && one.getText(cell) === value,
  );
  const type = node && checker.getNonNullableType(checker.getTypeAtLocation(node));
  const other =
    type &&
    (type.flags & ts.TypeFlags.NumberLike ? "0" : type.flags & ts.TypeFlags.StringLike ? '""' : undefined);
  if (value.endsWith(")")) return other && `Write \`${value}!\` if it certainly is there.`;
  return other && `It may be missing: \`(${value} ?? ${other})\` is ${other} then.`;
}

/** `const { X } = await loadBreastCancer()`: a name that the object does not have. */
const patternMember: Remedy = (node, _checker, _diagnostic, knowledge) => {
  const { parent } = node;
  if (!ts.isBindingElement(parent) || !ts.isObjectBindingPattern(parent.parent)) return undefined;
  const declaration = parent.parent.parent;
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (value === undefined) return undefined;
  const type = knowledge.checker.getTypeAtLocation(value);
  const text = ts.isAwaitExpression(value) ? `(${shortText(value)})` : shortText(value);
  const name = node.getText();
  return insideOf(type, text, name, knowledge.checker) ?? membersOf(type, text, name, knowledge);
};

/** `history.loss` for which TypeScript suggests the class `History`. */
const notAClass: Remedy = (node, _checker, { messageText }, { library }) => {
  const [, suggestion = ""] =
    /Did you mean '(\w+)'/.exec(ts.flattenDiagnosticMessageText(messageText, "\n")) ?? [];
  const name = node.getText();
  const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node;
  if (!isMember || name === suggestion || name !== suggestion[0]?.toLowerCase() + suggestion.slice(1))
    return undefined;
  if (library.find(suggestion).length === 0) return undefined;
  return undeclared([name]);
};

/** `for (x in xs)` and `for (i = 0; …)` without a declaration. */
function loopVariable(node: Node, checker: TypeChecker): string | undefined {
  const loop = node.parent;
  if (
    isAssignment(loop) &&
    loop.left === node &&
    ts.isForStatement(loop.parent) &&
    loop.parent.initializer === loop
  )
    return `The variable of a loop is declared: \`for (let ${loop.getText()}; …)\`.`;
  if (!(ts.isForInStatement(loop) || ts.isForOfStatement(loop)) || loop.initializer !== node)
    return undefined;
  const type = checker.getTypeAtLocation(loop.expression);
  const hasValues = (type.flags & ts.TypeFlags.Any) !== 0 || isIterable(type);
  const word = hasValues || ts.isForOfStatement(loop) ? "of" : "in";
  return `The variable of a loop is declared: \`for (const ${node.getText()} ${word} ${shortText(loop.expression)})\`.`;
}

/** Remedies for a name that nothing declares, by what it stands for. */
function undeclaredName(node: Node, checker: TypeChecker): string | undefined {
  if (!ts.isIdentifier(node)) return undefined;
  const { text, parent } = node;
  if (ts.isTaggedTemplateExpression(parent) && parent.tag === node && text === "f")
    return "A text in backticks needs no `f` in front of it.";
  if (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isExpressionStatement(parent.parent)
  )
    return `A new variable is declared: \`const ${text} = ${shortText(parent.right)};\`, or with \`let\` if it changes.`;
  const math = checker.resolveName("Math", node, ts.SymbolFlags.Value, false);
  const members = math === undefined ? [] : checker.getTypeOfSymbol(math).getProperties();
  const meant = members.find(({ name }) => name === text || (text.length > 1 && name === text.toUpperCase()));
  return meant && `Did you mean \`Math.${meant.name}\`?`;
}

/** `for (const [k, v] of record)` */
function entries(node: Node, checker: TypeChecker): string | undefined {
  const loop = ts.findAncestor(node, ts.isForOfStatement);
  if (loop?.expression.getStart() !== node.getStart()) return undefined;
  const type = checker.getTypeAtLocation(loop.expression);
  const text = shortText(loop.expression);
  if (type.flags & ts.TypeFlags.NumberLike)
    return `A loop that counts: \`for (let i = 0; i < ${text}; i++)\`.`;
  if (checker.getIndexInfoOfType(type, ts.IndexKind.String) === undefined) return undefined;
  return `Its names and values are \`Object.entries(${text})\`, its names alone \`Object.keys(${text})\`.`;
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

/** `fitted.loss` for `fitted.history.loss`: a name that belongs to a record in the object. */
function insideOf(given: Type, text: string, name: string, checker: TypeChecker): string | undefined {
  const type = checker.getNonNullableType(given);
  const records = type.getProperties().filter((property) => {
    if (property.name.startsWith("#")) return false;
    const own = checker.getTypeOfSymbol(property);
    // Also a frame of danfojs has an index signature.
    if (own.isClass()) return false;
    return checker.getIndexInfoOfType(own, ts.IndexKind.String) !== undefined;
  });
  if (records.length !== 1 || !isPublic(records[0]) || !(type.flags & ts.TypeFlags.Object)) return undefined;
  const record = `${text}${type === given ? "" : "!"}.${records[0].name}`;
  const member = /^[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  return `It may be in \`${record}\`: \`${record}${member}\`.`;
}

const always = (text: string) => () => text;

const arguments_: Remedy[] = [
  ...[columnMethod, columnsByName, unknownOption, beforeOptions, optionsByName, numberByName, spread],
  ...[wholeOf, listArgument, labels, unquoted, numberOf, returned],
  (node, checker, diagnostic) => (wantsPromise(diagnostic) ? undefined : promiseOf(node, checker)),
];

/** Remedies by the codes of errors, of which the first that has a text counts. */
const remedies: [codes: number[], ...remedies: Remedy[]][] = [
  [[2588], constantHere], // Cannot assign to 'a' because it is a constant.
  [[2839], comparison], // This condition will always return 'false' since JavaScript compares objects by reference, not value.
  [[2349], withoutCall], // This expression is not callable.
  // Cannot find name 'sigmoid'.
  [[2304, 2552], quoted, namedValue, loopVariable, outsideOfBlock, functionOf, undeclaredName, notAClass],
  [[2353], unknownOption, columnsByName], // Object literal may only specify known properties, and 'lr' does not exist in type 'FitOptions'.
  // Type 'string' is not assignable to type 'string[]'.
  [[2322], typeOfParameter, listOf, oneOf, nameOfList, unquoted, numberOf, returned, objectOfClass],
  [[2416], callOptions], // Property 'call' in type 'Net' is not assignable to the same property in base type 'Model'.
  // Type '{ onEpochEnd: … }' is missing the following properties from type 'Callback': model, params
  [[2739, 2740, 2741], objectOfClass, promiseOf],
  // Property 'loss' does not exist on type 'History'.
  [[2339], typeOfParameter, promiseOf, assigned, listPattern, patternMember, objectBehindArrow, memberOf],
  // Element implicitly has an 'any' type because expression of type '"loss"' can't be used to index type 'History'.
  [[7053], promiseOf, filledLater, columnOfGroups, memberOf],
  [[2488], promiseOf, entries], // Type 'Record<string, number>' must have a '[Symbol.iterator]()' method that returns an iterator.
  [[2532, 18048, 18047], typeOfParameter, maybeMissing], // Object is possibly 'undefined'.
  [[2538], selectedRows], // Type 'boolean' cannot be used as an index type.
  [[2693], smallLetter], // 'Console' only refers to a type, but is being used as a value here.
  // The left-hand side of an arithmetic operation must be of type 'any', …; operator '+' cannot be applied to types 'number[]' and …
  [[2362, 2363, 2365], eachOf, promiseOf, numberOf],
  // A function whose declared type is neither 'undefined', 'void', nor 'any' must return a value.
  [[2355], always("The function returns nothing: its value stands behind `return`.")],
  // Index signature in type 'String' only permits reading.
  [[2542], always("A text does not change: make a new one of its parts, as with `text.slice(1)`.")],
  [[7029], always("Each `case` ends with `break;`.")], // Fallthrough case in switch.
  // 'this' implicitly has type 'any'.
  [
    [2683],
    always(
      "A `function` has a `this` of its own: write an arrow function, `() => { … }`, whose `this` is the one around it.",
    ),
  ],
  [[7009], madeOfFunction], // 'new' expression, whose target lacks a construct signature, implicitly has an 'any' type.
  [[2769], labels], // No overload matches this call.
  [[2554], ...arguments_, tooFew], // Expected 1 arguments, but got 2.
  [[2559, 2345], typeOfParameter, selectedRows, ...arguments_, tooFew, otherOption], // Type '100' has no properties in common with type 'FitOptions'.
];

/** Errors about a value of another type. */
const aboutTypes = new Set([2322, 2339, 2345, 2362, 2363, 2365]);

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
  if (plotsFrame(node, checker)) return insteadOf("matplotlib");
  const loop = ts.findAncestor(node, ts.isForInStatement);
  const values = loop && aboutTypes.has(code) ? overIndices(loop, checker) : undefined;
  if (values !== undefined) return values;
  const [, ...own] = remedies.find(([codes]) => codes.includes(code)) ?? [[], promiseOf];
  for (const of of own) {
    const text = of(node, checker, diagnostic, knowledge);
    if (text !== undefined) return text;
  }
  return undefined;
}
