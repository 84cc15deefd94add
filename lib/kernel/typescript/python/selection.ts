import type { SyntaxNode } from "@lezer/common";
import { columnComparisons, isColumn } from "./packages.ts";
import { children, isSlice, NoTranslation } from "./syntax.ts";

/**
 * A call of danfojs' `iloc` or `loc`, for the indices that pandas has in brackets.
 *
 * @param raw gives code as it was written
 * @param expression gives its translation
 */
export function selection(
  called: string,
  axes: SyntaxNode[][],
  raw: (node: SyntaxNode) => string,
  expression: (node: SyntaxNode) => string,
): string {
  const frame = called.replace(/\.i?loc$/, "");
  const isByPlace = called.endsWith(".iloc");
  const texts = axes.map((axis) => axis.map((part) => raw(part)).join(""));
  // A single column is a Series, of one dimension.
  if (isByPlace && texts[0] === ":" && /^-?\d+$/.test(texts[1] ?? ""))
    return `${frame}.column(${frame}.columns${fromEnd(texts[1])})`;
  const options = axes.flatMap((axis, n) => {
    if (texts[n] === ":") return [];
    const [index] = axis;
    const [left, operator, right] = index.name === "BinaryExpression" ? children(index) : [];
    const method = operator && columnComparisons[raw(operator)];
    if (method !== undefined && isColumn(raw(left)))
      return `${["rows", "columns"][n]}: ${expression(left)}.${method}(${expression(right)})`;
    const isCounted = isByPlace && /(^|:)-\d/.test(texts[n]);
    if (!isSlice(axis) && !isCounted && !/^(Number|String|VariableName|ArrayExpression)$/.test(index.name))
      throw new NoTranslation("an index of a frame");
    // danfojs counts from the beginning.
    const counted = (sign: string) => texts[n].replace(/-(\d+)/g, `${sign}{${frame}.shape[${n}] - $1}`);
    const places = isSlice(axis) ? `\`${counted("$$")}\`` : counted("").replace(/^\{|\}$/g, "");
    const value = isCounted ? places : isSlice(axis) ? JSON.stringify(texts[n]) : expression(index);
    return `${["rows", "columns"][n]}: ${index.name === "ArrayExpression" ? value : `[${value}]`}`;
  });
  return `${called}({ ${options.join(", ")} })`;
}

/** `[2]` or `.at(-1)!` */
const fromEnd = (index: string) => (index.startsWith("-") ? `.at(${index})!` : `[${index}]`);
