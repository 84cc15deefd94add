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

export const gunzipSync = (bytes: Uint8Array): Buffer => Buffer.from(inflated(bytes));

export function gunzip(bytes: Uint8Array, done: (error: unknown, value?: Buffer) => void): void {
  try {
    done(null, gunzipSync(bytes));
  } catch (error) {
    done(error);
  }
}
export const gzip = absent("zlib.gzip");
export default { crc32, gunzip, gunzipSync };
