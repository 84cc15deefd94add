import { NoTranslation } from "./syntax.ts";
import { checkFree, simple } from "./typescript-text.ts";

const sum = (list: string) => `${simple(list)}.reduce((sum, x) => sum + x, 0)`;
const mean = (list: string) => `${sum(list)} / ${simple(list)}.length`;
const most = (name: "max" | "min") => (list: string) => `Math.${name}(...${simple(list)})`;
const place = (name: "max" | "min") => (list: string) => `${simple(list)}.indexOf(${most(name)(list)})`;

/** An array of one number throughout: of `n` of them, or of rows for `[n, m]`. */
const filled = (value: number) => (shape: string) => {
  const [, rows, columns] = /^\[([^,]+), ([^,]+)\]$/.exec(shape) ?? [];
  if (rows !== undefined) return `Array.from({ length: ${rows} }, () => Array(${columns}).fill(${value}))`;
  if (shape.startsWith("[")) throw new NoTranslation("an array of three dimensions");
  return `Array(${shape}).fill(${value})`;
};

/** NumPy's functions of one array, or of one size. */
const functions: Record<string, (value: string) => string> = {
  argmax: place("max"),
  argmin: place("min"),
  array: (list) => list,
  asarray: (list) => list,
  arange: (count) => `[...Array(${count}).keys()]`,
  max: most("max"),
  mean,
  min: most("min"),
  ones: filled(1),
  sum,
  unique: (list) => `[...new Set(${list})]`,
  zeros: filled(0),
};

/** Methods of NumPy's arrays without arguments, for the list of all numbers. */
const methods: Record<string, (list: string) => string> = {
  argmax: place("max"),
  argmin: place("min"),
  flatten: (list) => list,
  max: most("max"),
  mean,
  min: most("min"),
  ravel: (list) => list,
  sum,
};

/** A call of `np.name` for lists; of most functions there is no short translation. */
export function numpyFunction(name: string, values: string[], named: unknown[]): string {
  if (!Object.hasOwn(functions, name) || values.length !== 1 || named.length > 0)
    throw new NoTranslation(`np.${name}`);
  return functions[name](values[0]);
}

/** The call of a method that NumPy's arrays have and lists have not; `undefined` for others. */
export function arrayMethod(
  { text, dimensions }: { text: string; dimensions: number },
  name: string,
  values: string[],
  named: unknown[],
): string | undefined {
  if (dimensions === 0 || named.length > 0) return undefined;
  if (name === "reshape" && dimensions === 1 && values.join() === "-1,1") return `${text}.map((x) => [x])`;
  if (name === "tolist" && values.length === 0) return text;
  return Object.hasOwn(methods, name) && values.length === 0
    ? methods[name](flat(text, dimensions))
    : undefined;
}

/** A property that NumPy's arrays have and lists have not; `undefined` for others. */
export function arrayProperty(list: string, name: string, dimensions: number): string | undefined {
  if (dimensions === 0) return undefined;
  if (name === "shape") {
    const sizes = Array.from({ length: dimensions }, (_, axis) => `${list}${"[0]".repeat(axis)}.length`);
    return `[${sizes.join(", ")}]`;
  }
  if (name === "size") return `${flat(list, dimensions)}.length`;
  if (name === "T" && dimensions === 2) {
    checkFree("row", list);
    return `${list}[0].map((_, i) => ${list}.map((row) => row[i]))`;
  }
  return undefined;
}

const flat = (list: string, dimensions: number) =>
  dimensions === 1 ? list : `${list}.flat(${dimensions === 2 ? "" : dimensions - 1})`;
