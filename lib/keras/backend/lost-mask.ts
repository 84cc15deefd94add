/** Keras' warning for a layer that gets a mask and does not pass it on. */

/** The layer as the warning names it, for a plan: null for one that uses the mask, of which none is due; empty if it passes masks on. */
export function losesMask(layer: object): { losesMask?: string | null } {
  const { name, className, supportsMasking, usesMask } = layer as Record<string, unknown>;
  if (supportsMasking) return {};
  return { losesMask: usesMask ? null : `'${name}' (of type ${className})` };
}

const warned = new Set<string>();

/** Warns once for each layer, as Python does for each text. */
export function warnOfLostMask(layer: string | null): void {
  if (layer === null || warned.has(layer)) return;
  warned.add(layer);
  console.warn(
    `Layer ${layer} was passed an input with a mask attached to it. However, this layer does not support masking and will ` +
      "therefore destroy the mask information. Downstream layers will not see the mask.",
  );
}
