/** Masks that go with tensors and arrays from one layer to the next, as Keras' `_keras_mask`. */
import type { KerasTensor } from "./keras-tensor.ts";

/** Which steps of a tensor or array count, `[samples, steps]`; null: all. */
// biome-ignore lint/suspicious/noExplicitAny: a tensor for a tensor, an array for an array
export function maskOf(value: object): any {
  return (value as { _kerasMask?: unknown })._kerasMask ?? null;
}

/** Gives a tensor or array its mask. Not enumerable: it is no part of the value. */
export function setMask(value: object, mask: unknown): void {
  if (mask != null) Object.defineProperty(value, "_kerasMask", { value: mask, configurable: true });
}

/** True if a symbolic tensor, or the one of which it is a copy, will have a mask. */
export function isMasked(tensor: KerasTensor): boolean {
  if (maskOf(tensor) !== null) return true;
  const { node } = tensor;
  const { makesMask, supportsMasking } = node.layer as { makesMask?: boolean; supportsMasking?: boolean };
  return Boolean(makesMask || (supportsMasking && node.parents.some(isMasked)));
}
