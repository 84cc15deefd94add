import type { Expression, Node, Program, SourceFile, Type } from "typescript";
import { ts } from "./compiler.ts";
import { canAwait, isAssignment, type NodeHint, printedArguments, shortText } from "./node-hint.ts";

/** Declared in these files, a function may be called without waiting: tests, and `display`, whose output is in order anyway. */
const unawaited = [/@types\/node\/test\.d\.ts$/, /\/lib\/display\.ts$/, /\/__globals__\.d\.ts$/];

/**
 * The statements of a cell that start a promise and do not wait for it, or make a list of them, and what it prints of a promise.
 * `void` in front of one, an assignment, and `then`, `catch` and `finally` show that it is intended.
 */
export function floatingPromises(program: Program, cell: SourceFile): NodeHint[] {
  const checker = program.getTypeChecker();

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

  const found: NodeHint[] = [];
  const visit = (node: Node): void => {
    const isStatement = ts.isExpressionStatement(node);
    for (const expression of isStatement ? [skipParentheses(node.expression)] : printed(node)) {
      const type = checker.getTypeAtLocation(expression);
      if (isStatement && isIntended(expression)) continue;
      if (isPromise(type)) found.push({ node: expression, text: advice(expression, isStatement) });
      else if (isList(type)) found.push({ node: expression, text: adviceOnList(expression) });
    }
    ts.forEachChild(node, visit);
  };
  visit(cell);
  return found;
}

/** The values that are turned into text: arguments of `console.log`, and those between the braces of a template. */
const printed = (node: Node): readonly Expression[] =>
  ts.isTemplateSpan(node) ? [node.expression] : printedArguments(node);

function adviceOnList(expression: Expression): string {
  const text = shortText(expression);
  const where = canAwait(expression) ? "" : " in an `async` function";
  return `\`${text}\` is a list of Promises: write \`await Promise.all(${text})\`${where}.`;
}

function advice(expression: Expression, isStatement: boolean): string {
  const short = shortText(expression);
  const [what, written] = ts.isCallExpression(expression)
    ? [returns(expression.expression), short]
    : [`\`${short}\` is a Promise`, /^[\w$.]+$/.test(short) ? short : `(${short})`];
  const where = canAwait(expression) ? "" : " in an `async` function";
  const ending = isStatement ? `, or \`void ${written}\` to go on without waiting` : "";
  return `${what}: write \`await ${written}\`${where}${ending}.`;
}

function returns(called: Expression): string {
  const isNamed = ts.isIdentifier(called) || ts.isPropertyAccessExpression(called);
  return `${isNamed ? `\`${nameOf(called)}\`` : "This function"} returns a Promise`;
}

function nameOf(called: Expression): string {
  return ts.isPropertyAccessExpression(called) ? called.name.text : shortText(called);
}

function skipParentheses(expression: Expression): Expression {
  return ts.isParenthesizedExpression(expression) ? skipParentheses(expression.expression) : expression;
}
