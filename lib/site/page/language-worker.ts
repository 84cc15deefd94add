import { RemoteLanguage } from "../../kernel/typescript/language.ts";
import { cannotBeLoaded, type PageWorker } from "./worker.ts";

interface Answer {
  id?: number;
  ready?: boolean;
  value?: unknown;
  error?: string;
}

/**
 * TypeScript in a worker of its own, so that it answers while a cell runs. One that fails is replaced when it is asked again, as it
 * has no state that matters.
 */
export class LanguageWorker extends RemoteLanguage {
  #worker: PageWorker | undefined;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #asked = 0;

  /**
   * @param start starts the worker
   * @param files address of the files that TypeScript reads, as JSON
   */
  constructor(
    private readonly start: () => PageWorker,
    private readonly files: string,
    readonly version: string,
  ) {
    super();
    this.#open();
  }

  /** A kernel that uses it has ended. It may have been restarted because there was no answer. */
  release(): void {
    if (this.#waiting.size > 0) this.#end("TypeScript was restarted. Run the cell again.");
  }

  protected ask<T>(method: string, ...parameters: unknown[]): Promise<T> {
    const worker = this.#worker ?? this.#open();
    const id = this.#asked++;
    worker.postMessage({ id, method, parameters });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #open(): PageWorker {
    const worker = this.start();
    let isReady = false;
    worker.onmessage = ({ data }) => {
      const { id, ready, value, error } = data as Answer;
      if (ready) isReady = true;
      if (ready === false) this.#end(`${cannotBeLoaded("TypeScript")} (${error})`);
      if (id === undefined) return;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value as never);
      else waiting?.reject(failure(error));
    };
    worker.onerror = ({ message = "out of memory" }) => {
      this.#end(
        isReady ? `TypeScript has ended (${message}). Run the cell again.` : cannotBeLoaded("TypeScript"),
      );
    };
    worker.postMessage({ files: this.files });
    this.#worker = worker;
    return worker;
  }

  #end(reason: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(failure(reason));
    this.#waiting.clear();
  }
}

/** An error without a stack, as that of another thread is meaningless. */
function failure(text: string): Error {
  return Object.assign(new Error(text), { stack: `Error: ${text}` });
}
