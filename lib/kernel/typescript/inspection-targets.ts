import type { Node } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler.ts";

export interface Place {
  position: number;
  /** Of `new Dense(…)`, the name of the class, whose documentation says more than its constructor's. */
  constructed?: string;
}

/**
 * What a learner may ask about at `position`, the likeliest first: what stands there, then what is called
 * around it, from the innermost call outwards. `new Dense(8, {` need not be finished.
 */
export function inspectionTargets(source: string, position: number): Place[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const here: Place = { position };
  const calls: Place[] = [];
  const visit = (node: Node): void => {
    // What is not finished ends before the spaces after it.
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
