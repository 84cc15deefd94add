import { elementsOf, isArray, withoutCopy } from "./arrays.ts";
import { minus, ofMath, shuffle, shuffled } from "./numpy.ts";
import { openedLines, readBy, readJson, writeJson } from "./open-files.ts";
import { NoTranslation } from "./syntax.ts";
import { checkFree, remainder, simple } from "./typescript-text.ts";

/** How many arguments the translation of a method, or of a function of a module, takes, and the translation of them. */
interface Method {
  least: number;
  most: number;
  translate(values: string[]): string;
}

/** The same of a function, also with keyword arguments. */
interface Builtin extends Pick<Method, "least" | "most"> {
  /** The names of its keyword arguments. */
  options?: RegExp;
  translate(values: string[], options: Record<string, string>, around: Around): string;
}

/** One that takes `least` to `most` arguments. */
const takes = (least: number, most: number, translate: (...values: string[]) => string): Method => ({
  least,
  most,
  translate: (values) => translate(...values),
});

/** One that also takes keyword arguments, or needs to know of types. */
const typed = (least: number, most: number, options: RegExp, translate: Builtin["translate"]): Builtin => ({
  least,
  most,
  options,
  translate,
});

/** One that TypeScript has under another name. */
const renamed = (name: string, least = 1, most = least) =>
  takes(least, most, (...values) => `${name}(${values.join(", ")})`);

/** A list that is new already. */
const newList = /^\[\.\.\..*\]$|\.(map|filter|flatMap|toSorted|toReversed)\(.*\)$/s;

const toList = takes(0, 1, (list = "") =>
  list === "" ? "[]" : newList.test(list) ? list : `[...${simple(list)}]`,
);

/** `max` and `min`: of numbers, of texts, or by a key. */
const greatest = (name: string, sign: string): Builtin =>
  typed(1, Infinity, /^key$/, (values, { key }, { typeOf, apply }) => {
    const [list, ...more] = values;
    if (more.length === 0 && key === `${list}.get`)
      return `Object.entries(${list}).reduce((a, b) => (b[1] ${sign} a[1] ? b : a))[0]`;
    if (more.length === 0 && (key !== undefined || typeOf(list) === "string[]")) {
      const of = (value: string) => (key === undefined ? value : apply(key, value));
      return `${simple(list)}.reduce((a, b) => (${of("b")} ${sign} ${of("a")} ? b : a))`;
    }
    if (key !== undefined) throw new NoTranslation("the key of several values");
    return more.length === 0 && !list.startsWith("...")
      ? `${name}(...${simple(withoutCopy(list))})`
      : `${name}(${values.join(", ")})`;
  });

/** `any(x > 2 for x in xs)` is `xs.some((x) => x > 2)`. */
function tested(method: string): Method {
  return takes(1, 1, (list) => {
    const [, values, test = "Boolean"] = /^([\w.]+)\.map\((\(\w+\) => .*)\)$/s.exec(list) ?? [];
    return `${values ?? simple(list)}.${method}(${test})`;
  });
}

const types: Record<string, string> = { int: "number", float: "number", str: "string", bool: "boolean" };

/** `isinstance(value, type)`. */
export function isInstance(value: string, type: string): string {
  if (Object.hasOwn(types, type)) return `typeof ${simple(value)} === "${types[type]}"`;
  if (type === "list") return `Array.isArray(${value})`;
  if (!/^[A-Z][\w.]*$/.test(type)) throw new NoTranslation("isinstance");
  return `${simple(value)} instanceof ${type}`;
}

