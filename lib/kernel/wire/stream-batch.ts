import type { StreamName } from "../thread-messages.ts";
import type { Header } from "./message.ts";

/** A text this long is sent at once. */
const limit = 64 * 1024;

/** A text waits this long for more, in milliseconds. */
const patience = 25;

/**
 * Joins what a cell prints into few messages: clients give up on a cell that sends one a line.
 * Order is kept: other output has to `flush` first.
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
    else this.#timer ??= setTimeout(() => this.flush(), patience);
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
