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

/**
 * True if a symbolic tensor, or the one of which it is a copy, will have a mask.
 *
 * @param seen calls that were looked at: branches that meet again are followed once
 */
export function isMasked(tensor: KerasTensor, seen = new Set<object>()): boolean {
  if (maskOf(tensor) !== null) return true;
  const { node } = tensor;
  if (seen.has(node)) return false;
  seen.add(node);
  const { makesMask, supportsMasking } = node.layer as { makesMask?: boolean; supportsMasking?: boolean };
  return Boolean(makesMask || (supportsMasking && node.parents.some((parent) => isMasked(parent, seen))));
}
