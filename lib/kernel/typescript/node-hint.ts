import type {
  BinaryExpression,
  CallExpression,
  ElementAccessExpression,
  Expression,
  NewExpression,
  Node,
  PropertyAccessExpression,
  TypeChecker,
  Symbol as TypeScriptSymbol,
} from "typescript";
import { ts } from "./compiler.ts";

/** A hint, and the node that it is about. */
export interface NodeHint {
  node: Node;
  text: string;
}

/** The code of an expression in one line, without its arguments. */
export function shortText(expression: Expression): string {
  if (ts.isCallExpression(expression)) {
    return `${shortText(expression.expression)}(${expression.arguments.length > 0 ? "…" : ""})`;
  }
  if (ts.isNewExpression(expression)) {
    return `new ${shortText(expression.expression)}(${expression.arguments?.length ? "…" : ""})`;
  }
  if (ts.isPropertyAccessExpression(expression)) {
    return `${shortText(expression.expression)}.${expression.name.text}`;
  }
  if (ts.isParenthesizedExpression(expression)) return `(${shortText(expression.expression)})`;
  if (ts.isAwaitExpression(expression)) return `await ${shortText(expression.expression)}`;
  const text = expression.getText().replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** The value that a variable of the same code is declared with; any other expression itself. */
export function declaredValue(value: Expression, checker: TypeChecker): Expression {
  const declaration = checker.getSymbolAtLocation(value)?.valueDeclaration;
  return (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer) || value;
}

/** The access that an error at this node is about: of `a.b` it is told at the name, of `a[b]` at the beginning. */
export const accessAt = (node: Node) =>
  ts.findAncestor(node, (one): one is PropertyAccessExpression | ElementAccessExpression =>
    ts.isPropertyAccessExpression(one)
      ? one.name === node
      : ts.isElementAccessExpression(one) && one.getStart() === node.getStart(),
  );

/** The place for `await`, if it may not be written here. */
export function placeOfAwait(node: Node): string {
  const around = ts.findAncestor(node, ts.isFunctionLike);
  const isAsync = around && ts.getCombinedModifierFlags(around) & ts.ModifierFlags.Async;
  return around === undefined || isAsync ? "" : " in an `async` function";
}

/** True for a value of numbers' type. */
export const isNumber = (value: Node, checker: TypeChecker) =>
  (checker.getTypeAtLocation(value).flags & ts.TypeFlags.NumberLike) !== 0;

export const isDataFrame = (value: Node, checker: TypeChecker) =>
  checker.typeToString(checker.getTypeAtLocation(value)) === "DataFrame";

/** True for `a = b`, `a += b` and the like. */
export function isAssignment(node: Node): node is BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

export const isCallOrNew = (node: Node): node is CallExpression | NewExpression =>
  ts.isCallExpression(node) || ts.isNewExpression(node);

/** The arguments of `console.log` and the like; none for other nodes. */
export const printedArguments = (node: Node): readonly Expression[] =>
  ts.isCallExpression(node) && /^console\.\w+$/.test(node.expression.getText()) ? node.arguments : [];

/** True for a member that code outside of its class may use. */
export const isPublic = ({ name, valueDeclaration }: TypeScriptSymbol) =>
  !name.startsWith("#") &&
  (valueDeclaration === undefined ||
    !(ts.getCombinedModifierFlags(valueDeclaration) & ts.ModifierFlags.NonPublicAccessibilityModifier));

/** The name of a function, or `new` and that of a class. */
export const calleeText = (call: CallExpression | NewExpression) =>
  `${ts.isNewExpression(call) ? "new " : ""}${shortText(call.expression)}`;

const mostNames = 20;

/** Names in one line, not all of very many. */
export const list = (names: string[]) =>
  `${names.slice(0, mostNames).join(", ")}${names.length > mostNames ? ", …" : ""}`;
