/** `node:worker_threads`, as far as the engine uses it, over a browser's workers. */
import { EventEmitter } from "./events.ts";

/** Milliseconds until a worker that nobody waits for is ended. */
const IDLE = 10_000;

/** By the address of a worker's file in `lib`, the name of its file among the site's. */
declare const WORKERS: Record<string, string>;

/** A browser's worker, from outside and from inside: the project's types are Node's. */
interface Port {
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: ((event: { message?: string; preventDefault(): void }) => void) | null;
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  terminate(): void;
}

declare const self: Port & { Worker: new (url: URL, options: { type: "module" }) => Port };

export const parentPort = {
  on(_name: "message", listener: (message: unknown) => void): void {
    self.onmessage = ({ data }) => listener(data);
  },
  postMessage: (message: unknown, transfer?: readonly ArrayBuffer[]): void =>
    self.postMessage(message, transfer),
};

/** It throws where a worker cannot start workers. */
export class Worker extends EventEmitter {
  readonly #worker: Port;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(file: URL, _options: object) {
    super();
    this.#worker = new self.Worker(new URL(`../${WORKERS[file.href]}`, import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }) => this.emit("message", data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.emit("error", new Error(event.message ?? "it cannot be loaded"));
      this.terminate();
    };
  }

  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void {
    this.#worker.postMessage(message, transfer);
  }

  ref(): void {
    clearTimeout(this.#timer);
  }

  unref(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.terminate(), IDLE);
  }

  terminate(): void {
    clearTimeout(this.#timer);
    this.#worker.terminate();
    this.#worker.onmessage = this.#worker.onerror = null;
    queueMicrotask(() => this.emit("exit", 1));
  }
}
