import type { Node, Statement } from "typescript";
import { cellPosition } from "./cell-position.ts";
import { ts } from "./compiler.ts";

/** The hint for a statement that is indented as the one above it is, which a loop or an `if` without braces holds. */
export function outsideOfBlock(node: Node): string | undefined {
  const statement = ts.findAncestor(node, (one) => one.parent !== undefined && "statements" in one.parent);
  const around = statement?.parent as { statements: readonly Statement[] } | undefined;
  const above = around?.statements[around.statements.indexOf(statement as Statement) - 1];
  if (statement === undefined || above === undefined) return undefined;
  const body = ts.isIfStatement(above) ? (above.elseStatement ?? above.thenStatement) : bodyOf(above);
  if (body === undefined || ts.isBlock(body) || ts.isEmptyStatement(body)) return undefined;
  const place = (one: Node) => cellPosition(node.getSourceFile(), one.getStart());
  const [head, inside, outside] = [above, body, statement].map(place);
  if (inside.line === head.line || outside.column !== inside.column) return undefined;
  if (inside.column <= head.column) return undefined;
  const word = /^\w+/.exec(above.getText())![0];
  return `Indentation does not make a block: without braces, \`{ … }\`, line ${outside.line} is not part of the \`${word}\` in line ${head.line}.`;
}

function bodyOf(statement: Statement): Statement | undefined {
  return ts.isIterationStatement(statement, false) ? statement.statement : undefined;
}
