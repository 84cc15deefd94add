/** Reads the pickles of data sets: numbers, texts, lists, dictionaries and NumPy's arrays. It creates nothing else, and calls nothing. */
import { BufferReader, Parser } from "pickleparser";
import { ValueError } from "../../errors.ts";

/** NumPy's array, as it sets the state that was pickled. */
export class PickledArray {
  shape: number[] = [];
  /** `u1`, `i8`, `O8`. */
  dtype = "";
  /** Bytes, or a list of objects. */
  data: Uint8Array | unknown[] = [];
  isFortran = false;

  __setstate__(state: unknown): void {
    const [, shape, type, isFortran, data] = Array.isArray(state) ? state : [];
    const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
    const values = typeof data === "string" ? Buffer.from(data, "latin1") : data;
    if (!isShape || !(type instanceof DType) || !(Array.isArray(values) || values instanceof Uint8Array))
      throw refused("it has an array without shape, type or data");
    Object.assign(this, { shape, dtype: type.name, isFortran: isFortran === true, data: values });
  }
}

class DType {
  constructor(readonly name: string) {}

  /** Byte order and alignment, which the files of data sets do not need. */
  __setstate__(): void {}
}

/** NumPy's names in a pickle of an array. */
const NUMPY = /^numpy(?:\._?core)?(?:\.multiarray)?$/;
const MAKERS: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
  _reconstruct: () => new PickledArray(),
  dtype: (name) => new DType(asText(name)),
  ndarray: () => {
    throw refused("it calls ndarray");
  },
};

/** Reads the texts of Python 2, which also hold bytes, as NumPy does with `encoding="latin1"`. */
class Latin1Reader extends BufferReader {
  override string(size: number, encoding: "ascii" | "utf-8"): string {
    return encoding === "ascii"
      ? Buffer.from(this.bytes(size)).toString("latin1")
      : super.string(size, encoding);
  }
}

/**
 * The value of a pickle; its dictionaries are Maps. The parser reads no whole numbers below −2³¹, which data sets do not hold: they
 * become other numbers.
 *
 * @throws ValueError for anything that a data set does not hold
 */
export function readPickle(bytes: Uint8Array): unknown {
  const parser = new Parser({
    unpicklingTypeOfDictionary: "Map",
    nameResolver: {
      resolve(module, name) {
        if (NUMPY.test(module) && Object.hasOwn(MAKERS, name)) return MAKERS[name];
        throw refused(`it asks for ${module}.${name}`);
      },
    },
  });
  try {
    return parser.read(new Latin1Reader(bytes));
  } catch (error) {
    if (error instanceof ValueError) throw error;
    // The parser's own errors are plain; on broken data it also runs into others.
    throw refused(error instanceof TypeError ? "it is damaged" : (error as Error).message.replace(/\.$/, ""));
  }
}

/** A text, which may be pickled as bytes. */
export function asText(value: unknown): string {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
}

function refused(why: string): ValueError {
  return new ValueError(
    `Expected a pickle of numbers, texts, lists, dictionaries and NumPy's arrays, as data sets hold it. Received: ${why}.`,
  );
}
