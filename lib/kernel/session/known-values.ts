import type { MimeBundle } from "../../kernel-api.ts";
import { dataFrameTable, isDataFrame } from "../../table/index.ts";

/**
 * The forms of values whose packages know nothing of Jupyter, by what they are made of, since the kernel
 * loads no package: danfojs' frames in their own text and as an HTML table, its Series and TensorFlow.js'
 * tensors in their own text. `undefined` for all others.
 */
export function knownBundle(value: unknown): MimeBundle | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isDataFrame(value)) {
    return { "text/plain": String(value), "text/html": dataFrameTable(value).toHtml() };
  }
  const isSeries = "$isSeries" in value && "$index" in value;
  const isTensor = "dataId" in value && "rankType" in value && "dataSync" in value;
  return isSeries || isTensor ? { "text/plain": String(value) } : undefined;
}
