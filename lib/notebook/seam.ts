import type { KernelSeam } from "../kernel/cells/kernel-seam.ts";

const key: unique symbol = Symbol.for("tslab.kernel");

/** What the kernel offers to a cell; absent when a program runs outside a notebook. */
export function kernel(): KernelSeam | undefined {
  return (globalThis as { [key]?: KernelSeam })[key];
}
