/**
 * The boundary to Python's spelling: `None`, `True`, tuples, `repr`, `%.4f`, `json.dumps`. Nothing else in the project
 * formats Python.
 *
 * Dictionaries and lists stay plain TypeScript objects and arrays. Their Python words hang on hidden properties, so
 * `console.log`, `String(…)` and the last expression of a cell show them, while `JSON.stringify`, `Object.keys` and
 * comparisons see the plain data.
 */

const inspectSymbol = Symbol.for("nodejs.util.inspect.custom");
const displaySymbol = Symbol.for("Jupyter.display");
const tupleMark = Symbol.for("python.tuple");
const floatsMark = Symbol.for("python.floats");

/** Python's `repr` of null, booleans, numbers, strings, arrays and plain objects; `String(…)` of everything else. */
export function pythonRepr(value: unknown): string {
  return repr(value, false);
}

function repr(value: unknown, floats: boolean): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return floats ? floatRepr(value) : numberRepr(value);
  if (typeof value === "string") return stringRepr(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => repr(item, floats || floatsMark in value));
    if (!(tupleMark in value)) return `[${items.join(", ")}]`;
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
  }
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    const inner = floats || floatsMark in value;
    const entries = Object.entries(value).map(([key, item]) => `${stringRepr(key)}: ${repr(item, inner)}`);
    return `{${entries.join(", ")}}`;
  }
  return String(value);
}

/** A whole number as an `int`, any other as a `float`: TypeScript knows no difference between `1` and `1.0`. */
function numberRepr(value: number): string {
  return Number.isInteger(value) ? String(value) : floatRepr(value);
}

/** The shortest digits that read back to the same float, in Python's notation: `1.0`, `1e-07`, `inf`. */
function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [digits, exponent] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${twoDigits(power)}`;
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function twoDigits(exponent: number): string {
  return `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** In single quotes, unless only double quotes avoid a backslash. */
function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const names: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };
  const escaped = text.replace(/[\\'"]|\p{Cc}/gu, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
    return names[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return quote + escaped + quote;
}

/** `"%.<digits>f" % value`: an exact half goes to the even neighbour, where JavaScript's `toFixed` goes up. */
export function pythonFixed(value: number, digits: number): string {
  // Exactly half of the last digit is an odd multiple of 2^-(digits + 1), as no other power of ten has that factor.
  const halves = Math.abs(value) * 2 ** (digits + 1);
  if (!Number.isInteger(halves) || halves % 2 === 0) return value.toFixed(digits);
  const below = (halves * 5 ** digits - 1) / 2;
  const rounded = (below % 2 === 0 ? below : below + 1) / 10 ** digits;
  return (value < 0 ? -rounded : rounded).toFixed(digits);
}

/** `"%.<digits>e" % value`: the exponent has at least two digits. */
export function pythonExponential(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits).split("e");
  return exponent === undefined ? mantissa : `${mantissa}e${twoDigits(Number(exponent))}`;
}

/** `"{:,}".format(value)` of a whole number. */
export function pythonThousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `json.dumps(value)`: a space after commas and colons, ASCII only. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${pythonJson(key)}: ${pythonJson(item)}`);
    return `{${entries.join(", ")}}`;
  }
  if (typeof value === "number") return numberRepr(value);
  return (JSON.stringify(value) ?? "null").replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** An array that prints as a Python tuple: `(None, 5)`, `(8,)`. */
export function tuple<T>(items: T[]): T[] {
  return showing(items, tupleMark);
}

/** An array or object whose numbers print as Python floats, `1.0`, at any depth. */
export function floats<T extends object>(value: T): T {
  return showing(value, floatsMark);
}

/** The object, and the objects and arrays in it, printing as Python dictionaries and lists. */
export function dict<T extends object>(value: T): T {
  for (const item of Object.values(value)) {
    if (Array.isArray(item) || Object.getPrototypeOf(item ?? 0) === Object.prototype) dict(item);
  }
  return showing(value);
}

function showing<T extends object>(value: T, mark?: symbol): T {
  // One by one: `defineProperties` takes twice the time, and arrays of outputs have a tuple each.
  Object.defineProperty(value, inspectSymbol, WORDS);
  Object.defineProperty(value, "toString", WORDS);
  if (mark !== undefined) Object.defineProperty(value, mark, MARK);
  return value;
}

const WORDS: PropertyDescriptor = {
  value(this: object) {
    return pythonRepr(this);
  },
  enumerable: false,
  configurable: true,
};
const MARK: PropertyDescriptor = { value: true, enumerable: false };

/** Type of `None`. */
export class NoneType {
  toString(): string {
    return "None";
  }

  [inspectSymbol](): string {
    return "None";
  }

  /** As the last expression of a cell, `None` shows nothing: a bundle without content. */
  [displaySymbol](): Record<string, unknown> {
    return {};
  }
}

/**
 * Python's `None`, returned where Python users print what a method returns: `console.log(model.summary())` ends with
 * `None` as `print(model.summary())` does, and `model.summary()` as the last expression of a cell shows nothing more.
 */
export const None = new NoneType();
