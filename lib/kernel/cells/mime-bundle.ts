import { formatWithOptions } from "node:util";
import type { BundleJson } from "../thread-messages";
import type { MimeBundle } from "./kernel-seam";

const displaySymbol = Symbol.for("Jupyter.display");

/**
 * A cell's last value as Jupyter shows it: by its own `[Symbol.for("Jupyter.display")]()` if it has one,
 * else in the words of `console.log`, without colours. `undefined` shows nothing, and neither does an empty bundle,
 * by which Python's `None` of lib/keras keeps silent.
 */
export async function resultBundle(value: unknown): Promise<BundleJson | undefined> {
  if (value === undefined) return undefined;
  const show = (value as { [displaySymbol]?: unknown } | null)?.[displaySymbol];
  if (typeof show !== "function") return bundleJson({ "text/plain": text(value) });
  const bundle: MimeBundle = await show.call(value);
  if (Object.keys(bundle).length === 0) return undefined;
  return bundleJson({ "text/plain": bundle["text/plain"] ?? text(value), ...bundle });
}

/** A bundle as JSON, its bytes in base64. */
export function bundleJson(bundle: MimeBundle): BundleJson {
  const entries = Object.entries(bundle).map(([type, content]) => [
    type,
    content instanceof Uint8Array ? Buffer.from(content).toString("base64") : content,
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

function text(value: unknown): string {
  return formatWithOptions({ colors: false }, value);
}
