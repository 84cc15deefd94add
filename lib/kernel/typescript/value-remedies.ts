import type {
  Diagnostic,
  Expression,
  Node,
  ObjectLiteralExpression,
  PropertyAssignment,
  TypeChecker,
} from "typescript";
import { cellPosition } from "./cell-position.ts";
import { ts } from "./compiler.ts";
import type { Library } from "./library.ts";
import { accessAt, isAssignment, isCallOrNew, isDataFrame, isNumber, list, shortText } from "./node-hint.ts";

/** Remedies for a value of another kind than the one that is meant. */

/** `epochs: answer`, where the answer to a question is a text. TypeScript may blame the method that is called. */
export function numberOf(node: Node, checker: TypeChecker): string | undefined {
  return firstInStatement(node, (one) =>
    ts.isExpression(one) && isTextForNumber(one, checker)
      ? `\`${shortText(one)}\` is a text: its number is \`Number(${one.getText()})\`.${repetition(one)}`
      : undefined,
  );
}

/** `name * 3`, which repeats a text in Python. */
function repetition(text: Expression): string {
  const { parent } = text;
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.AsteriskToken) return "";
  const times = parent.left === text ? parent.right : parent.left;
  return ` \`${text.getText()}.repeat(${shortText(times)})\` repeats it.`;
}

/** The first remedy for a part of the statement. */
function firstInStatement(node: Node, remedyFor: (one: Node) => string | undefined): string | undefined {
  // `forEachChild` ends at the first result.
  const visit = (one: Node): string | undefined => remedyFor(one) ?? ts.forEachChild(one, visit);
  const statement = ts.findAncestor(node, ts.isStatement);
  return statement && visit(statement);
}

/** True for the text of a variable or call where a number is expected. */
function isTextForNumber(value: Expression, checker: TypeChecker): boolean {
  const { parent } = value;
  if (isOperandOf(parent, value, checker)) return true;
  const isValue =
    isArgument(value) || (isInitialized(parent) && parent.initializer === value) || isAssigned(value);
  if (!isValue || ts.isStringLiteralLike(value)) return false;
  return isText(value, checker) && needsNumber(value, checker);
}

const isText = (value: Expression, checker: TypeChecker) =>
  (checker.getTypeAtLocation(value).flags & ts.TypeFlags.StringLike) !== 0;

/** True for a value of another type where a number is expected. */
function needsNumber(value: Expression, checker: TypeChecker): boolean {
  const expected = checker.getContextualType(value);
  return (
    expected !== undefined &&
    checker.isTypeAssignableTo(checker.getNumberType(), expected) &&
    !checker.isTypeAssignableTo(checker.getTypeAtLocation(value), expected)
  );
}

/** `answer * 2` and `answer > 2` */
function isOperandOf(operation: Node, value: Expression, checker: TypeChecker): boolean {
  if (!ts.isBinaryExpression(operation) || ts.isStringLiteralLike(value)) return false;
  const { left, right, operatorToken } = operation;
  return (
    /^([-*/%]|\*\*|[<>]=?)$/.test(operatorToken.getText()) &&
    isText(value, checker) &&
    isNumber(value === left ? right : left, checker)
  );
}

/** `callbacks: [{ onEpochEnd() { … } }]`: an object in braces where one of a class is meant, which takes them. */
export function objectOfClass(
  node: Node,
  checker: TypeChecker,
  _: unknown,
  { library }: { library: Library },
): string | undefined {
  return firstInStatement(node, (one) => {
    const expected = ts.isObjectLiteralExpression(one) ? checker.getContextualType(one) : undefined;
    if (expected === undefined) return undefined;
    const names = (one as ObjectLiteralExpression).properties.map(({ name }) => name?.getText() ?? "");
    for (const type of expected.isUnion() ? expected.types : [expected]) {
      const found = type.isClass() ? library.subclassFrom(type.symbol.name, names) : undefined;
      if (found === undefined) continue;
      const code = `new ${found.name}({ ${names[0]}: … })`;
      return `Objects of the class ${type.symbol.name} are meant: \`${code}\`, with \`import { ${found.name} } from "${found.specifier}";\`.`;
    }
    return undefined;
  });
}

