/** `node:crypto`, as far as `lib` uses it. */
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { Buffer } from "buffer";

const algorithms = { md5, sha1, sha256, sha512 };

export function createHash(name: keyof typeof algorithms) {
  const algorithm = algorithms[name];
  if (algorithm === undefined) throw new Error(`Digest method not supported: ${name}`);
  const hash = algorithm.create();
  const self = {
    update(data: string | Uint8Array) {
      hash.update(typeof data === "string" ? new TextEncoder().encode(data) : data);
      return self;
    },
    digest(encoding?: BufferEncoding): Buffer | string {
      const bytes = Buffer.from(hash.digest());
      return encoding === undefined ? bytes : bytes.toString(encoding);
    },
  };
  return self;
}

/** Not `crypto.randomUUID`, which pages without HTTPS do not have. */
export function randomUUID(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const randomBytes = (length: number): Buffer =>
  Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(length)));

export const webcrypto = globalThis.crypto;
export default { createHash, randomUUID, randomBytes, webcrypto };
