import { isColumn } from "./packages.ts";
import { NoTranslation } from "./syntax.ts";
import { isData, type Typed, tensorOperation } from "./tensors.ts";
import { checkFree, remainder, simple } from "./typescript-text.ts";

/** The dimensions of a list by its type: 2 for `number[][]`, 0 for what is none. */
const dimensionsOf = (type: string) => /(\[\])*$/.exec(type)![0].length / 2;

/** True for a list and an NDArray, with which NumPy computes element by element. */
export const isArray = (type: string) => type === "NDArray" || dimensionsOf(type) > 0;

/** A list as one of numbers, or of rows for two dimensions. */
const listOf = ({ text, type }: Typed) => (type === "NDArray" ? `[...${simple(text)}.values]` : simple(text));

/** The elements that Python goes through: the rows of data, and the numbers of other arrays. */
export const elementsOf = (array: Typed) =>
  array.type !== "NDArray" ? array.text : isData(array) ? rowsOf(array) : listOf(array);

/** The rows of an array of two dimensions. */
export const rowsOf = ({ text, type }: Typed) =>
  type === "NDArray" ? `(${simple(text)}.arraySync() as number[][])` : simple(text);

/** All numbers of an array, in one list. */
function flat({ text, type }: Typed): string {
  const dimensions = dimensionsOf(type);
  const depth = dimensions === 2 ? "" : dimensions - 1;
  const list = dimensions > 1 ? `${simple(text)}.flat(${depth})` : listOf({ text, type });
  return type.startsWith("boolean") ? `${list}.map(Number)` : list;
}

/** An array with `change` applied to each of its elements; a list of one dimension also gives their places. */
function elementwise(array: Typed, change: (value: string, place: string) => string): string {
  if (dimensionsOf(array.type) > 2) throw new NoTranslation("an array of three dimensions");
  const body = change("value", "i");
  if (dimensionsOf(array.type) === 2) return `${rowsOf(array)}.map((row) => row.map((value) => ${body}))`;
  return `${listOf(array)}.map((value${/\bi\b/.test(body) ? ", i" : ""}) => ${body})`;
}

/** Operators that NumPy applies to each element, as TypeScript spells them. */
const elementOperators = /^([-+*/%<>]|\*\*|\/\/|[<>]=|[=!]==|max|min)$/;

