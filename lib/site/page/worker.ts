/** A browser's `Worker`, as far as this project uses it: its types are Node's. */
export interface PageWorker {
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

/** The remedy if a part of the page cannot be loaded. */
export const cannotBeLoaded = (part: string): string =>
  `${part} cannot be loaded: are you offline? Connect, and run the cell again. If that does not help, reload the page: the site may have changed. Notebooks and outputs stay.`;

declare class Worker {
  constructor(url: string, options: { type: "module" | "classic" });
}

export const startWorker = (url: string, type: "module" | "classic"): PageWorker =>
  new Worker(url, { type }) as unknown as PageWorker;
