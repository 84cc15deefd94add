import { parseCell, ts } from "./compiler.ts";

/** Replaces `export default`. */
const value = "void 0,";

/**
 * Replaces exports by spaces, for cells pasted from a module: `export` before a declaration, `export default`,
 * `export { names }`. All names of a cell are visible to the next one anyway.
 */
export function withoutExports(source: string): string {
  if (!source.includes("export")) return source;
  const file = parseCell(source);
  let result = source;
  const blank = (start: number, end: number) => {
    const spaces = source.slice(start, end).replace(/[^\n]/g, " ");
    result = result.slice(0, start) + spaces + result.slice(end);
  };
  /** Keeps an expression that would otherwise parse as a block, or as a declaration without a name. */
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
