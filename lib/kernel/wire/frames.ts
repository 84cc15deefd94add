import { createHmac, timingSafeEqual } from "node:crypto";
import { type Message, wellFormed } from "../protocol/message.ts";

/** Separates the identities of a message from its signature. */
const delimiter = "<IDS|MSG>";

function sign(key: string, parts: (Buffer | string)[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

interface ReceivedMessage extends Message {
  signature: string;
}

/** Signatures that are remembered. */
const remembered = 2 ** 16;

/** Recognises messages that were received before: somebody may have recorded them. */
export class Replays {
  readonly #signatures = new Set<string>();

  /** @throws Error if the message is signed, and was received before */
  check({ signature }: ReceivedMessage): void {
    if (signature === "") return;
    if (this.#signatures.has(signature)) throw new Error("duplicate signature");
    this.#signatures.add(signature);
    if (this.#signatures.size <= remembered) return;
    const [oldest] = this.#signatures;
    this.#signatures.delete(oldest);
  }
}

/** The frames of a message, signed with `key`. */
export function encode(message: Message, key: string): (Buffer | string)[] {
  const { identities, header, parent, metadata, content, buffers } = message;
  const parts = [header, parent, metadata, content].map((part) => wellFormed(JSON.stringify(part)));
  const bytes = buffers.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return [...identities, delimiter, sign(key, parts), ...parts, ...bytes];
}

/** Thrown for a signed message that is too large to parse. `request` has its header, for an error reply. */
export class TooLarge extends RangeError {
  constructor(
    readonly request: Message,
    largest: number,
    received: number,
  ) {
    const remedy =
      request.header.msg_type === "execute_request" ? " Let the cell read its data from a file." : "";
    super(`Expected at most ${largest} bytes, received ${received}.${remedy}`);
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * Parses the frames of a message.
 *
 * @param largest maximum size in bytes, without the buffers
 * @throws Error if the frames are not a message of the protocol or not signed with `key`; TooLarge above `largest` bytes
 */
export function decode(frames: Buffer[], key: string, largest = Number.POSITIVE_INFINITY): ReceivedMessage {
  const start = frames.findIndex((frame) => frame.equals(Buffer.from(delimiter)));
  if (start < 0) throw new Error(`no ${delimiter} among ${frames.length} frames`);
  const [signature, ...parts] = frames.slice(start + 1);
  if (parts.length < 4)
    throw new Error(`expected a signature and four parts, received ${parts.length} parts`);
  const expected = Buffer.from(sign(key, parts.slice(0, 4)));
  if (key !== "" && !(expected.length === signature.length && timingSafeEqual(expected, signature))) {
    throw new Error("wrong signature");
  }
  const identities = frames.slice(0, start);
  const bytes = parts.slice(0, 4).reduce((sum, { length }) => sum + length, 0);
  const read = parts.slice(0, bytes > largest ? 1 : 4).map((part) => JSON.parse(part.toString()));
  const [header, parent = {}, metadata = {}, content = {}] = read;
  if (typeof header?.msg_type !== "string" || typeof header.msg_id !== "string") {
    throw new Error("a header without msg_type and msg_id");
  }
  for (const [name, part] of Object.entries({ parent_header: parent, metadata, content })) {
    if (typeof part !== "object" || part === null) throw new Error(`${name} is not an object`);
  }
  const message: Message = { identities, header, parent, metadata, content, buffers: parts.slice(4) };
  if (bytes > largest) throw new TooLarge(message, largest, bytes);
  return { ...message, signature: signature.toString() };
}
