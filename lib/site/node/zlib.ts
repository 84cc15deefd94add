/** `node:zlib`, as far as `lib` uses it. */
import { Buffer } from "buffer";
import { gunzipSync as inflated } from "fflate";
import { absent } from "./absent.ts";

let table: Uint32Array | undefined;

export function crc32(data: string | Uint8Array, value = 0): number {
  table ??= Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });
  let crc = ~value;
  for (const byte of typeof data === "string" ? new TextEncoder().encode(data) : data)
    crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** The options of `lib`. */
interface Options {
  maxOutputLength?: number;
}

/** @throws RangeError if the content is longer than `maxOutputLength` */
export function gunzipSync(
  bytes: Uint8Array,
  { maxOutputLength = Number.POSITIVE_INFINITY }: Options = {},
): Buffer {
  const content = inflated(bytes);
  if (content.length <= maxOutputLength) return Buffer.from(content);
  const text = `Cannot create a Buffer larger than ${maxOutputLength} bytes`;
  throw Object.assign(new RangeError(text), { code: "ERR_BUFFER_TOO_LARGE" });
}

type Done = (error: unknown, value?: Buffer) => void;

export function gunzip(bytes: Uint8Array, ...rest: [Done] | [Options, Done]): void {
  const done = rest[rest.length - 1] as Done;
  try {
    done(null, gunzipSync(bytes, rest.length === 1 ? {} : (rest[0] as Options)));
  } catch (error) {
    done(error);
  }
}
export const gzip = absent("zlib.gzip");
export default { crc32, gunzip, gunzipSync };
