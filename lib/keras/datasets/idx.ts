/** Files of the IDX format, packed by gzip, as Fashion-MNIST has them. */
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { NDArray, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { damagedFile } from "./damaged-file.ts";

/** The largest file takes 47 MB. */
const LARGEST = 2 ** 28;

/** The bytes of a file in their shape. @throws ValueError for a damaged file */
export async function readIdx(path: string): Promise<NDArray> {
  const damaged = (found: string) => damagedFile(path, "to be a gzipped IDX file of bytes", found);
  const packed = await readFile(path);
  const bytes = await promisify(gunzip)(packed, { maxOutputLength: LARGEST }).catch((error: Error) => {
    throw damaged(error.message);
  });
  const axes = bytes[3];
  if (bytes.length < 4 + 4 * axes || bytes.readUInt16BE(0) !== 0 || bytes[2] !== 8)
    throw damaged("another head");
  const shape = Array.from({ length: axes }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const values = Uint8Array.from(bytes.subarray(4 + 4 * axes));
  if (sizeOf(shape) !== values.length)
    throw damaged(`${values.length} bytes for the shape ${tuple([...shape])}`);
  return new NDArray(values, tuple(shape));
}
