import type { FromCells, StreamName } from "../../kernel/thread-messages.ts";

/** Text of this length is sent at once. */
const longest = 64 * 1024;
/** How long text waits for more while a cell prints without a pause, in milliseconds. */
const joinMs = 20;

/** Sends what cells print to the page. Texts are joined: a message for each line would fill the page's queue. */
export class Output {
  /** Number of messages that change what a cell shows, and of written texts. */
  sent = 0;
  #name: StreamName = "stdout";
  #texts: string[] = [];
  #length = 0;
  #sent = 0;
  #scheduled = false;

  constructor(private readonly post: (message: FromCells) => void) {}

  send(message: FromCells): void {
    this.flush();
    if (message.type === "display" || message.type === "clear") this.sent++;
    this.post(message);
  }

  capture(): void {
    for (const name of ["stdout", "stderr"] as const) {
      const decoder = new TextDecoder();
      process[name].write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
        this.#write(name, typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
        const done = rest.at(-1);
        if (typeof done === "function") queueMicrotask(() => done());
        return true;
      }) as typeof process.stdout.write;
    }
  }

  flush(): void {
    if (this.#length === 0) return;
    const text = this.#texts.join("");
    this.#texts = [];
    this.#length = 0;
    this.#sent = performance.now();
    this.post({ type: "stream", name: this.#name, text });
  }

  #write(name: StreamName, text: string): void {
    if (name !== this.#name) this.flush();
    this.sent++;
    this.#name = name;
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#length >= longest || performance.now() - this.#sent > joinMs) {
      this.flush();
      return;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => {
      this.#scheduled = false;
      this.flush();
    }, joinMs);
  }
}
