import { frameHtml } from "./frame-html";
import type { MimeBundle } from "./mime-bundle";

/** What is read of danfojs' DataFrame and Series. */
export interface Frame {
  $isSeries: boolean;
  columns: string[];
  index: (string | number)[];
  /** Rows; of a Series, values. */
  values: unknown[];
}

/**
 * The forms of values whose packages know nothing of Jupyter, by what they are made of, since the kernel
 * loads no package: danfojs' tables in their own text and as an HTML table, TensorFlow.js' tensors in their
 * own text. `undefined` for all others.
 */
export function knownBundle(value: unknown): MimeBundle | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("$columns" in value && "$index" in value && "$isSeries" in value) {
    return { "text/plain": String(value), "text/html": frameHtml(value as unknown as Frame) };
  }
  const isTensor = "dataId" in value && "rankType" in value && "dataSync" in value;
  return isTensor ? { "text/plain": String(value) } : undefined;
}
