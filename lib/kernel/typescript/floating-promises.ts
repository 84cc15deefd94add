import type { Expression, Node, Program, SourceFile, Type } from "typescript";
import { ts } from "./compiler.ts";
import { canAwait, isAssignment, type NodeHint, shortText } from "./node-hint.ts";

/** Declared in these files, a function may be called without waiting: tests, and `display`, whose output is in order anyway. */
const unawaited = [/@types\/node\/test\.d\.ts$/, /\/lib\/display\.ts$/, /\/__globals__\.d\.ts$/];

/**
 * The statements of a cell that start a promise and do not wait for it. `void` in front of one, an assignment, and `then`,
 * `catch` and `finally` show that it is intended.
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

  const found: NodeHint[] = [];
  const visit = (node: Node): void => {
    if (ts.isExpressionStatement(node)) {
      const expression = skipParentheses(node.expression);
      if (!isIntended(expression) && isPromise(checker.getTypeAtLocation(expression))) {
        found.push({ node: expression, text: advice(expression) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(cell);
  return found;
}

function advice(expression: Expression): string {
  const short = shortText(expression);
  const [what, written] = ts.isCallExpression(expression)
    ? [returns(expression.expression), short]
    : [`\`${short}\` is a Promise`, ts.isIdentifier(expression) ? short : `(${short})`];
  const where = canAwait(expression) ? "" : " in an `async` function";
  return `${what}: write \`await ${written}\`${where}, or \`void ${written}\` to go on without waiting.`;
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
