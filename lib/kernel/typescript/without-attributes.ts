import { ts } from "./compiler.ts";

/**
 * Replaces import attributes by spaces, as in `import data from "./data.json" with { type: "json" }`: tslab's TypeScript would
 * parse `with` as a statement. The kernel does not need them.
 */
export function withoutAttributes(source: string): string {
  if (!source.includes("with")) return source;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ESNext);
  for (const { kind, end } of file.statements) {
    if (kind !== ts.SyntaxKind.ImportDeclaration) continue;
    const [attributes] = /^\s*with\s*\{[^{}]*\}/.exec(source.slice(end)) ?? [];
    if (attributes === undefined) continue;
    const spaces = attributes.replace(/[^\n]/g, " ");
    return withoutAttributes(source.slice(0, end) + spaces + source.slice(end + attributes.length));
  }
  return source;
}
