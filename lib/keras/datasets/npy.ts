/** NumPy's files: arrays (`.npy`), and archives of them (`.npz`). */
import { ValueError } from "../../errors.ts";
import { NDArray, type NumericArray, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { damagedFile } from "./damaged-file.ts";
import { type PickledArray, readPickle } from "./pickle.ts";

/** The largest array that is read, in bytes. */
const LARGEST = 2 ** 31;

/** An array of numbers, or of lists of numbers. */
export type Loaded = NDArray | number[][];

/**
 * The arrays of an archive by name.
 *
 * @throws ValueError for a damaged file, a missing array, and anything but arrays of numbers and of lists of numbers
 */
export async function readNpz(path: string, names: readonly string[]): Promise<Record<string, Loaded>> {
  const { openPromise } = await import("yauzl");
  const arrays: Record<string, Loaded> = {};
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error: Error) => {
    throw damaged(path, error.message);
  });
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.replace(/\.npy$/, "");
      if (!names.includes(name)) continue;
      if (entry.uncompressedSize > LARGEST) throw damaged(path, `${entry.uncompressedSize} bytes in ${name}`);
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      arrays[name] = readNpy(Buffer.concat(chunks), path);
    }
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw damaged(path, (error as Error).message);
  } finally {
    zip.close();
  }
  const missing = names.find((name) => !(name in arrays));
  if (missing !== undefined) throw damaged(path, `no array \`${missing}\``);
  return arrays;
}

/** The array of a file. @throws ValueError for a damaged file */
function readNpy(bytes: Buffer, path: string): Loaded {
  if (bytes.length < 12 || bytes.toString("latin1", 1, 6) !== "NUMPY")
    throw damaged(path, "not a NumPy array");
  const isLong = bytes[6] > 1;
  const start = isLong ? 12 : 10;
  const length = isLong ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", start, start + length);
  const dtype = /'descr':\s*'([^']+)'/.exec(header)?.[1] ?? "";
  const isFortran = /'fortran_order':\s*True/.test(header);
  const shape = [...(/'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? "").matchAll(/\d+/g)].map(Number);
  const data = bytes.subarray(start + length);
  if (dtype === "|O") return listsOf(readPickle(data) as PickledArray, path);
  return arrayOf({ shape, dtype, data, isFortran }, path);
}

/** An array of numbers. @throws ValueError for other types */
export function arrayOf(
  { shape, dtype, data, isFortran }: Omit<PickledArray, "__setstate__">,
  path: string,
): NDArray {
  const count = sizeOf(shape);
  const type = dtype.replace(/^[<|=]/, "");
  const width = Number(type.slice(1));
  if (!(data instanceof Uint8Array) || isFortran || dtype.startsWith(">") || data.length < count * width)
    throw damaged(path, `an array of type ${dtype} and shape ${tuple([...shape])}`);
  // A copy, so that numbers begin where their size allows.
  const { buffer } = Uint8Array.prototype.slice.call(data, 0, count * width);
  const readers: Record<string, () => NumericArray> = {
    u1: () => new Uint8Array(buffer),
    b1: () => new Uint8Array(buffer),
    i1: () => Int32Array.from(new Int8Array(buffer)),
    i4: () => new Int32Array(buffer),
    i8: () => Int32Array.from(new BigInt64Array(buffer), Number),
    f4: () => new Float32Array(buffer),
    f8: () => new Float64Array(buffer),
  };
  if (!Object.hasOwn(readers, type)) throw damaged(path, `an array of type ${dtype}`);
  return new NDArray(readers[type](), tuple([...shape]));
}

/** Lists of whole numbers, such as the words of texts. */
function listsOf({ data }: PickledArray, path: string): number[][] {
  const isList = (list: unknown) => Array.isArray(list) && list.every(Number.isInteger);
  if (Array.isArray(data) && data.every(isList)) return data as number[][];
  throw damaged(path, "an array of other objects than lists of whole numbers");
}

function damaged(path: string, found: string): ValueError {
  return damagedFile(path, "to hold arrays as NumPy writes them", found);
}
