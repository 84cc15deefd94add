import type { Expression, Node, Program, SourceFile } from "typescript";
import { ts } from "./compiler.ts";
import { isAssignment, type NodeHint, shortText } from "./node-hint.ts";

/** The indices of a cell that count from the end in Python, and find nothing in lists, typed arrays and texts of JavaScript. */
export function negativeIndices(program: Program, cell: SourceFile): NodeHint[] {
  const checker = program.getTypeChecker();

  const isIndexed = (expression: Expression): boolean => {
    const type = checker.getApparentType(checker.getTypeAtLocation(expression));
    const hasNumbers = checker.getIndexInfoOfType(type, ts.IndexKind.Number) !== undefined;
    return hasNumbers && checker.getPropertyOfType(type, "at") !== undefined;
  };

  const found: NodeHint[] = [];
  const visit = (node: Node): void => {
    if (ts.isElementAccessExpression(node) && isNegative(node.argumentExpression)) {
      const { expression, argumentExpression: index } = node;
      const list = shortText(expression);
      if (isIndexed(expression)) {
        found.push({
          node,
          text: isWritten(node)
            ? `\`${list}[${index.getText()}]\` finds nothing: write \`${list}[${list}.length - ${index.getText().slice(1).trim()}]\` to count from the end.`
            : `\`${list}[${index.getText()}]\` finds nothing: write \`${list}.at(${index.getText()})\` to count from the end.`,
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(cell);
  return found;
}

function isNegative(index: Expression): boolean {
  return (
    ts.isPrefixUnaryExpression(index) &&
    index.operator === ts.SyntaxKind.MinusToken &&
    ts.isNumericLiteral(index.operand)
  );
}

/** True for `x` in `x = 1`, `x += 1` and `x++`. */
function isWritten(node: Expression): boolean {
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent))
    return [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(parent.operator);
  return ts.isPostfixUnaryExpression(parent) || (isAssignment(parent) && parent.left === node);
}
