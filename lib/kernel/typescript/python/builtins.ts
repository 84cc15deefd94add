import { NoTranslation } from "./syntax.ts";
import { checkFree, simple } from "./typescript-text.ts";

/** A function or method of Python: how many arguments its translation takes, and the translation of them. */
interface Builtin {
  least: number;
  most: number;
  translate(...values: string[]): string;
}

/** One that takes `least` to `most` arguments. */
const takes = (least: number, most: number, translate: Builtin["translate"]): Builtin => ({
  least,
  most,
  translate,
});

/** One that TypeScript has under another name. */
const renamed = (name: string, least = 1, most = least) =>
  takes(least, most, (...values) => `${name}(${values.join(", ")})`);

const toList = takes(0, 1, (list) => (list === undefined ? "[]" : `[...${simple(list)}]`));

const greatest = (name: string) =>
  takes(1, Infinity, (...values) =>
    values.length === 1 && !values[0].startsWith("...")
      ? `${name}(...${simple(values[0])})`
      : `${name}(${values.join(", ")})`,
  );

const types: Record<string, string> = { int: "number", float: "number", str: "string", bool: "boolean" };

function isInstance(value: string, type: string): string {
  if (Object.hasOwn(types, type)) return `typeof ${simple(value)} === "${types[type]}"`;
  if (type === "list") return `Array.isArray(${value})`;
  if (!/^[A-Z][\w.]*$/.test(type)) throw new NoTranslation("isinstance");
  return `${simple(value)} instanceof ${type}`;
}

function toNumber(value: string): string {
  if (/^["'`]/.test(value) && !/^.[\d.]+.$/.test(value)) throw new NoTranslation("a number");
  return `Number(${value})`;
}

function zipped(first: string, second: string): string {
  checkFree("a", second);
  checkFree("i", second);
  return `${simple(first)}.map((a, i) => [a, ${simple(second)}[i]])`;
}

/** Python's functions, but for `input` and `range`. */
const functions: Record<string, Builtin> = {
  abs: renamed("Math.abs"),
  all: takes(1, 1, (list) => `${simple(list)}.every(Boolean)`),
  any: takes(1, 1, (list) => `${simple(list)}.some(Boolean)`),
  bool: renamed("Boolean"),
  dict: takes(0, 0, () => "{}"),
  enumerate: takes(1, 1, (list) => `${simple(list)}.entries()`),
  filter: takes(2, 2, (test, list) => `${simple(list)}.filter(${test})`),
  float: takes(1, 1, toNumber),
  int: takes(1, 1, (value) => (/^["'`]/.test(value) ? `Number.parseInt(${value})` : `Math.trunc(${value})`)),
  isinstance: takes(2, 2, isInstance),
  len: takes(1, 1, (list) => `${simple(list)}.length`),
  list: toList,
  map: takes(2, 2, (change, list) => `${simple(list)}.map(${change})`),
  max: greatest("Math.max"),
  min: greatest("Math.min"),
  pow: renamed("Math.pow", 2),
  print: renamed("console.log", 0, Infinity),
  reversed: takes(1, 1, (list) => `${simple(list)}.toReversed()`),
  round: takes(1, 2, (value, digits) =>
    digits === undefined ? `Math.round(${value})` : `Number(${simple(value)}.toFixed(${digits}))`,
  ),
  set: renamed("new Set", 0, 1),
  sorted: takes(1, 1, (list) => `${simple(list)}.toSorted((a, b) => a - b)`),
  str: renamed("String"),
  sum: takes(1, 1, (list) => `${simple(list)}.reduce((sum, x) => sum + x, 0)`),
  tuple: toList,
  type: takes(1, 1, (value) => `${simple(value)}.constructor.name`),
  zip: takes(2, 2, zipped),
};

/** A method that TypeScript has under another name. The first value is the object. */
const renamedMethod = (name: string, count = 0) =>
  takes(count, count, (object, ...values) => `${object}.${name}(${values.join(", ")})`);

function counted(list: string, value: string): string {
  checkFree("x", value);
  return `${list}.filter((x) => x === ${value}).length`;
}

/** An object literal without the brackets that it needs before a dot. */
const unwrapped = (object: string) => object.replace(/^\((\{.*\})\)$/s, "$1");

/** Python's methods. The first value is the object, which does not count as an argument. */
const methods: Record<string, Builtin> = {
  append: renamedMethod("push", 1),
  copy: takes(0, 0, (object) => `structuredClone(${object})`),
  count: takes(1, 1, counted),
  endswith: renamedMethod("endsWith", 1),
  extend: takes(1, 1, (list, more) => `${list}.push(...${simple(more)})`),
  index: renamedMethod("indexOf", 1),
  items: takes(0, 0, (object) => `Object.entries(${unwrapped(object)})`),
  join: takes(1, 1, (separator, list) => `${simple(list)}.join(${separator})`),
  keys: takes(0, 0, (object) => `Object.keys(${unwrapped(object)})`),
  lower: renamedMethod("toLowerCase"),
  lstrip: renamedMethod("trimStart"),
  replace: renamedMethod("replaceAll", 2),
  rstrip: renamedMethod("trimEnd"),
  startswith: renamedMethod("startsWith", 1),
  strip: renamedMethod("trim"),
  upper: renamedMethod("toUpperCase"),
  values: takes(0, 0, (object) => `Object.values(${unwrapped(object)})`),
};

/**
 * A call of Python's function `name`; `undefined` if it is none.
 *
 * @param values its arguments, translated
 * @param named keyword arguments, which none of them takes here
 * @throws NoTranslation for arguments that the translation would lose
 */
export function translateFunction(name: string, values: string[], named: unknown[]): string | undefined {
  if (!Object.hasOwn(functions, name)) return undefined;
  checkArguments(name, values, named, functions[name]);
  return functions[name].translate(...values);
}

/** The same for a method of `object`. */
export function translateMethod(
  object: string,
  name: string,
  values: string[],
  named: unknown[],
): string | undefined {
  if (!Object.hasOwn(methods, name)) return undefined;
  checkArguments(name, values, named, methods[name]);
  return methods[name].translate(object, ...values);
}

function checkArguments(name: string, values: string[], named: unknown[], { least, most }: Builtin): void {
  const isSpread = most < Infinity && values.some((value) => value.startsWith("..."));
  if (named.length > 0 || isSpread || values.length < least || values.length > most)
    throw new NoTranslation(`the arguments of ${name}`);
}
