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
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "\n": "" };
/** Nesting levels. Configurations have fewer, and a text of opening brackets must not exhaust the stack. */
const DEPTH = 24;

/** Values read in one text. Nested brackets are read again from each bracket on. */
const MOST_VALUES = 200_000;

/** Thrown within this file only. A shared object, because it is thrown at every bracket that starts no literal. */
const NO_LITERAL = new SyntaxError("no Python literal");

/** Reads a text that is one literal. @throws SyntaxError if it is not */
export function readLiteral(text: string): PythonLiteral {
  const reader = new Reader(text, 0);
  const literal = reader.value(0);
  reader.space();
  if (reader.at !== text.length) throw NO_LITERAL;
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
  constructor(
    private readonly text: string,
    public at: number,
    private readonly left = { values: MOST_VALUES },
  ) {}

  value(depth: number): PythonLiteral {
    if (depth > DEPTH || --this.left.values <= 0) throw NO_LITERAL;
    this.space();
    const start = this.at;
    const first = this.text[start];
    if (first === "{") return this.dict(start, depth);
    if (first === "[") {
      return { type: "list", items: this.items("]", depth).items, text: this.since(start) };
    }
    if (first === "(") {
      const { items, comma } = this.items(")", depth);
      // Parentheses around one value without a comma only group it.
      return items.length === 1 && !comma ? items[0] : { type: "tuple", items, text: this.since(start) };
    }
    // NumPy 2 names the type of its scalars: `np.float64(0.98)`.
    const type =
      first === "n" &&
      /^np\.(?:float|int|uint|bool)\w{0,3}(?=\()/.exec(this.text.slice(start, start + 16))?.[0];
    if (type) {
      this.at += type.length;
      return this.value(depth + 1);
    }
    const value = first === "'" || first === '"' ? this.string(first) : this.word();
    return { type: "scalar", value, text: this.since(start) };
  }

  space(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }

  private dict(start: number, depth: number): PythonLiteral {
    const entries = new Map<string, PythonLiteral>();
    this.at++;
    while (!this.takes("}")) {
      const key = this.value(depth + 1);
      if (key.type !== "scalar" || !this.takes(":")) throw NO_LITERAL;
      entries.set(String(key.value), this.value(depth + 1));
      if (!this.takes(",") && !this.sees("}")) throw NO_LITERAL;
    }
    return { type: "dict", entries, text: this.since(start) };
  }

  private items(close: string, depth: number): { items: PythonLiteral[]; comma: boolean } {
    const items: PythonLiteral[] = [];
    let comma = false;
    this.at++;
    while (!this.takes(close)) {
      items.push(this.value(depth + 1));
      comma = this.takes(",");
      if (!comma && !this.sees(close)) throw NO_LITERAL;
    }
    return { items, comma };
  }

  private string(quote: string): string {
    let value = "";
    for (this.at++; this.text[this.at] !== quote; this.at++) {
      const character = this.text[this.at];
      if (character === undefined || character === "\n") throw NO_LITERAL;
      if (character !== "\\") {
        value += character;
        continue;
      }
      const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(this.text.slice(this.at + 1, this.at + 6));
      if (code) {
        value += String.fromCharCode(Number.parseInt(code[1] ?? code[2], 16));
        this.at += code[0].length;
      } else {
        this.at++;
        value += ESCAPES[this.text[this.at]] ?? this.text[this.at] ?? "";
      }
    }
    this.at++;
    return value;
  }

  private word(): null | boolean | number {
    const word = /^[-+.\w]+/.exec(this.text.slice(this.at, this.at + 64))?.[0] ?? "";
    if (word === "" || word.length === 64) throw NO_LITERAL;
    const value = Object.hasOwn(WORDS, word) ? WORDS[word] : Number(word);
    if (Number.isNaN(value) && word !== "nan") throw NO_LITERAL;
    this.at += word.length;
    return value;
  }

  private takes(character: string): boolean {
    const here = this.sees(character);
    if (here) this.at++;
    return here;
  }

  private sees(character: string): boolean {
    this.space();
    return this.text[this.at] === character;
  }

  private since(start: number): string {
    return this.text.slice(start, this.at);
  }
}