/** `optimizer.learningRate.assign(0.1)`: the method of a variable, where there is a number. */
export function assigned(node: Node, checker: TypeChecker): string | undefined {
  const access = accessAt(node);
  if (access === undefined || !ts.isPropertyAccessExpression(access) || access.name.text !== "assign")
    return undefined;
  const { expression, parent } = access;
  if (!isNumber(expression, checker)) return undefined;
  const [value] = ts.isCallExpression(parent) ? parent.arguments : [];
  return `\`${shortText(expression)}\` is a number: set it with \`${shortText(expression)} = ${value === undefined ? "…" : shortText(value)};\`.`;
}

const isInitialized = (node: Node) => ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node);

const isAssigned = ({ parent }: Expression) => isAssignment(parent);

/** True for an argument of a call. */
const isArgument = (node: Node): node is Expression =>
  node.parent !== undefined &&
  isCallOrNew(node.parent) &&
  (node.parent.arguments ?? []).some((argument) => argument === node);

/** `xs.filter(x > 1)`: the result of a function, where the function is meant. */
export function functionOf(node: Node, checker: TypeChecker): string | undefined {
  if (!ts.isIdentifier(node)) return undefined;
  const value = ts.findAncestor(node, (one) => (ts.isFunctionLike(one) ? "quit" : isArgument(one))) as
    | Expression
    | undefined;
  const call = value?.parent;
  if (value === undefined || value === node || call === undefined || !ts.isCallExpression(call))
    return undefined;
  if (call.arguments[0] !== value || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  if (!checker.getContextualType(value)?.getCallSignatures().length) return undefined;
  const method = `${shortText(call.expression)}`;
  return `\`${call.expression.name.text}\` takes a function: \`${method}((${node.text}) => ${value.getText()})\`.`;
}

/** `scatterplot(frame, "a", "b")` and `scatterplot(frame, { x: "a", y: "b" })`: columns by their names. */
export function columnsByName(node: Node, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, ts.isCallExpression);
  const [frame, second, third] = call?.arguments ?? [];
  if (call === undefined || second === undefined) return undefined;
  if (!isDataFrame(frame, checker)) return undefined;
  const named = ts.isObjectLiteralExpression(second)
    ? second.properties.filter(ts.isPropertyAssignment).filter(({ name }) => /^[xy]$/.test(name.getText()))
    : [];
  const columns = named.length > 0 ? named.map(({ initializer }) => initializer) : [second, third];
  if (!columns.every((one) => one !== undefined && ts.isStringLiteral(one))) return undefined;
  const values = columns.map((one) => `${shortText(frame)}[${one!.getText()}]`);
  return `Columns are values: \`${shortText(call.expression)}(${values.join(", ")})\`.`;
}

/** `make(3).units` for `const make = (n: number) => { units: n }`: braces that begin a block. */
export function objectBehindArrow(node: Node, checker: TypeChecker): string | undefined {
  const access = ts.findAncestor(node, ts.isPropertyAccessExpression);
  if (access === undefined || !ts.isCallExpression(access.expression)) return undefined;
  const made = checker.getResolvedSignature(access.expression)?.getDeclaration();
  return made && ts.isArrowFunction(made) ? blockForObject(made) : undefined;
}

/** The sentence on an arrow function whose braces are meant as those of an object. */
export function blockForObject(made: Node): string | undefined {
  if (!ts.isArrowFunction(made) || !ts.isBlock(made.body)) return undefined;
  const [only, more] = made.body.statements;
  if (only === undefined || more !== undefined || !ts.isLabeledStatement(only)) return undefined;
  return `Braces behind \`=>\` begin a block: write \`(${made.body.getText()})\`, with parentheses around the object.`;
}

