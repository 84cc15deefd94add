import type { SourceFile, TransformerFactory } from "typescript";
import { ts } from "./compiler.ts";
import { hasUsing } from "./stoppable-code.ts";

/**
 * Keeps the value of the last expression of a cell with `using` at its top level. TypeScript moves the statements of such a cell
 * into a `try` block, and tslab does not look there.
 */
export const valueWithUsing: TransformerFactory<SourceFile> = (context) => (file) => {
  const { factory } = context;
  const last = file.statements.findLast((statement) => !ts.isExportDeclaration(statement));
  if (!hasUsing(file) || last === undefined || !ts.isExpressionStatement(last)) return file;
  const value = factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), "value");
  const kept = factory.createExpressionStatement(factory.createAssignment(value, last.expression));
  return factory.updateSourceFile(
    file,
    file.statements.map((statement) => (statement === last ? ts.setTextRange(kept, last) : statement)),
  );
};
