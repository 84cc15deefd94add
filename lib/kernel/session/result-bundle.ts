import type { MimeBundle } from "../../kernel-api.ts";
import { mimeBundle, textOf } from "../../table/mime-bundle.ts";
import type { BundleJson } from "../thread-messages.ts";

/** Kept, for a cell may replace it. */
const { stringify } = JSON;

/**
 * A cell's last value, as JSON. `undefined` shows nothing, and neither does an empty bundle. A value that
 * fails to show itself does not fail the cell, whose work is done: `tell` hears of it, and its text shows.
 */
export async function resultBundle(
  value: unknown,
  tell: (error: unknown) => void,
): Promise<BundleJson | undefined> {
  if (value === undefined) return undefined;
  try {
    const bundle = await mimeBundle(value);
    return Object.keys(bundle).length === 0 ? undefined : bundleJson(bundle);
  } catch (error) {
    tell(error);
    return bundleJson({ "text/plain": plainText(value) });
  }
}

/** A bundle as JSON, its bytes in base64. */
export function bundleJson(bundle: MimeBundle): BundleJson {
  const entries = Object.entries(bundle).map(([type, content]) => [
    type,
    content instanceof Uint8Array ? Buffer.from(content).toString("base64") : content,
  ]);
  return stringify(Object.fromEntries(entries));
}

/** The text of a value that may refuse even that. */
function plainText(value: unknown): string {
  try {
    return textOf(value);
  } catch {
    return Object.prototype.toString.call(undefined).replace("Undefined", typeof value);
  }
}
