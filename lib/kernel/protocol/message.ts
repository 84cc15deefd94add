import { randomUUID } from "node:crypto";

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** A message of Jupyter's protocol, version 5: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
export interface Message {
  /** ZeroMQ routing ids of the sender, or the topic of a message on iopub. */
  identities: (Buffer | string)[];
  header: Header;
  parent: Header | Record<string, never>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
  buffers: Uint8Array[];
}

/** Sends messages through one of a client's channels. */
export interface Sender {
  send(message: Message): void;
}

/** The session id in all messages of this kernel. */
const session = randomUUID();

/** A new message, in answer to `parent` if there is one. */
export function createMessage(
  type: string,
  content: object,
  parent?: Header,
  { metadata = {}, buffers = [] }: { metadata?: object; buffers?: Uint8Array[] } = {},
): Message {
  return {
    identities: [],
    header: {
      msg_id: randomUUID(),
      msg_type: type,
      session,
      username: "kernel",
      date: new Date().toISOString(),
      version: "5.3",
    },
    parent: parent ?? {},
    metadata: metadata as Message["metadata"],
    content: content as Message["content"],
    buffers,
  };
}

/** JSON with U+FFFD in place of lone surrogates, which JSON.stringify escapes and Python cannot write into a file. */
export function wellFormed(json: string): string {
  if (!json.includes("\\ud")) return json;
  return json.replace(/\\(ud[89a-f]..|.)/g, (text, { length }) => (length > 1 ? "\ufffd" : text));
}
