import { children, hasErrors, NoTranslation } from "./syntax.ts";

/** TypeScript in brackets, unless it may stand before a dot. */
export function simple(text: string): string {
  const { parser } = require("@lezer/javascript") as typeof import("@lezer/javascript");
  const tree = parser.configure({ dialect: "ts" }).parse(text);
  const [expression] = children(tree.topNode).flatMap(children);
  const isWhole = expression !== undefined && expression.to === text.length && !hasErrors(tree);
  return isWhole && atomic.has(expression.name) ? text : `(${text})`;
}

/** The expressions, by their names in the syntax tree, that need no brackets before a dot. */
const atomic = new Set([
  "VariableName",
  "this",
  "String",
  "TemplateString",
  "ArrayExpression",
  "ParenthesizedExpression",
  "MemberExpression",
  "CallExpression",
]);

/** An object after an arrow needs brackets. */
export const arrowBody = (text: string) => (text.startsWith("{") ? `(${text})` : text);

/** Throws for escapes in a string that JavaScript does not have, or not with Python's meaning. */
export function checkEscapes(text: string): void {
  if (/^(?:[^\\]|\\(?:[ntrbfv"'\\\n]|x[\da-fA-F]{2}|u[\da-fA-F]{4}))*$/.test(text)) return;
  throw new NoTranslation("an escape");
}

/** Text in a template literal: its backticks and `${` escaped. */
export const inTemplate = (text: string) => text.replace(/`|\$(?=\{)/g, "\\$&");

/** A value in a template literal, by Python's format. Formats that fill, sign or group have no short translation. */
export function formatted(value: string, spec: string): string {
  if (spec === "" || spec === "d") return `\${${value}}`;
  const [, digits = "6", kind] = /^(?:\.(\d+))?([f%])$/.exec(spec) ?? [];
  if (kind === undefined) throw new NoTranslation("a format");
  if (kind === "%") return `\${(${simple(value)} * 100).toFixed(${digits})}%`;
  return `\${${simple(value)}.toFixed(${digits})}`;
}

/** Throws for code in which a name would be taken for the parameter of an arrow function. */
export function checkFree(name: string, ...code: string[]): void {
  if (code.some((one) => RegExp(`(?<![.\\w$])${name}(?![\\w$])`).test(one)))
    throw new NoTranslation(`the name ${name}`);
}
