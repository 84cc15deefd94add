/** Reads the pickles of data sets: numbers, texts, lists, dictionaries and NumPy's arrays. It creates nothing else, and calls nothing. */
import { ValueError } from "../../errors.ts";

/** An array as it is pickled. */
export interface PickledArray {
  shape: number[];
  /** `u1`, `i8`, `O8`. */
  dtype: string;
  /** Bytes, or a list of objects. */
  data: Uint8Array | unknown[];
  isFortran: boolean;
}

/** Names that NumPy's arrays are rebuilt with. */
const ALLOWED = /^numpy(?:\._?core)?(?:\.multiarray)? (?:_reconstruct|ndarray|dtype)$/;

class Global {
  constructor(readonly name: string) {}
}

const MARK = Symbol("mark");

/**
 * The value of a pickle.
 *
 * @throws ValueError for anything that a data set does not hold
 */
export function readPickle(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = 0;
  const take = (count: number) => {
    if (count < 0 || at + count > bytes.length) throw refused("it ends too early");
    at += count;
    return bytes.subarray(at - count, at);
  };
  const u1 = () => take(1)[0];
  const u2 = () => {
    take(2);
    return view.getUint16(at - 2, true);
  };
  const u4 = () => {
    take(4);
    return view.getUint32(at - 4, true);
  };
  const u8 = () => {
    take(8);
    return Number(view.getBigUint64(at - 8, true));
  };
  const line = () => {
    const end = bytes.indexOf(10, at);
    if (end === -1) throw refused("it ends too early");
    const text = new TextDecoder("latin1").decode(take(end - at));
    at++;
    return text;
  };
  const text = (raw: Uint8Array) => new TextDecoder().decode(raw);
  const pop = () => {
    if (stack.length === 0) throw refused("it takes more than there is");
    return stack.pop();
  };
  const toMark = () => {
    const from = stack.lastIndexOf(MARK);
    if (from === -1) throw refused("it takes more than there is");
    const items = stack.splice(from);
    return items.slice(1);
  };
  const list = (value: unknown) => {
    if (!Array.isArray(value)) throw refused("it appends to something that is not a list");
    return value as unknown[];
  };
  const set = (entries: unknown[]) => {
    const target = stack[stack.length - 1];
    if (!(target instanceof Map)) throw refused("it sets entries of something that is not a dictionary");
    for (let i = 0; i + 1 < entries.length; i += 2) target.set(keyText(entries[i]), entries[i + 1]);
  };
  const long = (raw: Uint8Array) => {
    let value = 0n;
    for (let i = raw.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(raw[i]);
    if (raw.length > 0 && raw[raw.length - 1] > 127) value -= 1n << BigInt(8 * raw.length);
    return Number(value);
  };
  const global = (module: unknown, name: unknown) => {
    const full = `${module} ${name}`;
    if (!ALLOWED.test(full)) throw refused(`it asks for ${module}.${name}`);
    return new Global(String(name));
  };
  for (;;) {
    const code = u1();
    switch (String.fromCharCode(code)) {
      case "\x80":
        u1();
        break;
      case "\x95":
        u8();
        break;
      case ".":
        return pop();
      case "(":
        stack.push(MARK);
        break;
      case "0":
        pop();
        break;
      case "N":
        stack.push(null);
        break;
      case "\x88":
        stack.push(true);
        break;
      case "\x89":
        stack.push(false);
        break;
      case "K":
        stack.push(u1());
        break;
      case "M":
        stack.push(u2());
        break;
      case "J":
        take(4);
        stack.push(view.getInt32(at - 4, true));
        break;
      case "I": {
        const value = line();
        stack.push(value === "00" || value === "01" ? value === "01" : Number(value));
        break;
      }
      case "L":
        stack.push(Number(line().replace(/L$/, "")));
        break;
      case "\x8a":
        stack.push(long(take(u1())));
        break;
      case "G":
        take(8);
        stack.push(view.getFloat64(at - 8, false));
        break;
      case "U":
      case "C":
        stack.push(take(u1()));
        break;
      case "T":
      case "B":
        stack.push(take(u4()));
        break;
      case "\x8e":
        stack.push(take(u8()));
        break;
      case "X":
        stack.push(text(take(u4())));
        break;
      case "\x8c":
        stack.push(text(take(u1())));
        break;
      case "]":
        stack.push([]);
        break;
      case ")":
        stack.push([]);
        break;
      case "}":
        stack.push(new Map());
        break;
      case "l":
      case "t":
        stack.push(toMark());
        break;
      case "d": {
        const entries = toMark();
        stack.push(new Map());
        set(entries);
        break;
      }
      case "\x85":
      case "\x86":
      case "\x87": {
        const count = code - 0x84;
        const items = Array.from({ length: count }, pop).reverse();
        stack.push(items);
        break;
      }
      case "a": {
        const item = pop();
        list(stack[stack.length - 1]).push(item);
        break;
      }
      case "e": {
        const items = toMark();
        const target = list(stack[stack.length - 1]);
        for (const item of items) target.push(item);
        break;
      }
      case "s": {
        const value = pop();
        const key = pop();
        set([key, value]);
        break;
      }
      case "u":
        set(toMark());
        break;
      case "q":
        memo.set(u1(), stack[stack.length - 1]);
        break;
      case "r":
        memo.set(u4(), stack[stack.length - 1]);
        break;
      case "\x94":
        memo.set(memo.size, stack[stack.length - 1]);
        break;
      case "h":
        stack.push(memo.get(u1()));
        break;
      case "j":
        stack.push(memo.get(u4()));
        break;
      case "c": {
        const module = line();
        stack.push(global(module, line()));
        break;
      }
      case "\x93": {
        const name = pop();
        stack.push(global(pop(), name));
        break;
      }
      case "R": {
        const args = list(pop());
        stack.push(made(pop(), args));
        break;
      }
      case "b": {
        const state = pop();
        fill(stack[stack.length - 1], state);
        break;
      }
      default:
        throw refused(`it has the operation 0x${code.toString(16)}`);
    }
  }
}

/** The result of a function that is allowed. */
function made(called: unknown, args: unknown[]): unknown {
  if (!(called instanceof Global)) throw refused("it calls something that is not a function");
  if (called.name === "_reconstruct") return { shape: [], dtype: "", data: [], isFortran: false };
  if (called.name === "dtype") return { dtype: keyText(args[0]) };
  throw refused(`it calls ${called.name}`);
}

/** Gives an array its contents; a type needs none. */
function fill(target: unknown, state: unknown): void {
  const made = target as Partial<PickledArray> | null;
  if (typeof made !== "object" || made === null || !("dtype" in made) || !Array.isArray(state)) {
    throw refused("it sets the state of something that is not an array");
  }
  if (!("shape" in made)) return;
  const [, shape, type, isFortran, data] = state;
  const dtype = (type as { dtype?: unknown } | null)?.dtype;
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isShape || typeof dtype !== "string" || !(Array.isArray(data) || data instanceof Uint8Array))
    throw refused("it has an array without shape, type or data");
  Object.assign(made, { shape, dtype, isFortran: isFortran === true, data });
}

function keyText(key: unknown): string {
  return key instanceof Uint8Array ? new TextDecoder().decode(key) : String(key);
}

function refused(why: string): ValueError {
  return new ValueError(
    `Expected a pickle of numbers, texts, lists, dictionaries and NumPy's arrays, as data sets hold it. Received: ${why}.`,
  );
}
