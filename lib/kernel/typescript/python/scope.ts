import type { SyntaxNode } from "@lezer/common";
import { children } from "./syntax.ts";

/** Code in which names are variables of the same scope: a cell, or the body of a function. */
export interface Scope {
  text: string;
  node: SyntaxNode;
}

/** The names that an assignment or loop assigns. */
export function targetsOf({ text }: Scope, node: SyntaxNode): string[] {
  const parts = children(node);
  const end = /^(UpdateStatement|NamedExpression)$/.test(node.name)
    ? 1
    : parts.findLastIndex(({ name }) => name === "AssignOp" || name === "in");
  const names = (list: SyntaxNode[]): string[] =>
    list.flatMap((part) =>
      part.name === "VariableName"
        ? [text.slice(part.from, part.to)]
        : /^(Tuple|Array|Parenthesized)Expression$/.test(part.name)
          ? names(children(part))
          : [],
    );
  return names(parts.slice(0, end));
}

/** Every name that is assigned in a scope or a part of it, as often as it is, without the loops' own. */
export function assigned(scope: Scope, node = scope.node): string[] {
  if (/^(FunctionDefinition|ClassDefinition)$/.test(node.name) && node !== scope.node) return [];
  const own = /^((Assign|Update)Statement|NamedExpression)$/.test(node.name) ? targetsOf(scope, node) : [];
  return [...own, ...children(node).flatMap((child) => assigned(scope, child))];
}

/** How often a name stands in a part of a scope, without the loops that assign it. */
export function uses(name: string, scope: Scope, node = scope.node): number {
  const isName = (part: SyntaxNode) => scope.text.slice(part.from, part.to) === name;
  // Not the name of an argument: `Dense(units=8)`.
  const isArgument = node.parent?.name === "ArgList" && node.nextSibling?.name === "AssignOp";
  if (node.name === "VariableName") return isName(node) && !isArgument ? 1 : 0;
  const parts = children(node);
  const parameters = parts.find((part) => part.name === "ParamList");
  if (parameters !== undefined && node !== scope.node && children(parameters).some(isName)) return 0;
  if (node.name === "ForStatement" && loopNames(scope, node).includes(name)) return 0;
  if (/Comprehension|ArgList/.test(node.name)) {
    const [start, end] = ["for", "in"].map((word) => parts.findIndex((part) => part.name === word));
    if (start >= 0 && parts.slice(start, end).some(isName)) return 0;
  }
  return parts.reduce((sum, part) => sum + uses(name, scope, part), 0);
}

/** True if code uses the value of a variable before it assigns another. */
export const isReadFirst = (name: string, code: string): boolean =>
  !RegExp(`^${name}\\s*=(?!=)(?!.*\\b${name}\\b)`).test(code.slice(code.search(RegExp(`\\b${name}\\b`))));

/** The names that a `for` loop assigns. */
export function loopNames(scope: Scope, node: SyntaxNode): string[] {
  const parts = children(node);
  const end = parts.findIndex(({ name }) => name === "in");
  return parts
    .slice(1, Math.max(end, 1))
    .filter(({ name }) => name === "VariableName")
    .map(({ from, to }) => scope.text.slice(from, to));
}
