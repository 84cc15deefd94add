import type { StreamName } from "../thread-messages.ts";
import type { Header } from "./message.ts";

/** Texts of this length are sent immediately. */
const limit = 64 * 1024;

/** How long a text waits for more, in milliseconds. */
const delayMs = 25;

/**
 * Joins the text that a cell prints into few `stream` messages: clients cannot keep up with one message per line.
 * Call `flush` before other output, to keep the order.
 */
export class StreamBatch {
  readonly #publish: (name: StreamName, text: string, parent: Header | undefined) => void;
  #name: StreamName = "stdout";
  #parent: Header | undefined;
  #texts: string[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(publish: (name: StreamName, text: string, parent: Header | undefined) => void) {
    this.#publish = publish;
  }

  write(name: StreamName, text: string, parent: Header | undefined): void {
    if (name !== this.#name || parent !== this.#parent) this.flush();
    this.#name = name;
    this.#parent = parent;
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#length >= limit) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), delayMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#length === 0) return;
    const text = this.#texts.join("");
    this.#texts = [];
    this.#length = 0;
    this.#publish(this.#name, text, this.#parent);
  }
}
