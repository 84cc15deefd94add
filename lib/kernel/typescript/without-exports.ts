import { ts } from "./compiler.ts";

/** Stands in the place of `export default`. */
const value = "void 0,";

/**
 * A cell pasted from a module: `export` before a declaration, `export default`, `export { names }`. They
 * mean nothing in a cell, whose names are known to the next one anyway, and give way to as many spaces.
 */
export function withoutExports(source: string): string {
  if (!source.includes("export")) return source;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ESNext);
  let result = source;
  const blank = (start: number, end: number) => {
    const spaces = source.slice(start, end).replace(/[^\n]/g, " ");
    result = result.slice(0, start) + spaces + result.slice(end);
  };
  /** Keeps a value one that, alone in its statement, would be a block or want a name. */
  const keepValue = (start: number) => {
    result = result.slice(0, start) + value + result.slice(start + value.length);
  };
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined) {
      blank(statement.getStart(file), statement.end);
    }
    if (ts.isExportAssignment(statement)) {
      const start = statement.getStart(file);
      blank(start, statement.expression.getStart(file));
      if (ts.isObjectLiteralExpression(statement.expression)) keepValue(start);
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    for (const modifier of modifiers) {
      const isExport =
        modifier.kind === ts.SyntaxKind.ExportKeyword || modifier.kind === ts.SyntaxKind.DefaultKeyword;
      if (isExport) blank(modifier.getStart(file), modifier.end);
    }
    const isDefault = modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
    const isNamed = (statement as { name?: unknown }).name !== undefined;
    if (isDefault && !isNamed) keepValue(modifiers[0].getStart(file));
  }
  return result;
}
