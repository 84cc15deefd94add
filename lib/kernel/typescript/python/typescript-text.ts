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
  "NewExpression",
]);

/** Python's `a % b`, which has the sign of `b`. @throws NoTranslation for calls, which would be evaluated several times */
export function remainder(a: string, b: string): string {
  const isNegative = /^\(?-/.test(b);
  if (/^[\d.]+$/.test(a) && !isNegative) return `${a} % ${b}`;
  if (/\bawait\b|(?<!\bMath\.)\b\w+\(/.test(`${a} ${b}`)) throw new NoTranslation("a remainder of calls");
  // Else -0.
  if (isNegative) return `(${a} - ${b} * Math.floor(${a} / ${b}))`;
  const isOther = /^[\d.]+$/.test(b) ? `${a} < 0` : `${a} * ${b} < 0`;
  return `((${a} % ${b}) + (${isOther} ? ${b} : 0)) % ${b}`;
}

/** An object after an arrow needs brackets. */
export const arrowBody = (text: string) => (text.startsWith("{") ? `(${text})` : text);

/** Throws for escapes in a string that JavaScript does not have, or not with Python's meaning. */
export function checkEscapes(text: string): void {
  if (/^(?:[^\\]|\\(?:[ntrbfv"'\\\n]|x[\da-fA-F]{2}|u[\da-fA-F]{4}))*$/.test(text)) return;
  throw new NoTranslation("an escape");
}

/** Text in a template literal: its backticks and `${` escaped. */
export const inTemplate = (text: string) => text.replace(/`|\$(?=\{)/g, "\\$&");

/** A value in a template literal, by Python's format; `type` is TypeScript's, if it is known. Signs have no short translation. */
export function formatted(value: string, spec: string, type = ""): string {
  const parts = /^(?:([^{}]?)([<>]))?(0?)(\d*)(,?)(?:\.(\d+))?([dfegsx%]?)$/.exec(spec);
  if (parts === null) throw new NoTranslation("a format");
  const [, fill = "", side, zero, width, comma, digits, kind] = parts;
  const isText = kind === "s" || (kind === "" && type === "string");
  if (digits !== undefined && !/[feg%]/.test(kind)) throw new NoTranslation("a format");
  if (width !== "" && side === undefined && kind === "" && type === "") throw new NoTranslation("a format");
  // JavaScript's text of a list has no brackets.
  if (type === "number[]" && width === "" && /^s?$/.test(kind)) return `[\${${simple(value)}.join(", ")}]`;
  let text = inNumber(value, kind, digits, comma);
  if (width === "") return kind === "%" ? `\${${text}}%` : `\${${text}}`;
  if (kind === "%") throw new NoTranslation("a format");
  if (text === value && type !== "string") text = `String(${value})`;
  const filler = fill || zero;
  const pad = side === "<" || (side === undefined && isText) ? "padEnd" : "padStart";
  return `\${${text}.${pad}(${width}${filler === "" || filler === " " ? "" : `, ${JSON.stringify(filler)}`})}`;
}

/** A number as text, by the kind of its format. */
function inNumber(value: string, kind: string, digits = "6", comma = ""): string {
  const number = simple(value);
  const factor = /^[\d.]+$/.test(value) ? value : number;
  if (comma !== "") {
    const places = `minimumFractionDigits: ${digits}, maximumFractionDigits: ${digits}`;
    return `${number}.toLocaleString("en"${kind === "f" ? `, { ${places} }` : ""})`;
  }
  switch (kind) {
    case "f":
      return `${number}.toFixed(${digits})`;
    case "%":
      return `(${factor} * 100).toFixed(${digits})`;
    case "e":
      return `${number}.toExponential(${digits})`;
    case "g":
      return `Number(${number}.toPrecision(${digits}))`;
    case "x":
      return `${number}.toString(16)`;
    default:
      return value;
  }
}

/** How a string names the places for values: `{:.2f}` for its method `format`, `%.2f` for the operator. */
const places = { format: /\{(?::[^{}]*)?\}/g, "%": /%-?[\d.]*[dfeisrg%]/g };

/** A string with values at its places as a template literal. */
export function filledIn(
  literal: string,
  kind: keyof typeof places,
  values: string[],
  typeOf: (text: string) => string,
): string {
  const [, inner] = /^["']([^"'\\`]*)["']$/.exec(literal) ?? [];
  if (inner === undefined || inner.includes("${")) throw new NoTranslation("format");
  let count = 0;
  const text = inner.replace(places[kind], (place) => {
    if (place === "%%") return "%";
    const value = values[count++];
    if (value === undefined) throw new NoTranslation("the arguments of format");
    const spec = kind === "%" ? specOf(place) : place.slice(1, -1).replace(":", "");
    return formatted(value, spec, typeOf(value));
  });
  const isWhole = kind === "%" || !/\{(?!.*\})|(?<!\$)\{/.test(text);
  if (count !== values.length || !isWhole) throw new NoTranslation("the arguments of format");
  return `\`${text}\``;
}

/** `%-5s` as `<5s`. */
function specOf(place: string): string {
  const [, left, width, kind] = /^%(-?)([\d.]*)(.)$/.exec(place)!;
  const side = left === "-" ? "<" : /^[1-9]/.test(width) ? ">" : "";
  return side + width + kind.replace(/[dirs]/, "");
}

/** The expression that selects from `start` to `stop` in steps of `stride`, as Python's slices do. Each may be empty. */
export function slice(start: string, stop: string, stride = ""): string {
  if (stride.startsWith("-")) return backwards(start, stop, stride.slice(1));
  const part =
    start === "" && stop === "" ? "" : `.slice(${[start || "0", stop].filter(Boolean).join(", ")})`;
  return part + everyNth(stride);
}

/** With a negative step `start` is the last element. */
function backwards(start: string, stop: string, stride: string): string {
  if (!/^\d*$/.test(start + stop)) throw new NoTranslation("a slice backwards");
  const from = stop === "" ? "0" : String(Number(stop) + 1);
  const part = slice(from === "0" ? "" : from, start === "" ? "" : String(Number(start) + 1));
  return `${part}.toReversed()${everyNth(stride)}`;
}

function everyNth(stride: string): string {
  if (stride === "" || stride === "1") return "";
  checkFree("i", stride);
  return `.filter((_, i) => i % ${/^\d+$/.test(stride) ? stride : simple(stride)} === 0)`;
}

/** Throws for code in which a name would be taken for the parameter of an arrow function. */
export function checkFree(name: string, ...code: string[]): void {
  if (code.some((one) => RegExp(`(?<![.\\w$])${name}(?![\\w$])`).test(one)))
    throw new NoTranslation(`the name ${name}`);
}

/** The update of a loop's counter after each round. */
export const step = (name: string, by: string) =>
  by === "1"
    ? `${name}++`
    : by === "-1"
      ? `${name}--`
      : by.startsWith("-")
        ? `${name} -= ${by.slice(1)}`
        : `${name} += ${by}`;

/** The parameters of a layer's own `call`, with `training` and `mask` in the object that it gets them in. */
export function withOptions(parameters: string): string {
  const options: string[] = [];
  const others = parameters.replaceAll(
    /, (training|mask)\b(?:: any)?( = [^,]*)?/g,
    (_, name: string, value: string = "") => {
      options.push(name === "mask" ? name + value : name);
      return "";
    },
  );
  if (options.length === 0) return parameters;
  return `${others}, { ${options.join(", ")} }${options.includes("training") && options.length === 1 ? "" : ": any"}`;
}
