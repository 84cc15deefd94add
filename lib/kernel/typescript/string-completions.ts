import type { CompletionInfo, Node } from "@tslab/typescript-for-tslab";
import { ts } from "./compiler.ts";
import type { Completions } from "./language.ts";

/**
 * Completes string literals, such as `"re` in `activation: "relu"` or the path of an import. TypeScript's matches are whole
 * strings or last segments of paths, which replace what was typed; tslab would append them.
 *
 * @returns `undefined` if `position` is not in a string literal
 */
export function stringCompletions(
  source: string,
  position: number,
  original: CompletionInfo | undefined,
): Completions | undefined {
  const span = textAround(source, position);
  if (span === undefined) return undefined;
  const names = [...new Set((original?.entries ?? []).map(({ name }) => name))].sort();
  const startingFrom = (start: number): Completions => {
    const typed = source.slice(start, position).toLowerCase();
    return {
      start,
      end: span.end,
      matches: names.filter((name) => name.toLowerCase().startsWith(typed)),
    };
  };
  const whole = startingFrom(span.start);
  const slash = source.slice(span.start, position).lastIndexOf("/");
  return whole.matches.length > 0 || slash < 0 ? whole : startingFrom(span.start + slash + 1);
}

/** The contents of the string literal around `position`. An unterminated one ends at `position`. */
function textAround(source: string, position: number): { start: number; end: number } | undefined {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  let found: { start: number; end: number } | undefined;
  const visit = (node: Node): void => {
    if (position < node.pos || position > node.end) return;
    if (ts.isStringLiteralLike(node)) {
      const start = node.getStart(file) + 1;
      const isEnded = node.end > start && source[node.end - 1] === source[start - 1];
      if (position >= start && !(isEnded && position === node.end)) {
        found = { start, end: isEnded ? node.end - 1 : position };
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
