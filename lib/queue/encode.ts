import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

/** Bytes of the largest message, packed and unpacked. Redis takes at most 512 MB. */
export const LARGEST_MESSAGE = 256_000_000;

/** The name under which a value that JSON cannot express is wrapped. */
const TAG = "$keras-day";
const ARRAYS = { Uint8Array, Uint32Array, Float32Array, Float64Array };
type Typed = InstanceType<(typeof ARRAYS)[keyof typeof ARRAYS]>;

/**
 * Packs a value as compressed JSON, in which typed arrays, NaN, infinities and -0 keep every bit. Used between machines, whose
 * versions of Node may differ, which rules out `v8.serialize`.
 */
export async function encode(value: unknown): Promise<Buffer> {
  return promisify(gzip)(JSON.stringify(value, wrapped), { level: 1 });
}

/** Reverses `encode`. @throws RangeError if it unpacks to more than `LARGEST_MESSAGE` bytes */
export async function decode(message: Uint8Array): Promise<unknown> {
  const text = await promisify(gunzip)(message, { maxOutputLength: LARGEST_MESSAGE });
  return JSON.parse(text.toString("utf8"), unwrapped);
}

// JSON.stringify calls Buffer.prototype.toJSON before its replacer: the original value is in the holder.
function wrapped(this: Record<string, unknown>, key: string, json: unknown): unknown {
  const value = this[key];
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { [TAG]: Object.is(value, -0) ? "-0" : String(value) };
  if (!ArrayBuffer.isView(value)) {
    if (typeof value === "object" && value !== null && Object.hasOwn(value, TAG))
      throw new TypeError(`A message cannot have the key ${TAG}.`);
    return json;
  }
  const name = Buffer.isBuffer(value) ? "Uint8Array" : value.constructor.name;
  if (!Object.hasOwn(ARRAYS, name)) throw new TypeError(`A message cannot contain a ${name}.`);
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return { [TAG]: name, base64: bytes.toString("base64") };
}

function unwrapped(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, TAG)) return value;
  const { [TAG]: name, base64 } = value as Record<string, string>;
  if (base64 === undefined) return Number(name);
  const { buffer } = new Uint8Array(Buffer.from(base64, "base64"));
  return new ARRAYS[name as keyof typeof ARRAYS](buffer) satisfies Typed;
}
