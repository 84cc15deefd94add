import type { Diagnostic, Identifier, NamedDeclaration, Statement } from "typescript";
import { cellPosition } from "./cell-position.ts";
import { ts } from "./compiler.ts";

/** Which of two declarations of a name in a cell to delete: one that an exercise's copy has prepared is a leftover. */
export function declaredTwice({ code, file, start }: Diagnostic): string | undefined {
  if (!declaredAgain.has(code) || file === undefined || start === undefined) return undefined;
  const { text: name } = ts.getTouchingPropertyName(file, start) as Identifier;
  const found = file.statements.flatMap((statement) =>
    declarationsIn(statement).filter((one) => one.name?.getText(file) === name),
  );
  if (found.length < 2) return undefined;
  const lines = found.map((one) => cellPosition(file, one.getStart(file)).line);
  const leftover = found.findIndex(
    (one) => ts.isVariableDeclaration(one) && one.initializer?.getText(file) === "undefined",
  );
  const places = new Set(lines).size === 1 ? `twice in line ${lines[0]}` : `in lines ${lines.join(" and ")}`;
  const remedy =
    leftover >= 0
      ? `delete \`${found[leftover].parent!.parent!.getText(file)}\` in line ${lines[leftover]}`
      : found.every(ts.isVariableDeclaration)
        ? "delete one, give it another name, or assign without `const` or `let`"
        : "delete one, or give it another name";
  return `\`${name}\` is declared ${places} of this cell: ${remedy}.`;
}

/** "Cannot redeclare", "Duplicate identifier", "Import declaration conflicts with local declaration", and of functions. */
const declaredAgain = new Set([2451, 2300, 2440, 2393]);

/** The variables, functions, classes and imported names that a statement declares. */
function declarationsIn(statement: Statement): readonly NamedDeclaration[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations;
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return [statement];
  const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
  if (clause === undefined) return [];
  const { namedBindings: names } = clause;
  return [clause, ...(names === undefined ? [] : ts.isNamespaceImport(names) ? [names] : names.elements)];
}
