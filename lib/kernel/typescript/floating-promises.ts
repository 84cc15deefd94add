import type { Expression, Node, Type, TypeChecker } from "typescript";
import { ts } from "./compiler.ts";
import { isAssignment, type NodeHint, placeOfAwait, printedArguments, shortText } from "./node-hint.ts";

/** Declared in these files, a function may be called without waiting: tests, and `display`, whose output is in order anyway. */
const unawaited = [/@types\/node\/test\.d\.ts$/, /\/lib\/display\.ts$/, /\/__globals__\.d\.ts$/];

/**
 * The hints on a statement that starts a promise and does not wait for it, or makes a list of them, and on a promise that is printed.
 * `void` in front of one, an assignment, and `then`, `catch` and `finally` show that it is intended.
 */
export function floatingPromises(node: Node, checker: TypeChecker): NodeHint[] {
  const isPromise = (type: Type): boolean => {
    if (type.isUnion()) return type.types.some(isPromise);
    const then = type.flags & ts.TypeFlags.Any ? undefined : checker.getPropertyOfType(type, "then");
    return then !== undefined && checker.getTypeOfSymbol(then).getCallSignatures().length > 0;
  };

  const isIntended = (expression: Expression): boolean => {
    if (ts.isVoidExpression(expression) || ts.isAwaitExpression(expression)) return true;
    if (isAssignment(expression)) return true;
    if (!ts.isCallExpression(expression)) return false;
    const { expression: called } = expression;
    if (ts.isPropertyAccessExpression(called) && /^(then|catch|finally)$/.test(called.name.text)) return true;
    const declared = checker.getResolvedSignature(expression)?.declaration;
    const name = nameOf(called);
    const file = declared?.getSourceFile().fileName ?? "";
    return name !== "input" && unawaited.some((pattern) => pattern.test(file));
  };

  const isList = (type: Type): boolean => {
    const element = checker.isArrayLikeType(type) && checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return element ? isPromise(element) : false;
  };

  const isStatement = ts.isExpressionStatement(node);
  return (isStatement ? [ts.skipParentheses(node.expression)] : printed(node)).flatMap((expression) => {
    const type = checker.getTypeAtLocation(expression);
    if (isStatement && isIntended(expression)) return [];
    if (isPromise(type)) return { node: expression, text: advice(expression, isStatement) };
    return isList(type) ? { node: expression, text: adviceOnList(expression) } : [];
  });
}

/** The values that are turned into text: arguments of `console.log`, and those between the braces of a template. */
const printed = (node: Node): readonly Expression[] =>
  ts.isTemplateSpan(node) ? [node.expression] : printedArguments(node);

function adviceOnList(expression: Expression): string {
  const text = shortText(expression);
  return `\`${text}\` is a list of Promises: write \`await Promise.all(${text})\`${placeOfAwait(expression)}.`;
}

function advice(expression: Expression, isStatement: boolean): string {
  const short = shortText(expression);
  const [what, written] = ts.isCallExpression(expression)
    ? [returns(expression.expression), short]
    : [`\`${short}\` is a Promise`, /^[\w$.]+$/.test(short) ? short : `(${short})`];
  const ending = isStatement ? `, or \`void ${written}\` to go on without waiting` : "";
  return `${what}: write \`await ${written}\`${placeOfAwait(expression)}${ending}.`;
}

function returns(called: Expression): string {
  const isNamed = ts.isIdentifier(called) || ts.isPropertyAccessExpression(called);
  return `${isNamed ? `\`${nameOf(called)}\`` : "This function"} returns a Promise`;
}

function nameOf(called: Expression): string {
  return ts.isPropertyAccessExpression(called) ? called.name.text : shortText(called);
}
