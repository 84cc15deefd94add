import {
  dimensionsOf,
  elementAt,
  elementOperation,
  elementwise,
  flat,
  isArray,
  listOf,
  product,
  reduced,
  reductions,
  rowsOf,
  transposed,
} from "./arrays.ts";
import { isColumn } from "./packages.ts";
import { NoTranslation } from "./syntax.ts";
import { isData, type Typed, tensorOperation } from "./tensors.ts";
import { checkFree, simple } from "./typescript-text.ts";

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
  float32: '"float32"',
  float64: '"float64"',
  inf: "Infinity",
  int32: '"int32"',
  int64: '"int64"',
  nan: "NaN",
  newaxis: "null",
  pi: "Math.PI",
  uint8: '"uint8"',
};

/** An array of `value` throughout: of `n` of them, or of rows for `[n, m]`. */
function filled(value: string, shape: string): string {
  const [, first, rest] = /^\[([^,]+)(?:, (.+))?\]$/.exec(shape) ?? [];
  if (rest !== undefined) return `Array.from({ length: ${first} }, () => ${filled(value, `[${rest}]`)})`;
  // A call gives another value each time.
  return value.includes("(")
    ? `Array.from({ length: ${first ?? shape} }, () => ${value})`
    : `Array(${first ?? shape}).fill(${value})`;
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

/** `count` numbers at equal distances, from `start` to `stop`; a single one is `start`. */
function spaced(start: string, stop = "1", count = "50"): string {
  if (count === "1") return `[${start}]`;
  const steps = /^\d+$/.test(count) ? Number(count) - 1 : `Math.max(${simple(count)} - 1, 1)`;
  return counted(count, start, `${minus(stop, start)} / ${steps}`);
}

/** `yes` for each element for which `test` holds, else `no`; with `test` alone the places of these elements. */
function chosen(test: Typed, yes?: Typed, no?: Typed): string {
  if (!test.type.startsWith("boolean[]")) throw new NoTranslation("np.where");
  if (yes === undefined || no === undefined) return `[${places(test)}]`;
  for (const name of ["value", "row", "i", "j"]) checkFree(name, yes.text, no.text);
  return elementwise(test, (value, at) => `${value} ? ${elementAt(yes, at)} : ${elementAt(no, at)}`);
}

/** A list of numbers or texts, of one dimension. */
function listIn(array: Typed): string {
  if (array.type !== "NDArray" && dimensionsOf(array.type) !== 1) throw new NoTranslation("a list");
  return simple(listOf(array));
}

/** All elements of an array, of which some are not 0 or false. */
const tested = (array: Typed) => simple(array.type === "boolean[]" ? array.text : flat(array));

/** The places at which a list holds something other than 0 and false. */
const places = (list: Typed) => `${listIn(list)}.flatMap((value, i) => (value ? [i] : []))`;

/** The elements of a list in order. */
const sorted = (list: string, type: string) =>
  `${list}.toSorted(${type === "string[]" ? "" : "(a, b) => a - b"})`;

/** The arrays in a list, joined along an axis. */
function joined({ text, type }: Typed, axis: string): string {
  const dimensions = dimensionsOf(type) - 1;
  if (/^[A-Z]/.test(type) || (dimensions < 1 && axis !== "0"))
    throw new NoTranslation("arrays that are joined");
  if (axis === "0" || (axis === "-1" && dimensions === 1)) return `${simple(text)}.flat()`;
  if (!/^(1|-1)$/.test(axis) || dimensions !== 2) throw new NoTranslation("an axis");
  checkFree("i", text);
  return `${simple(text)}[0].map((_, i) => ${simple(text)}.flatMap((rows) => rows[i]))`;
}

/** The arrays in a list as the rows of one, or as its columns. */
function stacked({ text, type }: Typed, axis: string): string {
  if (!/^(number|boolean|string)(\[\])+$/.test(type)) throw new NoTranslation("arrays that are stacked");
  if (axis === "0") return text;
  if (!/^(1|-1)$/.test(axis) || dimensionsOf(type) !== 2) throw new NoTranslation("an axis");
  return transposed(text);
}

/** An array with another axis. */
function expanded({ text, type }: Typed, axis: string): string {
  const dimensions = dimensionsOf(type);
  if (dimensions === 0) throw new NoTranslation("an array of unknown dimensions");
  if (axis === "0") return `[${text}]`;
  if (axis === "1" || (axis === "-1" && dimensions === 1)) return `${simple(text)}.map((x) => [x])`;
  if (!/^(2|-1)$/.test(axis) || dimensions !== 2) throw new NoTranslation("an axis");
  return `${simple(text)}.map((row) => row.map((x) => [x]))`;
}

/** A number of the list, or below the number, that is drawn; `size` of them, which may be the same unless `replace` is false. */
function choice(from: Typed, size?: Typed, replace?: Typed): string {
  const list = isArray(from.type) ? listIn(from) : undefined;
  if (replace?.text === "false" && size !== undefined)
    return `${shuffled(list ?? `[...Array(${from.text}).keys()]`)}.slice(0, ${size.text})`;
  const one =
    list === undefined
      ? `Math.floor(${simple(from.text)} * Math.random())`
      : `${list}[Math.floor(${list}.length * Math.random())]`;
  return size === undefined ? one : filled(one, size.text);
}

/** The numbers in a file, one list for each line. */
function numbersIn(path: string, delimiter?: string, skipped = "0", columns?: string): string {
  if (!/^[01]$/.test(skipped)) throw new NoTranslation("lines that are left out");
  const options = skipped === "0" ? ["header: false"] : [];
  // NumPy divides lines at white space.
  if (!/^["'],["']$/.test(delimiter ?? "")) options.push(`delimiter: ${delimiter ?? '" "'}`);
  const list = options.length === 0 ? "" : `, { ${options.join(", ")} }`;
  const rows = `((await pd.readCSV(${path}${list})).values as number[][])`;
  return columns === undefined ? rows : `${rows}.map((row) => ${simple(columns)}.map((i) => row[i]))`;
}

const nanTest = (value: string) => `Number.isNaN(${value})`;

/** NumPy's operators as functions. */
const operatorFunctions: Record<string, string> = {
  add: "+",
  divide: "/",
  equal: "==",
  greater: ">",
  less: "<",
  multiply: "*",
  power: "**",
  subtract: "-",
};

/** NumPy's functions of arrays, with the names of their parameters. */
const ofArrays: Record<string, [parameters: string, translate: (...given: Typed[]) => string]> = {
  all: ["a", (array) => `${tested(array)}.every(Boolean)`],
  any: ["a", (array) => `${tested(array)}.some(Boolean)`],
  append: [
    "arr values",
    (list, more) => `[...${listIn(list)}, ${isArray(more.type) ? `...${listIn(more)}` : more.text}]`,
  ],
  argsort: [
    "a",
    (array) => {
      const list = listIn(array);
      for (const name of ["i", "j"]) checkFree(name, list);
      return `[...${list}.keys()].sort((i, j) => ${list}[i] - ${list}[j])`;
    },
  ],
  array_equal: ["a1 a2", (a, b) => `JSON.stringify(${a.text}) === JSON.stringify(${b.text})`],
  clip: [
    "a a_min a_max",
    (array, low, high) =>
      elementwise(array, (value) => `Math.min(Math.max(${value}, ${low.text}), ${high.text})`),
  ],
  column_stack: [
    "tup",
    (arrays) => (dimensionsOf(arrays.type) === 3 ? joined(arrays, "1") : stacked(arrays, "1")),
  ],
  concatenate: ["arrays axis?", (arrays, axis) => joined(arrays, axis?.text ?? "0")],
  count_nonzero: ["a", (array) => `${tested(array)}.filter(Boolean).length`],
  cumsum: ["a", (array) => `((sum) => ${listIn(array)}.map((x) => (sum += x)))(0)`],
  diff: ["a", (array) => `${listIn(array)}.slice(1).map((x, i) => x - ${listIn(array)}[i])`],
  expand_dims: ["a axis", (array, axis) => expanded(array, axis?.text ?? "")],
  flatnonzero: ["a", places],
  flip: ["m", (array) => `${listIn(array)}.toReversed()`],
  full_like: ["a fill_value", (array, value) => elementwise(array, () => value.text)],
  hstack: ["tup", (arrays) => joined(arrays, dimensionsOf(arrays.type) === 2 ? "0" : "1")],
  isin: [
    "element test_elements",
    (array, list) => elementwise(array, (value) => `${listIn(list)}.includes(${value})`),
  ],
  isnan: ["x", (x) => (isArray(x.type) ? elementwise(x, nanTest) : nanTest(x.text))],
  "linalg.norm": ["x", (x) => `Math.hypot(...${simple(flat(x))})`],
  ones_like: ["a", (array) => elementwise(array, () => "1")],
  "random.choice": ["a size? replace?", choice],
  repeat: [
    "a repeats",
    (list, count) => `${listIn(list)}.flatMap((x) => Array.from({ length: ${count.text} }, () => x))`,
  ],
  sort: ["a", (array) => sorted(listIn(array), array.type)],
  stack: ["arrays axis?", (arrays, axis) => stacked(arrays, axis?.text ?? "0")],
  tile: ["A reps", (list, count) => `Array.from({ length: ${count.text} }, () => ${listIn(list)}).flat()`],
  transpose: ["a", (array) => transposed(rowsOf(array))],
  vstack: ["tup", (arrays) => (dimensionsOf(arrays.type) === 2 ? stacked(arrays, "0") : joined(arrays, "0"))],
  where: ["condition x? y?", chosen],
  zeros_like: ["a", (array) => elementwise(array, () => "0")],
};

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

/** The rows of the unit matrix. */
function identity(size: string): string {
  for (const name of ["i", "j"]) checkFree(name, size);
  const row = `Array.from({ length: ${size} }, (_, j) => Number(i === j))`;
  return `Array.from({ length: ${size} }, (_, i) => ${row})`;
}

/** NumPy's other functions, with the names of their parameters. */
const functions: Record<string, [parameters: string, translate: (...values: string[]) => string]> = {
  arange: [
    "start stop? step?",
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
  eye: ["N", identity],
  float32: ["value", (value) => value],
  float64: ["value", (value) => value],
  full: ["shape fill_value", (shape, value) => filled(value, shape)],
  genfromtxt: ["fname delimiter? skip_header? usecols?", numbersIn],
  identity: ["n", identity],
  int32: ["value", (value) => `Math.trunc(${value})`],
  int64: ["value", (value) => `Math.trunc(${value})`],
  linspace: ["start stop? num?", spaced],
  loadtxt: ["fname delimiter? skiprows? usecols?", numbersIn],
  ones: ["shape", (shape) => filled("1", shape)],
  "random.rand": [
    "d0 d1?",
    (...sizes) => filled("Math.random()", sizes.length > 1 ? `[${sizes.join(", ")}]` : sizes[0]),
  ],
  "random.randint": [
    "low high? size?",
    (low, high = low, size = "") => {
      const from = high === low ? "0" : low;
      const one = `${from === "0" ? "" : `${from} + `}Math.floor(${minus(high, from)} * Math.random())`;
      return size === "" ? one : filled(one, size);
    },
  ],
  "random.normal": [
    "loc? scale? size?",
    (mean = "0", deviation = "1", shape) => drawn("normal", shape, `${mean}, ${deviation}`, "0, 1"),
  ],
  "random.randn": ["d0 d1? d2?", (...sizes) => drawn("normal", `[${sizes.join(", ")}]`)],
  "random.shuffle": ["x", shuffle],
  "random.uniform": [
    "low? high? size?",
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
  const different = sorted(`[...new Set(${list})]`, array.type);
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
  if (/^a?round$/.test(name) && values.length + named.length <= 2) {
    const digits = values[1] ?? named.find(([option]) => option === "decimals")?.[1];
    const rounded = (value: string) =>
      digits === undefined ? `Math.round(${value})` : `Number(${simple(value)}.toFixed(${digits}))`;
    if (isArray(array.type)) return elementwise(array, rounded);
    if (array.type === "number") return rounded(first);
  }
  if (name === "unique" && values.length === 1) return unique(array, named);
  const sides = values.map((text) => ({ text, type: typeOf(text) }));
  if (/^(max|min)imum$/.test(name) && sides.length === 2 && named.length === 0) {
    if (sides.some(isData)) return `ops.${name}(${values.join(", ")})`;
    const operator = name.slice(0, 3);
    return elementOperation(operator, sides)?.text ?? `Math.${operator}(${values.join(", ")})`;
  }
  if (Object.hasOwn(operatorFunctions, name) && sides.length === 2 && named.length === 0) {
    const operator = operatorFunctions[name];
    const result = elementOperation(operator, sides, false)?.text;
    if (result !== undefined) return result;
    if (sides.every(({ type }) => type === "number"))
      return `${simple(values[0])} ${operator} ${simple(values[1])}`;
  }
  if (/^(dot|matmul)$/.test(name) && sides.length === 2 && named.length === 0)
    return tensorOperation("@", sides) ?? product(sides[0], sides[1]).text;
  if (name === "random.rand" && values.length === 0) return "Math.random()";
  if (name === "random.permutation" && values.length === 1 && named.length === 0)
    return shuffled(isArray(array.type) ? flat(array) : `[...Array(${first}).keys()]`);
  if (Object.hasOwn(ofArrays, name)) {
    const [parameters, translate] = ofArrays[name];
    const given = inPlaces(parameters, name, values, named);
    return translate(...given.map((text) => ({ text, type: typeOf(text) })));
  }
  if (!Object.hasOwn(functions, name)) throw new NoTranslation(`np.${name}`);
  const [parameters, translate] = functions[name];
  return translate(...inPlaces(parameters, name, values, named));
}

/** The arguments of a function by the places of its parameters. @throws NoTranslation for others, and if one is missing */
function inPlaces(parameters: string, name: string, values: string[], named: [string, string][]): string[] {
  const places = parameters.split(" ");
  const names = places.map((place) => place.replace("?", ""));
  const all = [...values];
  for (const [option, value] of named) all[names.indexOf(option)] = value;
  const isMissing = (place: string, at: number) => !place.endsWith("?") && all[at] === undefined;
  if (all.length > places.length || "-1" in all || places.some(isMissing))
    throw new NoTranslation(`np.${name}`);
  return all;
}
