/** A value by MIME type; bytes are sent in base64. */
export type MimeBundle = Record<string, unknown>;

export interface DisplayOptions {
  /** A later `display` with this id and `update` replaces what this one shows. */
  displayId?: string;
  update?: boolean;
  metadata?: Record<string, unknown>;
}

/** What the kernel offers to code that runs in a cell, under `globalThis[Symbol.for("tslab.kernel")]`. */
export interface KernelSeam {
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Clears the cell's output; with `wait`, when the next one comes. */
  clearOutput(wait?: boolean): void;
  /** Aborted when the learner stops the running cell. */
  readonly signal: AbortSignal;
}

const key: unique symbol = Symbol.for("tslab.kernel");

/** The running kernel's seam. */
export function kernelSeam(): KernelSeam {
  return (globalThis as unknown as Record<typeof key, KernelSeam>)[key];
}

export function setKernelSeam(seam: KernelSeam): void {
  Object.defineProperty(globalThis, key, { value: seam, configurable: true });
}
