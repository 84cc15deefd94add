import type { Node } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler.ts";

interface Place {
  position: number;
  /** In `new Dense(…)`, the name of the class, whose documentation says more than the constructor's. */
  constructed?: string;
}

/**
 * The expressions that a learner may be asking about at `position`, the likeliest first: the one at `position`, then the
 * surrounding calls from the inside out. The code may be unfinished, such as `new Dense(8, {`.
 */
export function inspectionTargets(source: string, position: number): Place[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const here: Place = { position };
  const calls: Place[] = [];
  const visit = (node: Node): void => {
    // An unfinished node ends before trailing spaces.
    if (position < node.pos || source.slice(node.end, position).trim() !== "") return;
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
    const { expression, arguments: values } = node;
    const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
    const constructed = ts.isNewExpression(node) ? expression.getText(file) : undefined;
    if (position >= name.getStart(file) && position <= name.end) here.constructed = constructed;
    // `new Dense` may be without parentheses.
    if (values === undefined || position < values.pos) return;
    if (source[node.end - 1] === ")" && position >= node.end) return;
    calls.push({ position: name.getStart(file), constructed });
  };
  visit(file);
  return [here, ...calls];
}