/** `k = 2` for a `const k`, of the same cell or of another. */
export function constantHere(node: Node, checker: TypeChecker): string | undefined {
  // TypeScript gives another meaning to Python's keyword arguments.
  if (isAssignment(node.parent) && ts.isCallExpression(node.parent.parent)) return undefined;
  const name = node.getText();
  const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
  const cell = node.getSourceFile();
  const list = declaration && ts.isVariableDeclaration(declaration) ? declaration.parent.getText() : "";
  if (list === "" || declaration?.getSourceFile() !== cell || list.length > 60 || list.includes("\n"))
    return `\`${name}\` was declared with \`const\`: declare it with \`let\`, or give the new value another name.`;
  const { line } = cellPosition(cell, declaration.getStart());
  return `\`${name}\` changes, so line ${line} declares it with \`let\`: \`${list.replace(/^const/, "let")};\`.`;
}

/** `X == []` by its values. */
export function comparison(node: Node): string | undefined {
  const whole = ts.findAncestor(node, ts.isBinaryExpression);
  if (whole === undefined) return undefined;
  const isEqual = /^==/.test(whole.operatorToken.getText());
  const operator = isEqual ? "===" : "!==";
  const [list, other] = ts.isArrayLiteralExpression(whole.left)
    ? [whole.right, whole.left]
    : [whole.left, whole.right];
  const isEmpty = ts.isArrayLiteralExpression(other) && other.elements.length === 0;
  const code = isEmpty
    ? `${list.getText()}.length ${operator} 0`
    : `JSON.stringify(${list.getText()}) ${operator} JSON.stringify(${other.getText()})`;
  return `Compare what is in them: \`${code}\`.`;
}

/** `epochs: "5"`. TypeScript may blame the method that is called. */
export function unquoted(node: Node, checker: TypeChecker): string | undefined {
  return firstInStatement(node, (one) => {
    if (!ts.isStringLiteral(one) || !/^-?(0|[1-9]\d*)(\.\d+)?$/.test(one.text)) return undefined;
    const property = ts.isPropertyAssignment(one.parent) ? one.parent.name : undefined;
    const option = property === undefined ? "" : `${property.getText()}: `;
    return property !== one && needsNumber(one, checker)
      ? `Numbers have no quotes: \`${option}${one.text}\`.`
      : undefined;
  });
}

/** `build: () => { model; }`, if the function is in the cell. */
export function returned(node: Node, checker: TypeChecker, { messageText }: Diagnostic): string | undefined {
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

/** `X.length()` without the parentheses, and `model.layers(0)` with the brackets of a list. */
export function withoutCall(node: Node, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, ts.isCallExpression);
  if (call === undefined) return undefined;
  const type = checker.getTypeAtLocation(call.expression);
  if (type.flags & ts.TypeFlags.Any) return undefined;
  const text = call.expression.getText();
  if (ts.isIdentifier(call.expression)) {
    const methods = type.getProperties().filter(({ flags }) => flags & ts.SymbolFlags.Method);
    const isShort = methods.length > 0 && methods.length <= 12;
    return isShort ? `It has ${list(methods.map(({ name }) => `\`${text}.${name}(…)\``))}.` : undefined;
  }
  if (!ts.isPropertyAccessExpression(call.expression)) return undefined;
  const [index, more] = call.arguments;
  if (index === undefined) return `\`${text}\` is a value, not a method: write it without parentheses.`;
  const isElement = checker.isArrayLikeType(type)
    ? isNumber(index, checker)
    : checker.getIndexInfoOfType(type, ts.IndexKind.String) !== undefined && isText(index, checker);
  if (more !== undefined || !isElement) return undefined;
  const at = index.getText();
  return at.startsWith("-")
    ? `\`${text}\` is no method: \`${text}.at(${at})\` counts from the end.`
    : `\`${text}\` is no method: its elements are in brackets, \`${text}[${at}]\`.`;
}

/** `Console.log`, where there is a `console` with such a member. */
export function smallLetter(node: Node, checker: TypeChecker): string | undefined {
  const { parent } = node;
  if (!ts.isIdentifier(node) || !ts.isPropertyAccessExpression(parent)) return undefined;
  const name = node.text[0].toLowerCase() + node.text.slice(1);
  const value = checker.resolveName(name, node, ts.SymbolFlags.Value, false);
  const isMeant = value && checker.getTypeOfSymbolAtLocation(value, node).getProperty(parent.name.text);
  return isMeant ? `Did you mean \`${name}.${parent.name.text}\`?` : undefined;
}
