import type { Node, SourceFile, TransformerFactory } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler.ts";

/** Begins the line that is added to a cell. */
const mark = "\n/* declared in blocks */ var ";

/**
 * A `var` in a block or in the head of a loop is a name of the whole cell, so later cells know it. TypeScript writes into the
 * declarations of a cell what stands at its top alone; there each such name is declared once more, in a line at the cell's end.
 */
export function withBlockVariables(source: string): string {
  if (!/\bvar\b/.test(source)) return source;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ESNext) as SourceFile & {
    parseDiagnostics: unknown[];
  };
  // What is wrong at the end of a cell would be told of another place.
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

/** Where a cell's own text ends. */
export function ownEnd(text: string): number {
  const end = text.lastIndexOf(mark);
  return end < 0 ? text.length : end;
}

/** Declares them first: the last expression has to stay the last. */
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
export function* boundNames(name: import("@tslab/typescript-for-tslab").BindingName): Iterable<string> {
  if (ts.isIdentifier(name)) yield name.text;
  else for (const element of name.elements) if (ts.isBindingElement(element)) yield* boundNames(element.name);
}
