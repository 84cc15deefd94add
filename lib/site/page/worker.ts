/** A browser's `Worker`, as far as this project uses it: its types are Node's. */
export interface PageWorker {
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

declare class Worker {
  constructor(url: string, options: { type: "module" | "classic" });
}

export const startWorker = (url: string, type: "module" | "classic"): PageWorker =>
  new Worker(url, { type }) as unknown as PageWorker;