/** An operation with an array, computed for each of its elements; `undefined` for others. */
export function elementOperation(operator: string, sides: Typed[]): Typed | undefined {
  const at = sides.findIndex(({ type }) => isArray(type));
  if (at < 0 || !elementOperators.test(operator)) return undefined;
  const [array, other] = [sides[at], sides[1 - at]];
  const isBoth = isArray(other.type);
  // Lists are joined by `+`.
  if (isBoth && (operator === "+" || sides.some(({ type }) => dimensionsOf(type) !== 1))) return undefined;
  checkFree("value", other.text);
  checkFree("row", other.text);
  const text = elementwise(array, (value, place) => {
    const pair = [value, isBoth ? `${simple(other.text)}[${place}]` : other.text];
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
/** The typed array in `[...y.values]`, where one does as well. */
export const withoutCopy = (list: string) => list.replace(/^\[\.\.\.([^[\]]+\.values)\]$/, "$1");
const most = (name: "max" | "min") => (list: string) => `Math.${name}(...${simple(withoutCopy(list))})`;
const mean = (list: string) => `${sum(list)} / ${simple(list)}.length`;
const variance = (list: string) =>
  `((mean) => ${simple(list)}.reduce((sum, x) => sum + (x - mean) ** 2, 0) / ${simple(list)}.length)(${mean(list)})`;
const place = (name: "max" | "min") => (list: string) => `${simple(list)}.indexOf(${most(name)(list)})`;

/** Functions of all numbers of an array, or of those along an axis. */
const reductions: Record<string, (list: string) => string> = {
  argmax: place("max"),
  argmin: place("min"),
  max: most("max"),
  mean,
  min: most("min"),
  std: (list) => `Math.sqrt(${variance(list)})`,
  sum,
  var: variance,
};

/** True for such a function that `Math` does not have, or only of numbers one by one. */
export const isReduction = (name: string) => /^(mean|std|sum|var)$/.test(name);

/** `sum` and the like: of all numbers, or with `axis` of each column (0) or row (1). */
function reduced(array: Typed, name: string, named: [string, string][]): string {
  const [[option, axis] = ["axis", "null"], ...rest] = named;
  if (option !== "axis" || rest.length > 0) throw new NoTranslation(name);
  if (axis === "null" || (axis === "0" && dimensionsOf(array.type) === 1))
    return reductions[name](flat(array));
  if (array.type !== "NDArray" && dimensionsOf(array.type) !== 2) throw new NoTranslation("an axis");
  const rows = rowsOf(array);
  if (axis === "1" || axis === "-1") return `${rows}.map((row) => ${reductions[name]("row")})`;
  if (axis !== "0") throw new NoTranslation("an axis");
  const columns = `${rows}[0].map((_, i) => ${rows}.map((row) => row[i]))`;
  return `${columns}.map((column) => ${reductions[name]("column")})`;
}

/** Functions of a number that `Math` has under the same name. */
export const ofMath = new Set(
  "abs acos asin atan atan2 ceil cos cosh exp expm1 floor hypot log log10 log1p log2 pow sign sin sinh sqrt tan tanh trunc".split(
    " ",
  ),
);

/** Constants of NumPy and of `math`, and the environment of `os`. */
export const constants: Record<string, string> = {
  e: "Math.E",
  environ: "process.env",
  inf: "Infinity",
  nan: "NaN",
  pi: "Math.PI",
};

/** An array of `value` throughout: of `n` of them, or of rows for `[n, m]`. */
function filled(value: string, shape: string): string {
  const [, rows, columns] = /^\[([^,]+), ([^,]+)\]$/.exec(shape) ?? [];
  if (rows !== undefined) return `Array.from({ length: ${rows} }, () => ${filled(value, columns)})`;
  if (shape.startsWith("[")) throw new NoTranslation("an array of three dimensions");
  // A call gives another value each time.
  return value.endsWith(")")
    ? `Array.from({ length: ${shape} }, () => ${value})`
    : `Array(${shape}).fill(${value})`;
}

/** The numbers `start`, `start + step`, …, `count` of them. */
const counted = (count: string, start: string, step: string) =>
  `Array.from({ length: ${count} }, (_, i) => ${start === "0" ? "" : `${start} + `}${step === "1" ? "i" : `i * ${step}`})`;

/** `stop - start` in brackets; of whole numbers, the difference. */
export const minus = (stop: string, start: string) =>
  start === "0"
    ? stop
    : /^\d+ \d+$/.test(`${stop} ${start}`)
      ? String(Number(stop) - Number(start))
      : `(${stop} - ${simple(start)})`;

/** The product of two vectors or matrices: `@`. */
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

/** `yes` for each element for which `test` holds, else `no`. */
function chosen(test: Typed, yes: Typed, no: Typed): string {
  if (!test.type.startsWith("boolean[]")) throw new NoTranslation("np.where");
  return elementwise(test, (value, place) => {
    const [a, b] = [yes, no].map((side) => {
      checkFree("value", side.text);
      checkFree("row", side.text);
      if (!isArray(side.type)) return side.text;
      if (dimensionsOf(side.type) !== 1 || dimensionsOf(test.type) !== 1) throw new NoTranslation("np.where");
      return `${simple(side.text)}[${place}]`;
    });
    return `${value} ? ${a} : ${b}`;
  });
}

/** The elements of a list in random order. */
export const shuffled = (list: string) =>
  `${simple(list)}.map((x) => ({ x, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ x }) => x)`;

/** Puts the elements of a list in random order. */
export const shuffle = (list: string) => `void ${list}.splice(0, Infinity, ...${shuffled(list)})`;

/** Numbers drawn by `keras.random`, which `random.seed` is for. */
function drawn(name: string, shape: string | undefined, range = "", byDefault = ""): string {
  if (shape === undefined) throw new NoTranslation("a single number");
  const sizes = shape.startsWith("[") ? shape : `[${shape}]`;
  return `random.${name}(${sizes}${range === byDefault ? "" : `, ${range}`})`;
}

/** NumPy's other functions: the names of their parameters, of which the first is needed. */
const functions: Record<string, [parameters: string, translate: (...values: string[]) => string]> = {
  arange: [
    "start stop step",
    (start, stop, step = "1") =>
      stop === undefined
        ? `[...Array(${start}).keys()]`
        : counted(
            step === "1" ? minus(stop, start) : `Math.ceil(${minus(stop, start)} / ${step})`,
            start,
            step,
          ),
  ],
  array: ["object", (list) => list],
  asarray: ["object", (list) => list],
  concatenate: ["arrays", (lists) => `${lists}.flat()`],
  eye: [
    "N",
    (size) => {
      for (const name of ["i", "j"]) checkFree(name, size);
      const row = `Array.from({ length: ${size} }, (_, j) => Number(i === j))`;
      return `Array.from({ length: ${size} }, (_, i) => ${row})`;
    },
  ],
  linspace: [
    "start stop num",
    (start, stop = "1", count = "50") =>
      counted(
        count,
        start,
        `${minus(stop, start)} / ${/^\d+$/.test(count) ? Number(count) - 1 : `(${count} - 1)`}`,
      ),
  ],
  ones: ["shape", (shape) => filled("1", shape)],
  "random.rand": [
    "d0 d1",
    (...sizes) => filled("Math.random()", sizes.length > 1 ? `[${sizes.join(", ")}]` : sizes[0]),
  ],
  "random.randint": [
    "low high size",
    (low, high = low, size = "") => {
      const from = high === low ? "0" : low;
      const one = `${from === "0" ? "" : `${from} + `}Math.floor(${minus(high, from)} * Math.random())`;
      return size === "" ? one : filled(one, size);
    },
  ],
  "random.normal": [
    "loc scale size",
    (mean = "0", deviation = "1", shape) => drawn("normal", shape, `${mean}, ${deviation}`, "0, 1"),
  ],
  "random.randn": ["d0 d1 d2", (...sizes) => drawn("normal", `[${sizes.join(", ")}]`)],
  "random.shuffle": ["x", shuffle],
  "random.uniform": [
    "low high size",
    (low = "0", high = "1", shape) => drawn("uniform", shape, `${low}, ${high}`, "0, 1"),
  ],
  // Keras' generators, which start weights and order samples.
  "random.seed": ["seed", (seed) => `utils.setRandomSeed(${seed})`],
  zeros: ["shape", (shape) => filled("0", shape)],
};

/** The different numbers of an array; with their counts, a list of both. */
function unique(
  array: Typed,
  [[option, value] = ["return_counts", "false"], ...rest]: [string, string][],
): string {
  if (option !== "return_counts" || rest.length > 0) throw new NoTranslation("np.unique");
  const list = isArray(array.type) ? flat(array) : array.text;
  const different = `[...new Set(${list})]`;
  if (value === "false") return different;
  for (const name of ["all", "x", "one"]) checkFree(name, list);
  return `((all) => [all, all.map((x) => ${simple(list)}.filter((one) => one === x).length)])(${different})`;
}

/** A call of `np.name`; of most functions there is no short translation. */
export function numpyFunction(
  name: string,
  values: string[],
  given: [string, string][],
  typeOf: (text: string) => string,
): string {
  // JavaScript has one type of numbers.
  const named = given.filter(([option]) => option !== "dtype");
  const [first] = values;
  const array = { text: first, type: values.length > 0 ? typeOf(first) : "" };
  // `std` and `var` of a column divide by n - 1, NumPy's by n.
  if (
    /^(max|mean|min|sum)$/.test(name) &&
    values.length === 1 &&
    named.length === 0 &&
    isColumn(first) &&
    typeOf(first.replace(/(?:\[[^\]]*\]|\.\w+)$/, "")) === "DataFrame"
  )
    return `${first}.${name}()`;
  if (Object.hasOwn(reductions, name) && values.length === 1)
    return named.length === 0 && !isArray(array.type) ? reductions[name](first) : reduced(array, name, named);
  if ((ofMath.has(name) || name === "round") && named.length === 0 && values.length > 0 && isData(array))
    return `ops.${name}(${values.join(", ")})`;
  if (ofMath.has(name) && values.length > 0 && named.length === 0) {
    if (!values.some((value) => isArray(typeOf(value)))) return `Math.${name}(${values.join(", ")})`;
    if (values.length === 1) return elementwise(array, (value) => `Math.${name}(${value})`);
  }
  if (/^a?round$/.test(name) && isArray(array.type) && values.length + named.length <= 2) {
    const digits = values[1] ?? named.find(([option]) => option === "decimals")?.[1];
    if (values.length + named.length === 1) return elementwise(array, (value) => `Math.round(${value})`);
    if (digits !== undefined) return elementwise(array, (value) => `Number(${value}.toFixed(${digits}))`);
  }
  if (name === "unique" && values.length === 1) return unique(array, named);
  const sides = values.map((text) => ({ text, type: typeOf(text) }));
  if (/^(max|min)imum$/.test(name) && sides.length === 2 && named.length === 0) {
    if (sides.some(isData)) return `ops.${name}(${values.join(", ")})`;
    const operator = name.slice(0, 3);
    return elementOperation(operator, sides)?.text ?? `Math.${operator}(${values.join(", ")})`;
  }
  if (name === "isnan" && sides.length === 1 && named.length === 0)
    return isArray(array.type)
      ? elementwise(array, (value) => `Number.isNaN(${value})`)
      : `Number.isNaN(${first})`;
  if (/^(dot|matmul)$/.test(name) && sides.length === 2 && named.length === 0)
    return tensorOperation("@", sides) ?? product(sides[0], sides[1]).text;
  if (name === "where" && sides.length === 3 && named.length === 0)
    return chosen(sides[0], sides[1], sides[2]);
  // A list of rows is an array; one of arrays is joined.
  if (name === "vstack" && sides.length === 1 && named.length === 0 && dimensionsOf(array.type) > 1)
    return dimensionsOf(array.type) === 2 ? first : `${first}.flat()`;
  if (name === "random.rand" && values.length === 0) return "Math.random()";
  if (name === "random.permutation" && values.length === 1 && named.length === 0)
    return shuffled(isArray(array.type) ? flat(array) : `[...Array(${first}).keys()]`);
  const [parameters, translate] = Object.hasOwn(functions, name) ? functions[name] : ["", undefined];
  const places = parameters.split(" ");
  const all = [...values];
  for (const [option, value] of named) all[places.indexOf(option)] = value;
  if (translate === undefined || all.length === 0 || all.length > places.length || "-1" in all)
    throw new NoTranslation(`np.${name}`);
  return translate(...all);
}

/** The call of a method that NumPy's arrays have and ours have not; `undefined` for others. */
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
  if (/^(any|all)$/.test(name) && dimensionsOf(array.type) === 1)
    return `${simple(array.text)}.${name === "any" ? "some" : "every"}(Boolean)`;
  if (name === "tolist" || name === "numpy")
    return array.type === "NDArray" ? `${array.text}.arraySync()` : array.text;
  return undefined;
}

/** A property that NumPy's arrays have and ours have not; `undefined` for others. */
export function arrayProperty(array: Typed, name: string): string | undefined {
  const { text, type } = array;
  const dimensions = dimensionsOf(type);
  if (name === "T" && type === "NDArray")
    return `((rows) => rows[0].map((_, i) => rows.map((row) => row[i])))(${rowsOf(array).slice(1, -1)})`;
  if (dimensions === 0) return undefined;
  if (name === "shape")
    return `[${Array.from({ length: dimensions }, (_, axis) => sizeOf(text, axis)).join(", ")}]`;
  if (name === "size") return `${flat(array)}.length`;
  if (name === "T" && dimensions === 2) {
    checkFree("row", text);
    return `${text}[0].map((_, i) => ${text}.map((row) => row[i]))`;
  }
  return undefined;
}

/** The length of a list along an axis: `shape[axis]`. */
export const sizeOf = (list: string, axis: number) => `${list}${"[0]".repeat(axis)}.length`;
