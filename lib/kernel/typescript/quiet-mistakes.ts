import type { Expression, Node, Program, SourceFile } from "typescript";
import { ts } from "./compiler.ts";
import { type NodeHint, shortText } from "./node-hint.ts";

/** Code that is right in TypeScript, and means another thing in Python: `7 // 2`, `1 in list`, and a method without its call. */
export function quietMistakes(program: Program, cell: SourceFile): NodeHint[] {
  const checker = program.getTypeChecker();
  const found: NodeHint[] = [];

  const hintOf = (node: Node): string | undefined => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) {
      const type = checker.getTypeAtLocation(node.right);
      if (!checker.isArrayLikeType(type)) return undefined;
      const [value, list] = [shortText(node.left), shortText(node.right)];
      return `\`${value} in ${list}\` asks for an index: write \`${list}.includes(${value})\` to look for a value.`;
    }
    if (ts.isExpressionStatement(node) && ts.isPropertyAccessExpression(node.expression)) {
      const type = checker.getTypeAtLocation(node.expression);
      const isClass = type.getConstructSignatures().length > 0;
      if (isClass || !type.getCallSignatures().some(({ parameters }) => parameters.every(isOptional)))
        return undefined;
      const text = shortText(node.expression);
      return `\`${text}\` is a method: \`${text}()\` calls it.`;
    }
    return undefined;
  };
  const visit = (node: Node): void => {
    const text = hintOf(node);
    if (text !== undefined) found.push({ node, text });
    ts.forEachChild(node, visit);
  };
  visit(cell);
  return [...found, ...divisions(cell)];
}

const isOptional = ({ valueDeclaration }: { valueDeclaration?: Node }) =>
  valueDeclaration !== undefined &&
  ts.isParameter(valueDeclaration) &&
  (valueDeclaration.questionToken !== undefined ||
    valueDeclaration.initializer !== undefined ||
    valueDeclaration.dotDotDotToken !== undefined);

/** `7 // 2`: a comment that is nothing but a number, behind a value and without a semicolon. */
function divisions(cell: SourceFile): NodeHint[] {
  const found: NodeHint[] = [];
  for (const statement of cell.statements) {
    const value = valueIn(statement);
    const [, divisor] =
      /^[ \t]*\/\/[ \t]*(\d+(?:\.\d+)?|len\(\w+\))[ \t]*(?:\n|$)/.exec(cell.text.slice(statement.end)) ?? [];
    if (value === undefined || divisor === undefined) continue;
    const right = divisor.replace(/^len\((\w+)\)$/, "$1.length");
    const text = `\`//\` begins a comment: write \`Math.floor(${shortText(value)} / ${right})\` to divide and round down.`;
    found.push({ node: value, text });
  }
  return found;
}

/** The value that a statement without a semicolon ends with. */
function valueIn(statement: Node): Expression | undefined {
  if (statement.getText().endsWith(";")) return undefined;
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    const isAssignment =
      ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return isAssignment ? expression.right : expression;
  }
  return ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.at(-1)?.initializer
    : undefined;
}
