import { RemoteLanguage } from "../../kernel/typescript/remote-language.ts";
import type { PageWorker } from "./worker.ts";

interface Answer {
  id?: number;
  ready?: boolean;
  value?: unknown;
  error?: string;
}

/** TypeScript in a worker of its own, so that it answers while a cell runs. */
export class LanguageWorker extends RemoteLanguage {
  readonly version: string;
  readonly #worker: PageWorker;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #asked = 0;
  #isReady = false;
  #failure: string | undefined;

  /** @param files address of the files that TypeScript reads, as JSON */
  constructor(worker: PageWorker, files: string, version: string) {
    super();
    this.#worker = worker;
    this.version = version;
    worker.onmessage = ({ data }) => this.#receive(data as Answer);
    worker.onerror = ({ message }) => {
      this.#fail(
        message ?? (this.#isReady ? "it ran out of memory" : "it cannot be loaded (are you offline?)"),
      );
    };
    worker.postMessage({ files });
  }

  close(): void {
    this.#worker.terminate();
  }

  protected ask<T>(method: string, ...parameters: unknown[]): Promise<T> {
    if (this.#failure !== undefined) return Promise.reject(new Error(this.#failure));
    const id = this.#asked++;
    this.#worker.postMessage({ id, method, parameters });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #receive({ id, ready, value, error }: Answer): void {
    if (ready) this.#isReady = true;
    if (ready === false) this.#fail(error ?? "");
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(value as never);
    else waiting?.reject(Object.assign(new Error(error), { stack: `Error: ${error}` }));
  }

  #fail(reason: string): void {
    this.#failure = `TypeScript does not run in this page: ${reason}. Reload it; what the notebooks hold stays.`;
    for (const { reject } of this.#waiting.values()) reject(new Error(this.#failure));
    this.#waiting.clear();
  }
}
