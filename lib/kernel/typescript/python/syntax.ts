import { startupSnapshot } from "node:v8";
import type { SyntaxNode, Tree } from "@lezer/common";

/** Thrown for Python that has no short translation. */
export class NoTranslation extends Error {}

/** Loaded when it is first needed, because a start-up snapshot cannot hold its tables. */
export const parse = (text: string): Tree =>
  (require("@lezer/python") as typeof import("@lezer/python")).parser.parse(text);

/** The top-level statements of a cell that is Python throughout, with their lines, counted from 1; `undefined` for other code. */
export function pythonStatements(source: string) {
  if (startupSnapshot.isBuildingSnapshot()) return [];
  const tree = parse(source);
  if (hasErrors(tree)) return undefined;
  const lineOf = (position: number) => source.slice(0, position).split("\n").length;
  return children(tree.topNode).map(({ from, to }) => ({
    text: source.slice(from, to),
    from: lineOf(from),
    to: lineOf(to),
  }));
}

export function hasErrors(tree: Tree): boolean {
  let found = false;
  tree.iterate({
    enter: ({ type }) => {
      found ||= type.isError;
    },
  });
  return found;
}

export function children(node: SyntaxNode): SyntaxNode[] {
  const list: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") list.push(child);
  }
  return list;
}

/** Splits a list at separators; `withEmpty` keeps empty parts. */
export function splitAt(
  parts: SyntaxNode[],
  isSeparator: (part: SyntaxNode) => boolean,
  withEmpty = false,
): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const part of parts) {
    if (isSeparator(part)) groups.push([]);
    else groups.at(-1)!.push(part);
  }
  return withEmpty ? groups : groups.filter((group) => group.length > 0);
}

/** True for `a:b` between the brackets of an index. */
export const isSlice = (axis: SyntaxNode[]) => axis.some(({ name }) => name === ":");

/** True for the body of a generator. */
export const yields = (node: SyntaxNode): boolean =>
  children(node).some(
    (one) => one.name === "YieldStatement" || (one.name !== "FunctionDefinition" && yields(one)),
  );
