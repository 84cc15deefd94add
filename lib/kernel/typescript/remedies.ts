import type {
  CallExpression,
  Diagnostic,
  NewExpression,
  Node,
  SourceFile,
  TypeChecker,
  TypeReference,
} from "typescript";
import { ts } from "./compiler.ts";
import { canAwait, shortText } from "./node-hint.ts";
import { optionsOf } from "./options-text.ts";

/**
 * The remedy for an error that people make who come from Python, where TypeScript only says what is wrong.
 *
 * @param cell the file of the diagnostic, in a program with types
 */
export function remedy(diagnostic: Diagnostic, cell: SourceFile, checker: TypeChecker): string | undefined {
  const { code, start } = diagnostic;
  if (start === undefined) return undefined;
  const node = ts.getTouchingPropertyName(cell, start);
  switch (code) {
    case 2588: // Cannot assign to 'a' because it is a constant.
      return `\`${node.getText(cell)}\` was declared with \`const\`: declare it with \`let\`, or give the new value another name.`;
    case 2839: // This condition will always return 'false' since JavaScript compares objects by reference, not value.
      return comparison(node, cell);
    case 2349: // This expression is not callable.
      return withoutCall(node, cell, checker);
    case 2322: // Type 'string' is not assignable to type 'string[]'.
      return listOf(node, cell, checker);
    case 2339: // Property 'loss' does not exist on type 'History'.
      return insideOf(node, checker) ?? promiseOf(node, checker);
    case 2554: // Expected 1 arguments, but got 2.
    case 2559: // Type '100' has no properties in common with type 'FitOptions'.
    case 2345:
      return (
        optionsByName(node, cell, checker) ??
        (wantsPromise(diagnostic) ? undefined : promiseOf(node, checker))
      );
    default:
      return promiseOf(node, checker);
  }
}

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

/** `X.length()` without the brackets. */
function withoutCall(node: Node, cell: SourceFile, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(node, ts.isCallExpression);
  if (call === undefined || !ts.isPropertyAccessExpression(call.expression) || call.arguments.length > 0)
    return undefined;
  if (checker.getTypeAtLocation(call.expression).flags & ts.TypeFlags.Any) return undefined;
  const text = call.expression.getText(cell);
  return `\`${text}\` is a value, not a method: write it without brackets.`;
}

/** `fit(X, y, 100)` and `compile("adam", "mse")`: the options that there are in place of the positions. */
function optionsByName(node: Node, cell: SourceFile, checker: TypeChecker): string | undefined {
  const call = ts.findAncestor(
    node,
    (one): one is CallExpression | NewExpression => ts.isCallExpression(one) || ts.isNewExpression(one),
  );
  if (call?.arguments === undefined || call.arguments.some(ts.isObjectLiteralExpression)) return undefined;
  const type = checker.getTypeAtLocation(call.expression);
  for (const { parameters } of [...type.getConstructSignatures(), ...type.getCallSignatures()]) {
    const at = parameters.findIndex((parameter) => optionsOf(checker, parameter, cell).length > 0);
    if (at < 0 || at >= call.arguments.length) continue;
    const names = optionsOf(checker, parameters[at], cell).map(({ name }) => name);
    const values = call.arguments.slice(at).map((value, index) => `${names[index]}: ${value.getText(cell)}`);
    const own = call.arguments.slice(0, at).map((value) => shortText(value));
    const isNew = ts.isNewExpression(call) ? "new " : "";
    const text = `${isNew}${shortText(call.expression)}(${[...own, `{ ${values.join(", ")} }`].join(", ")})`;
    const list = `${names.slice(0, mostOptions).join(", ")}${names.length > mostOptions ? ", …" : ""}`;
    return `Options have names, in braces, such as \`${text}\`. There are ${list}.`;
  }
  return undefined;
}

const mostOptions = 20;

/** A variable that holds a promise where its value is meant. */
function promiseOf(node: Node, checker: TypeChecker): string | undefined {
  const name =
    ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent.expression : node;
  if (!ts.isIdentifier(name) || checker.getTypeAtLocation(name).symbol?.name !== "Promise") return undefined;
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

/** `metrics: "accuracy"` where a list of such values is meant. */
function listOf(node: Node, cell: SourceFile, checker: TypeChecker): string | undefined {
  const property = node.parent;
  if (!ts.isPropertyAssignment(property)) return undefined;
  const { initializer } = property;
  const expected = checker.getContextualType(initializer);
  if (expected === undefined) return undefined;
  const value = checker.getTypeAtLocation(initializer);
  const isMeant = (expected.isUnion() ? expected.types : [expected]).some(
    (type) =>
      checker.isArrayType(type) &&
      checker.getTypeArguments(type as TypeReference).every((one) => checker.isTypeAssignableTo(value, one)),
  );
  const name = property.name.getText(cell);
  return isMeant ? `\`${name}\` takes a list: \`${name}: [${initializer.getText(cell)}]\`.` : undefined;
}

/** `fitted.loss` for `fitted.history.loss`: a name that belongs to a record in the object. */
function insideOf(node: Node, checker: TypeChecker): string | undefined {
  const access = node.parent;
  if (!ts.isPropertyAccessExpression(access) || access.name !== node) return undefined;
  const type = checker.getTypeAtLocation(access.expression);
  const records = type.getProperties().filter((property) => {
    const own = checker.getTypeOfSymbolAtLocation(property, node);
    return checker.getIndexInfoOfType(own, ts.IndexKind.String) !== undefined;
  });
  if (records.length !== 1 || !(type.flags & ts.TypeFlags.Object)) return undefined;
  const record = `${shortText(access.expression)}.${records[0].name}`;
  return `It may be in \`${record}\`: \`${record}.${access.name.text}\`.`;
}