function toNumber(value: string): string {
  const [, special] = /^["'](inf|nan)["']$/.exec(value) ?? [];
  if (special !== undefined) return special === "inf" ? "Infinity" : "NaN";
  return `Number(${value})`;
}

function zipped(first: string, second: string): string {
  checkFree("a", second);
  checkFree("i", second);
  return `${simple(first)}.map((a, i) => [a, ${simple(withoutCopy(second))}[i]] as const)`;
}

/** Python's functions, but for `input` and `range`. */
const functions: Record<string, Builtin> = {
  abs: renamed("Math.abs"),
  all: tested("every"),
  any: tested("some"),
  bool: typed(1, 1, /^$/, ([value], _, { typeOf }) => {
    const size = sizeIn(value, typeOf(value));
    return size === undefined ? `Boolean(${value})` : `${size} > 0`;
  }),
  Counter: takes(1, 1, (list) => {
    checkFree("x", list);
    return `${simple(list)}.reduce<Record<string, number>>((counts, x) => ({ ...counts, [x]: (counts[x] ?? 0) + 1 }), {})`;
  }),
  chr: renamed("String.fromCodePoint"),
  dict: typed(0, 1, /./, ([value], options, { typeOf }) => {
    const entries = Object.entries(options).map(([name, text]) => `${name}: ${text}`);
    if (value === undefined) return entries.length > 0 ? `{ ${entries.join(", ")} }` : "{}";
    if (entries.length === 0 && isDictionary(value, typeOf(value))) return `{ ...${value} }`;
    if (entries.length > 0 || !/^\[\[|\[\w+, [^[\]]+\[\w+\]\] as const\)$/.test(value))
      throw new NoTranslation("dict");
    return `Object.fromEntries(${value})`;
  }),
  divmod: takes(2, 2, (...values) => {
    const [a, b] = values.map((value) => (/^[\w.]+$/.test(value) ? value : simple(value)));
    return `[Math.floor(${a} / ${b}), ${remainder(a, b)}]`;
  }),
  enumerate: typed(1, 2, /^start$/, ([list, second], { start = second }) => {
    if (start === undefined) return `${simple(list)}.entries()`;
    checkFree("x", start);
    checkFree("i", start);
    return `${simple(list)}.map((x, i) => [i + ${start}, x] as const)`;
  }),
  filter: takes(2, 2, (test, list) => `${simple(list)}.filter(${test})`),
  float: takes(1, 1, toNumber),
  int: typed(1, 2, /^base$/, ([value, second], { base = second }, { typeOf }) => {
    if (base !== undefined) return `Number.parseInt(${value}, ${base})`;
    const type = value === "true" || value === "false" ? "boolean" : typeOf(value);
    return `${{ string: "Number.parseInt", boolean: "Number" }[type] ?? "Math.trunc"}(${value})`;
  }),
  isinstance: takes(2, 2, isInstance),
  len: typed(1, 1, /^$/, ([value], _, { typeOf }) => {
    const type = typeOf(value);
    if (isDictionary(value, type)) return sizeIn(value, type)!;
    const size = /^(DataFrame|NDArray)$/.test(type)
      ? "shape[0]"
      : /^(Set|Map)</.test(type)
        ? "size"
        : "length";
    return `${simple(value)}.${size}`;
  }),
  list: toList,
  map: takes(2, 2, (change, list) => `${simple(list)}.map(${change})`),
  max: greatest("Math.max", ">"),
  min: greatest("Math.min", "<"),
  open: takes(1, 2, openedLines),
  ord: takes(1, 1, (text) => `${simple(text)}.codePointAt(0)!`),
  pow: renamed("Math.pow", 2),
  // Its other arguments are about the picture, and the file for it.
  plot_model: typed(1, Infinity, /./, ([model]) => `plotModel(${model})`),
  print: typed(0, Infinity, /^(sep|end|flush)$/, (values, { sep = '" "', end }) => {
    if (end === undefined && sep === '" "') return `console.log(${values.join(", ")})`;
    const isOne = values.length === 1 && !values[0].startsWith("...");
    const text = isOne ? values[0] : `[${values.join(", ")}].join(${sep})`;
    if (end === undefined) return `console.log(${text})`;
    const isEmpty = end === '""' || end === "''";
    const written = isOne ? `String(${text})` : text;
    return `void process.stdout.write(${values.length === 0 ? end : isEmpty ? written : `${simple(text)} + ${end}`})`;
  }),
  repr: renamed("inspect"),
  reversed: takes(1, 1, (list) => `${simple(list)}.toReversed()`),
  round: takes(1, 2, (value, digits) =>
    digits === undefined ? `Math.round(${value})` : `Number(${simple(value)}.toFixed(${digits}))`,
  ),
  set: renamed("new Set", 0, 1),
  sorted: typed(1, 1, /^(key|reverse)$/, ([list], options, around) => {
    const [, values] = /^new Set\((.*)\)$/s.exec(list) ?? [];
    const text = values === undefined ? simple(list) : `[...${list}]`;
    return `${text}.toSorted(${comparison(values ?? list, options, around)})`;
  }),
  str: renamed("String"),
  sum: takes(1, 1, (list) => `${simple(list)}.reduce((sum, x) => sum + x, 0)`),
  tqdm: takes(1, 1, (list) => list),
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
const methods: Record<string, Method> = {
  append: renamedMethod("push", 1),
  capitalize: takes(0, 0, (text) => `${text}.replace(/^./, (letter) => letter.toUpperCase())`),
  copy: takes(0, 0, (object) => `structuredClone(${object})`),
  count: takes(1, 1, counted),
  endswith: renamedMethod("endsWith", 1),
  extend: takes(1, 1, (list, more) => `${list}.push(...${simple(more)})`),
  find: renamedMethod("indexOf", 1),
  get: takes(
    1,
    2,
    (object, key, other) => `${unwrapped(object)}[${key}]${other === undefined ? "" : ` ?? ${other}`}`,
  ),
  index: renamedMethod("indexOf", 1),
  insert: takes(2, 2, (list, at, value) => `${list}.splice(${at}, 0, ${value})`),
  isalpha: takes(0, 0, (text) => `/^\\p{L}+$/u.test(${text})`),
  isdigit: takes(0, 0, (text) => `/^\\d+$/.test(${text})`),
  items: takes(0, 0, (object) => `Object.entries(${unwrapped(object)})`),
  join: takes(1, 1, (separator, list) => `${simple(list)}.join(${separator})`),
  keys: takes(0, 0, (object) => `Object.keys(${unwrapped(object)})`),
  lower: renamedMethod("toLowerCase"),
  lstrip: renamedMethod("trimStart"),
  most_common: takes(0, 1, (counts, most) => {
    const pairs = `Object.entries(${counts}).sort((a, b) => b[1] - a[1])`;
    return most === undefined ? pairs : `${pairs}.slice(0, ${most})`;
  }),
  numpy: renamedMethod("arraySync"),
  read: takes(0, 0, readBy("read")),
  readlines: takes(0, 0, readBy("readlines")),
  remove: takes(1, 1, (list, value) => `${list}.splice(${list}.indexOf(${value}), 1)`),
  replace: renamedMethod("replaceAll", 2),
  rstrip: renamedMethod("trimEnd"),
  split: takes(0, 0, (text) => `${text}.trim().split(/\\s+/)`),
  startswith: renamedMethod("startsWith", 1),
  strip: renamedMethod("trim"),
  title: takes(0, 0, (text) => `${text}.replace(/\\b\\w/g, (letter) => letter.toUpperCase())`),
  update: takes(1, 1, (object, more) => {
    if (!/^\{/.test(more)) throw new NoTranslation("update");
    return `Object.assign(${object}, ${more})`;
  }),
  upper: renamedMethod("toUpperCase"),
  zfill: takes(1, 1, (text, width) => `${text}.padStart(${width}, "0")`),
  values: takes(0, 0, (object) => `Object.values(${unwrapped(object)})`),
};

/** Functions of Python's modules, as far as there is a short way to write them. */
const ofModules: Record<string, Method> = {
  // Python joins with the same sign wherever notebooks of both run.
  "os.path.join": takes(1, Infinity, (...parts) => `[${parts.join(", ")}].join("/")`),
  "os.path.exists": takes(1, 1, (path) => `existsSync(${path})`),
  "os.getcwd": takes(0, 0, () => "process.cwd()"),
  "os.listdir": takes(0, 1, (path = '"."') => `readdirSync(${path})`),
  "os.remove": renamed("rmSync"),
  "json.dump": takes(2, 2, writeJson),
  "json.dumps": renamed("JSON.stringify"),
  "json.load": takes(1, 1, readJson),
  "json.loads": renamed("JSON.parse"),
  "random.choice": takes(1, 1, (list) => `${list}[Math.floor(${simple(list)}.length * Math.random())]`),
  "random.randint": takes(
    2,
    2,
    (low, high) => `${low} + Math.floor((${minus(high, low)} + 1) * Math.random())`,
  ),
  "random.shuffle": takes(1, 1, shuffle),
  "random.sample": takes(2, 2, (list, count) => `${shuffled(list)}.slice(0, ${count})`),
  "random.seed": renamed("utils.setRandomSeed"),
  "random.uniform": takes(
    2,
    2,
    (low, high) => `${low === "0" ? "" : `${low} + `}${minus(high, low)} * Math.random()`,
  ),
  "random.random": takes(0, 0, () => "Math.random()"),
  "time.sleep": takes(1, 1, (seconds) => {
    const time = /^[\d.]+$/.test(seconds) ? String(1000 * Number(seconds)) : `1000 * ${simple(seconds)}`;
    return `await new Promise((resolve) => setTimeout(resolve, ${time}))`;
  }),
  "time.perf_counter": takes(0, 0, () => "performance.now() / 1000"),
  "time.time": takes(0, 0, () => "Date.now() / 1000"),
};

/** A call of a function of one of Python's modules. @throws NoTranslation if it has none */
export function moduleFunction(module: string, name: string, values: string[], named: Named): string {
  if (module === "math" && ofMath.has(name)) return `Math.${name}(${values.join(", ")})`;
  const path = `${module}.${name}`;
  if (!Object.hasOwn(ofModules, path)) throw new NoTranslation(path);
  checkArguments(path, values, named, ofModules[path]);
  return ofModules[path].translate(values);
}

/** Keyword arguments. */
export type Named = [name: string, value: string][];

/** The type of an element of a list or a dictionary; empty if it is unknown. */
export const elementOf = (type: string) =>
  /^(.*)\[\]$|^Record<string, (.*)>$/.exec(type)?.slice(1).join("") ?? "";

/** True for an object that stands for a dictionary, by its code or its type. */
export const isDictionary = (text: string, type: string) =>
  /^\(?\{/.test(text) || /^(\{|Record<)(?!.*\[\]$)/.test(type);

/** The number of elements of a list or a dictionary, which Python takes for false if it is empty; `undefined` for other values. */
export function sizeIn(text: string, type: string): string | undefined {
  if (isArray(type)) return `${simple(text)}.length`;
  return isDictionary(text, type) ? `Object.keys(${unwrapped(text)}).length` : undefined;
}

/** The types of translated code, and a function of Python's applied to translated code. */
export interface Around {
  typeOf(text: string): string;
  apply(key: string, value: string): string;
}

/** The function that compares two elements for `sorted` and `sort`; none for texts without a key. */
export function comparison(
  list: string,
  { key, reverse = "false", ...others }: Record<string, string>,
  { typeOf, apply }: Around,
): string {
  if (Object.keys(others).length > 0 || !/^(true|false)$/.test(reverse)) throw new NoTranslation("sorted");
  const type = typeOf(list);
  const [a, b] = reverse === "true" ? ["b", "a"] : ["a", "b"];
  if (key === undefined && type === "string[]" && reverse === "false") return "";
  const of = (value: string) => (key === undefined ? value : apply(key, value));
  if ((key === undefined && type === "number[]") || of("a").endsWith(".length"))
    return `(a, b) => ${of(a)} - ${of(b)}`;
  return `(a, b) => (${of("a")} ${reverse === "true" ? ">" : "<"} ${of("b")} ? -1 : 1)`;
}

/** Functions of Python's that go through the elements of their arguments. */
const goesThrough = /^(all|any|enumerate|list|max|min|reversed|set|sorted|sum|tuple|zip)$/;

/**
 * A call of Python's function `name`; `undefined` if it is none.
 *
 * @param given its arguments, translated
 * @param named keyword arguments
 * @throws NoTranslation for arguments that the translation would lose
 */
export function translateFunction(
  name: string,
  given: string[],
  named: Named,
  around: Around,
): string | undefined {
  if (!Object.hasOwn(functions, name)) return undefined;
  const values = goesThrough.test(name)
    ? given.map((text) => elementsOf({ text, type: around.typeOf(text) }))
    : given;
  checkArguments(name, values, named, functions[name]);
  return functions[name].translate(values, Object.fromEntries(named), around);
}

/** The same for a method of `object`. */
export function translateMethod(
  object: string,
  name: string,
  values: string[],
  named: Named,
): string | undefined {
  if (!Object.hasOwn(methods, name)) return undefined;
  checkArguments(name, values, named, methods[name]);
  return methods[name].translate([object, ...values]);
}

/** True for the name of a function of Python's own. */
export const isBuiltin = (name: string) => Object.hasOwn(functions, name) || untranslated.test(name);

const untranslated =
  /^(bytes|callable|complex|delattr|eval|exec|format|frozenset|getattr|globals|hasattr|hash|hex|id|iter|locals|next|oct|setattr|slice|super|vars)$/;

function checkArguments(name: string, values: string[], named: Named, expected: Omit<Builtin, "translate">) {
  const { least, most, options = /^$/ } = expected;
  const isCounted = most < Infinity || (named.length > 0 && name !== "print");
  const isSpread = isCounted && values.some((value) => value.startsWith("..."));
  if (!named.every(([one]) => options.test(one)) || isSpread || values.length < least || values.length > most)
    throw new NoTranslation(`the arguments of ${name}`);
}
