import { StringDecoder } from "node:string_decoder";
import type { FromCells, StreamName } from "../thread-messages";

type Send = (message: FromCells) => void;

/**
 * Sends what is written to `process.stdout` and `process.stderr` to the wire thread, each write at once: a
 * loop without an await shows its progress too. Both count as no terminal, so nothing colours itself.
 */
export function captureOutput(send: Send): void {
  delete process.env.FORCE_COLOR;
  capture("stdout", send);
  capture("stderr", send);
}

function capture(name: StreamName, send: Send): void {
  const stream = process[name];
  const decoder = new StringDecoder("utf8");
  stream.isTTY = false;
  stream.write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
    const text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
    if (text !== "") send({ type: "stream", name, text });
    const done = typeof encoding === "function" ? encoding : callback;
    if (typeof done === "function") process.nextTick(done as () => void);
    return true;
  };
}
