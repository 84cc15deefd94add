import { NoTranslation } from "./syntax.ts";
import { isData, type Typed } from "./tensors.ts";
import { checkFree, remainder, simple } from "./typescript-text.ts";

/** The number of dimensions of a list by its type: 2 for `number[][]`, 0 for a type that is not a list. */
export const dimensionsOf = (type: string) => /(\[\])*$/.exec(type)![0].length / 2;

/** True for lists and NDArrays, which NumPy's operators take element by element. */
export const isArray = (type: string) => type === "NDArray" || dimensionsOf(type) > 0;

/** An array as a list: an NDArray becomes the flat list of its numbers, and a list stays as it is. */
export const listOf = ({ text, type }: Typed) =>
  type === "NDArray" ? `[...${simple(text)}.values]` : simple(text);

/** The elements over which a loop in Python runs: rows for data of two dimensions, numbers for other NDArrays. */
export const elementsOf = (array: Typed) =>
  array.type !== "NDArray" ? array.text : isData(array) ? rowsOf(array) : listOf(array);

/** A two-dimensional array as a list of rows. */
export const rowsOf = ({ text, type }: Typed) =>
  type === "NDArray" ? `(${simple(text)}.arraySync() as number[][])` : simple(text);

/** All numbers of an array in one flat list; booleans become 0 and 1. */
export function flat({ text, type }: Typed): string {
  const dimensions = dimensionsOf(type);
  const depth = dimensions === 2 ? "" : dimensions - 1;
  const list = dimensions > 1 ? `${simple(text)}.flat(${depth})` : listOf({ text, type });
  return type.startsWith("boolean") ? `${list}.map(Number)` : list;
}

/**
 * Applies `change` to each element of an array.
 *
 * @param change gets the name of the element and its indices, `["[i]"]` or `["[i]", "[j]"]`
 * @throws NoTranslation for three or more dimensions
 */
export function elementwise(array: Typed, change: (value: string, places: string[]) => string): string {
  const isOfRows = dimensionsOf(array.type) === 2;
  if (dimensionsOf(array.type) > 2) throw new NoTranslation("an array of three dimensions");
  const body = change("value", isOfRows ? ["[i]", "[j]"] : ["[i]"]);
  const parameters = (names: string, place: string) =>
    RegExp(`\\[${place}\\]`).test(body) ? `(${names}, ${place})` : `(${names})`;
  if (!isOfRows) return `${listOf(array)}.map(${parameters("value", "i")} => ${body})`;
  return `${rowsOf(array)}.map(${parameters("row", "i")} => row.map(${parameters("value", "j")} => ${body}))`;
}

/**
 * The element that NumPy's broadcasting pairs with the one at `places` of another array. A number is paired with every element.
 *
 * @throws NoTranslation for an array of more dimensions than there are places
 */
export function elementAt({ text, type }: Typed, places: string[]): string {
  if (!isArray(type)) return text;
  const own = dimensionsOf(type);
  if (own === 0 || own > places.length) throw new NoTranslation("arrays of different dimensions");
  return `${simple(text)}${places.slice(-own).join("")}`;
}

/** Operators, in TypeScript's spelling, that NumPy applies to each element. */
const elementOperators = /^([-+*/%<>]|\*\*|\/\/|[<>]=|[=!]==|max|min)$/;

/**
 * An operation on arrays, computed element by element; `undefined` for numbers alone and for lists that `+` joins.
 *
 * @param isOfLists true if `+` joins two lists, as in Python; false for NumPy's arrays, whose elements it adds
 */
