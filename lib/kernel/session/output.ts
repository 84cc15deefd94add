import { StringDecoder } from "node:string_decoder";
import type { FromCells, StreamName } from "../thread-messages.ts";

type Send = (message: FromCells) => void;

/** Child processes are assumed to print nothing within this time, in milliseconds. */
const quietMs = 1;

/** Sends what cells print to the wire thread, in order. */
export class Output {
  readonly #send: Send;
  #last = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Sends a message, and marks it if a child process may have printed since the one before. */
  readonly send: Send = (message) => {
    const now = performance.now();
    this.#send({ ...message, later: message.type === "done" || now - this.#last > quietMs });
    this.#last = now;
  };

  /**
   * Captures `process.stdout` and `process.stderr`. Each write is sent immediately, so that a loop without an `await` shows its
   * progress. Neither is a terminal, so that packages print without colours.
   */
  capture(): void {
    delete process.env.FORCE_COLOR;
    this.#capture("stdout");
    this.#capture("stderr");
  }

  #capture(name: StreamName): void {
    const stream = process[name];
    const decoder = new StringDecoder("utf8");
    stream.isTTY = false;
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
      const text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
      if (text !== "") this.send({ type: "stream", name, text });
      const done = typeof encoding === "function" ? encoding : callback;
      if (typeof done === "function") process.nextTick(done as () => void);
      return true;
    };
  }
}
