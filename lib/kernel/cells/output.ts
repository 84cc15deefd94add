import { StringDecoder } from "node:string_decoder";
import type { FromCells, StreamName } from "../thread-messages";
import { DescriptorReader, type Descriptors } from "./descriptors";

type Send = (message: FromCells) => void;

/** So many milliseconds may pass before it is asked again whether something else has printed. */
const patience = 1;

/** Sends what cells print to the wire thread, in the order of printing. */
export class Output {
  readonly #send: Send;
  readonly #reader: DescriptorReader | undefined;
  #read = 0;

  /** `descriptors` bring what native code and child processes print. */
  constructor(send: Send, descriptors: Descriptors | undefined) {
    this.#send = send;
    this.#reader = descriptors && new DescriptorReader(descriptors);
  }

  /** Sends a message, and before it what a child process, say, has printed before. */
  readonly send: Send = (message) => {
    const now = performance.now();
    if (message.type === "done" || now - this.#read > patience) {
      this.#reader?.read((name, text) => this.#send({ type: "stream", name, text }));
      this.#read = now;
    }
    this.#send(message);
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