export function elementOperation(operator: string, sides: Typed[], isOfLists = true): Typed | undefined {
  const arrays = sides.filter(({ type }) => isArray(type));
  if (arrays.length === 0 || !elementOperators.test(operator)) return undefined;
  const isBoth = arrays.length === 2;
  if (isBoth && ((operator === "+" && isOfLists) || arrays.some(({ type }) => type === "NDArray")))
    return undefined;
  const at =
    isBoth && dimensionsOf(sides[1].type) > dimensionsOf(sides[0].type) ? 1 : sides.indexOf(arrays[0]);
  const [array, other] = [sides[at], sides[1 - at]];
  for (const name of isBoth ? ["value", "row", "i", "j"] : ["value", "row"]) checkFree(name, other.text);
  const text = elementwise(array, (value, places) => {
    const pair = [value, elementAt(other, places)];
    const [a, b] = at === 0 ? pair : pair.toReversed();
    if (operator === "//") return `Math.floor(${a} / ${b})`;
    if (/^m/.test(operator)) return `Math.${operator}(${a}, ${b})`;
    return operator === "%" ? remainder(a, b) : `${a} ${operator} ${b}`;
  });
  const element = /^[<>=!]/.test(operator) ? "boolean" : "number";
  return {
    text,
    type: array.type === "NDArray" ? `${element}[]` : array.type.replace(/^.*?(?=\[)/, element),
  };
}

const sum = (list: string) => `${simple(list)}.reduce((sum, x) => sum + x, 0)`;
/** Removes the copy in `[...y.values]`, for functions that also accept a typed array. */
export const withoutCopy = (list: string) => list.replace(/^\[\.\.\.([^[\]]+\.values)\]$/, "$1");
const most = (name: "max" | "min") => (list: string) => `Math.${name}(...${simple(withoutCopy(list))})`;
const mean = (list: string) => `${sum(list)} / ${simple(list)}.length`;
const variance = (list: string) =>
  `((mean) => ${simple(list)}.reduce((sum, x) => sum + (x - mean) ** 2, 0) / ${simple(list)}.length)(${mean(list)})`;
const median = (list: string) =>
  `((sorted) => (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2)(${simple(list)}.toSorted((a, b) => a - b))`;
const place = (name: "max" | "min") => (list: string) => `${simple(list)}.indexOf(${most(name)(list)})`;

/** Functions that reduce a list of numbers to one number. */
export const reductions: Record<string, (list: string) => string> = {
  argmax: place("max"),
  argmin: place("min"),
  max: most("max"),
  mean,
  median,
  min: most("min"),
  prod: (list) => `${simple(list)}.reduce((product, x) => product * x, 1)`,
  std: (list) => `Math.sqrt(${variance(list)})`,
  sum,
  var: variance,
};

/** True for the names of reductions that `Math` does not have. */
export const isReduction = (name: string) => /^(mean|median|std|sum|var)$/.test(name);

/** A reduction of all numbers of an array, or of each column (`axis=0`) or row (`axis=1`). */
export function reduced(array: Typed, name: string, named: [string, string][]): string {
  const [[option, axis] = ["axis", "null"], ...rest] = named;
  if (option !== "axis" || rest.length > 0) throw new NoTranslation(name);
  if (axis === "null" || (axis === "0" && dimensionsOf(array.type) === 1))
    return reductions[name](flat(array));
  if (array.type !== "NDArray" && dimensionsOf(array.type) !== 2) throw new NoTranslation("an axis");
  const rows = rowsOf(array);
  if (axis === "1" || axis === "-1") return `${rows}.map((row) => ${reductions[name]("row")})`;
  if (axis !== "0") throw new NoTranslation("an axis");
  return `${transposed(rows)}.map((column) => ${reductions[name]("column")})`;
}

/** The transpose of a list of rows. */
export function transposed(rows: string): string {
  if (!rows.includes(", i) =>")) checkFree("i", rows);
  return `${simple(rows)}[0].map((_, i) => ${simple(rows)}.map((row) => row[i]))`;
}

/** The product of two vectors or matrices, `a @ b`. */
export function product(a: Typed, b: Typed): Typed {
  const [rows, columns] = [a, b].map(({ type }) => dimensionsOf(type));
  if (rows < 1 || columns < 1 || rows > 2 || columns > 2) throw new NoTranslation("@");
  const [left, right] = [a, b].map(({ text }) => simple(text));
  for (const name of ["row", "sum", "x", "i", "j"]) checkFree(name, left, right);
  const ofRow = (row: string) => {
    const sumOf = (other: string) => `${row}.reduce((sum, x, i) => sum + x * ${other}, 0)`;
    return columns === 1 ? sumOf(`${right}[i]`) : `${right}[0].map((_, j) => ${sumOf(`${right}[i][j]`)})`;
  };
  const text = rows === 1 ? ofRow(left) : `${left}.map((row) => ${ofRow("row")})`;
  return { text, type: `number${"[]".repeat(rows + columns - 2)}` };
}

/** Translates a call of a method that only NumPy's arrays have; `undefined` for other methods. */
export function arrayMethod(
  array: Typed,
  name: string,
  values: string[],
  named: [string, string][],
): string | undefined {
  if (name === "numpy" && array.type === "number") return array.text;
  if (!isArray(array.type)) return undefined;
  if (name === "reshape" && dimensionsOf(array.type) === 1 && /^(-1,1|\[.*, 1\])$/.test(values.join()))
    return `${array.text}.map((x) => [x])`;
  if (name === "reshape" && values.join() === "-1") return flat(array);
  if (name === "reshape" && array.type !== "NDArray" && values.length > 0 && named.length === 0)
    return `ops.reshape(${array.text}, ${values[0].startsWith("[") ? values[0] : `[${values.join(", ")}]`})`;
  if (name === "astype" && values.length === 1) {
    const isWhole = /^["']?int/.test(values[0]) && !array.type.startsWith("boolean");
    if (array.type === "NDArray" && !isWhole) return array.text;
    return elementwise(array, (value) => `${isWhole ? "Math.trunc" : "Number"}(${value})`);
  }
  if (name === "dot" && values.length === 1 && array.type === "NDArray")
    return `ops.dot(${array.text}, ${values[0]})`;
  if (Object.hasOwn(reductions, name) && values.length <= 1)
    return reduced(array, name, [...values.map((axis): [string, string] => ["axis", axis]), ...named]);
  if (name === "round" && values.length + named.length === 0)
    return elementwise(array, (value) => `Math.round(${value})`);
  if (values.length > 0 || named.length > 0) return undefined;
  if (name === "flatten" || name === "ravel") return flat(array);
  if (name === "transpose") return arrayProperty(array, "T");
  if (/^(any|all)$/.test(name) && dimensionsOf(array.type) === 1)
    return `${simple(array.text)}.${name === "any" ? "some" : "every"}(Boolean)`;
  if (name === "tolist" || name === "numpy")
    return array.type === "NDArray" ? `${array.text}.arraySync()` : array.text;
  return undefined;
}

/** Translates a property that only NumPy's arrays have; `undefined` for other properties. */
export function arrayProperty(array: Typed, name: string): string | undefined {
  const { text, type } = array;
  const dimensions = dimensionsOf(type);
  if (name === "T" && type === "NDArray")
    return `((rows) => rows[0].map((_, i) => rows.map((row) => row[i])))(${rowsOf(array).slice(1, -1)})`;
  if (dimensions === 0) return undefined;
  if (name === "shape")
    return `[${Array.from({ length: dimensions }, (_, axis) => sizeOf(text, axis)).join(", ")}]`;
  if (name === "size") return `${flat(array)}.length`;
  if (name === "T" && dimensions === 2) return transposed(text);
  return undefined;
}

/** The length of a list along an axis, `shape[axis]`. */
export const sizeOf = (list: string, axis: number) => `${list}${"[0]".repeat(axis)}.length`;
