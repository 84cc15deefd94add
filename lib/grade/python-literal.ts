/**
 * Finds and reads the dictionaries, lists and tuples that Python prints, anywhere in a text.
 *
 * Made for the reprs of Keras' configurations: no sets, bytes, complex numbers or triple quotes. @lezer/python does not fit: it
 * parses whole programs, so that an apostrophe in the text before a literal turns the literal into a string.
 * https://docs.python.org/3/library/ast.html#ast.literal_eval
 */

/** A value, and the text it was read from. */
export type PythonLiteral =
  | { type: "scalar"; value: null | boolean | number | string; text: string }
  | { type: "list" | "tuple"; items: PythonLiteral[]; text: string }
  | { type: "dict"; entries: Map<string, PythonLiteral>; text: string };

const WORDS: Record<string, null | boolean | number> = {
  None: null,
  True: true,
  False: false,
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|([\s\S]))/g;
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "\n": "" };
/** Nesting levels. Configurations have fewer, and a text of opening brackets must not exhaust the stack. */
const DEPTH = 24;

/** Values read in one text. Nested brackets are read again from each bracket on. */
const MOST_VALUES = 200_000;

/** A word has at most 63 characters. */
const TOKEN =
  /\s*(np\.(?:float|int|uint|bool)\w{0,3}(?=\()|[{}[\](),:]|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'|"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|[-+.\w]{1,63}(?![-+.\w]))/y;

/** Thrown within this file only. A shared object, because it is thrown at every bracket that starts no literal. */
const NO_LITERAL = new SyntaxError("no Python literal");

/** Reads a text that is one literal. @throws SyntaxError if it is not */
export function readLiteral(text: string): PythonLiteral {
  const reader = new Reader(text, 0);
  const literal = reader.value(0);
  if (text.slice(reader.at).trim() !== "") throw NO_LITERAL;
  return literal;
}

/** All dictionaries, lists and tuples in a text. Each is followed by those inside it. */
export function* findLiterals(text: string): Generator<PythonLiteral> {
  const left = { values: MOST_VALUES };
  for (let at = 0; at < text.length; at++) {
    if (!"{[(".includes(text[at])) continue;
    const reader = new Reader(text, at, left);
    try {
      yield* withInner(reader.value(0));
      at = reader.at - 1;
    } catch (error) {
      if (error !== NO_LITERAL) throw error;
      if (left.values <= 0) return;
    }
  }
}

function* withInner(literal: PythonLiteral): Generator<PythonLiteral> {
  if (literal.type === "scalar") return;
  yield literal;
  const inner = literal.type === "dict" ? literal.entries.values() : literal.items;
  for (const item of inner) yield* withInner(item);
}

/** The value of a key of a dictionary; undefined for any other literal. */
export const entryOf = (literal: PythonLiteral | undefined, key: string): PythonLiteral | undefined =>
  literal?.type === "dict" ? literal.entries.get(key) : undefined;

class Reader {
  /** A comma stood behind the last item. */
  private comma = false;

  constructor(
    private readonly text: string,
    public at: number,
    private readonly left = { values: MOST_VALUES },
  ) {}

  value(depth: number, token = this.token()): PythonLiteral {
    if (depth > DEPTH || --this.left.values <= 0) throw NO_LITERAL;
    const start = this.at - token.length;
    const since = () => this.text.slice(start, this.at);
    // NumPy 2 names the type of its scalars: `np.float64(0.98)`.
    if (token.startsWith("np.")) return this.value(depth + 1);
    if (token === "{") {
      const entries = new Map<string, PythonLiteral>();
      for (const first of this.items("}")) {
        const key = this.value(depth + 1, first);
        if (key.type !== "scalar" || this.token() !== ":") throw NO_LITERAL;
        entries.set(String(key.value), this.value(depth + 1));
      }
      return { type: "dict", entries, text: since() };
    }
    if (token === "[" || token === "(") {
      const items: PythonLiteral[] = [];
      for (const first of this.items(token === "[" ? "]" : ")")) items.push(this.value(depth + 1, first));
      // Parentheses around one value without a comma only group it.
      if (token === "(" && items.length === 1 && !this.comma) return items[0];
      return { type: token === "[" ? "list" : "tuple", items, text: since() };
    }
    return { type: "scalar", value: scalar(token), text: token };
  }

  private token(): string {
    TOKEN.lastIndex = this.at;
    const token = TOKEN.exec(this.text)?.[1];
    if (token === undefined) throw NO_LITERAL;
    this.at = TOKEN.lastIndex;
    return token;
  }

  /** The first token of each item. */
  private *items(close: string): Generator<string> {
    let comma = false;
    for (let token = this.token(); token !== close; ) {
      yield token;
      token = this.token();
      comma = token === ",";
      if (comma) token = this.token();
      else if (token !== close) throw NO_LITERAL;
    }
    this.comma = comma;
  }
}

function scalar(token: string): null | boolean | number | string {
  if (/^['"]/.test(token)) {
    return token.slice(1, -1).replaceAll(ESCAPE, (_, hex: string, unicode: string, other: string) => {
      return other === undefined
        ? String.fromCharCode(Number.parseInt(hex ?? unicode, 16))
        : (ESCAPES[other] ?? other);
    });
  }
  const value = Object.hasOwn(WORDS, token) ? WORDS[token] : Number(token);
  if (Number.isNaN(value) && token !== "nan") throw NO_LITERAL;
  return value;
}
