import type { Node, SourceFile, TransformerFactory } from "typescript";
import { parseCell, ts } from "./compiler.ts";

/** Starts the line that is added to a cell. */
const mark = "\n/* declared in blocks */ var ";

/**
 * Declares each `var` in a block or loop again in a line at the end of the cell. Its scope is the whole cell, so later cells
 * may use it, but TypeScript's declaration files include only top-level statements.
 */
export function withBlockVariables(source: string): string {
  if (!/\bvar\b/.test(source)) return source;
  const file = parseCell(source);
  // An error at the end of the cell would be reported in the added line.
  if (file.parseDiagnostics.length > 0) return source;
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node) || ts.isModuleDeclaration(node))
      return;
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) {
      for (const { name } of node.declarations) for (const bound of boundNames(name)) names.add(bound);
    }
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements) if (!ts.isVariableStatement(statement)) visit(statement);
  return names.size === 0 ? source : `${source}${mark}${[...names].join(", ")};`;
}

/** The end of the cell's own text. */
export function ownEnd(text: string): number {
  const end = text.lastIndexOf(mark);
  return end < 0 ? text.length : end;
}

/** Moves the added line to the top: the cell's last expression has to stay last. */
export const blockVariablesFirst: TransformerFactory<SourceFile> = (context) => (file) => {
  const end = ownEnd(file.text);
  const added = file.statements.filter(
    (statement) => statement.end > end && ts.isVariableStatement(statement),
  );
  if (added.length === 0) return file;
  const own = file.statements.filter((statement) => !added.includes(statement));
  return context.factory.updateSourceFile(file, [...added, ...own]);
};

/** The names that a declaration binds. */
export function* boundNames(name: import("typescript").BindingName): Iterable<string> {
  if (ts.isIdentifier(name)) yield name.text;
  else for (const element of name.elements) if (ts.isBindingElement(element)) yield* boundNames(element.name);
}
