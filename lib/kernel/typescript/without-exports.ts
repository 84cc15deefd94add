import { ts } from "./compiler.ts";

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
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined) {
      blank(statement.getStart(file), statement.end);
    }
    if (ts.isExportAssignment(statement))
      blank(statement.getStart(file), statement.expression.getStart(file));
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    for (const modifier of modifiers) {
      const isExport =
        modifier.kind === ts.SyntaxKind.ExportKeyword || modifier.kind === ts.SyntaxKind.DefaultKeyword;
      if (isExport) blank(modifier.getStart(file), modifier.end);
    }
  }
  return result;
}
