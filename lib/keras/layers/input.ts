import { InputLayer } from "./input-layer";

/**
 * The first entry of a `Sequential` that says how many features a sample has: `Input({ shape: [30] })`.
 *
 * Porting note: Keras returns a symbolic tensor, of which `Sequential` takes the layer; here it is the layer at once.
 */
export function Input(options: { shape: readonly number[]; name?: string }): InputLayer {
  return new InputLayer({ inputShape: options?.shape, name: options?.name });
}
