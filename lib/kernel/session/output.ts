import { StringDecoder } from "node:string_decoder";
import type { FromCells, StreamName } from "../thread-messages.ts";

type Send = (message: FromCells) => void;

/** In so many milliseconds no child process prints anything. */
const moment = 1;

/** Sends what cells print to the wire thread, in the order of printing. */
export class Output {
  readonly #send: Send;
  #last = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Sends a message, and says whether something else may have printed since the one before it. */
  readonly send: Send = (message) => {
    const now = performance.now();
    this.#send({ ...message, later: message.type === "done" || now - this.#last > moment });
    this.#last = now;
  };

  /**
   * Takes over `process.stdout` and `process.stderr`, each write at once: a loop without an await shows its
   * progress too. Both count as no terminal, so nothing colours itself.
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
