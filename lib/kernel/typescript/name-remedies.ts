import type { Node, TypeChecker } from "typescript";
import { ts } from "./compiler.ts";
import { shortText } from "./node-hint.ts";

/** Remedies for a name that nothing declares, by what it stands for. */
export function undeclaredName(node: Node, checker: TypeChecker): string | undefined {
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
