import type { MimeBundle } from "../../kernel-api.ts";
import { mimeBundle, textOf } from "../../table/mime-bundle.ts";
import type { BundleJson } from "../thread-messages.ts";
import { Interrupted } from "./cell-run.ts";

/** Saved because a cell may replace it. */
const { stringify } = JSON;

/** Characters of a text that are shown, as many as of what a cell prints. */
const longestText = 1.25 * 1024 * 1024;
/** Characters of other content in JSON, such as HTML or a picture. */
const longestContent = 50 * 1024 * 1024;

/**
 * A cell's last value as a MIME bundle in JSON; `undefined` if there is nothing to show. If the value's own display method
 * throws, the cell still succeeds: `report` is called with the error, and the value is shown as text.
 *
 * @throws Interrupted if a loop of that method was stopped
 */
export async function resultBundle(
  value: unknown,
  report: (error: unknown) => void,
): Promise<BundleJson | undefined> {
  if (value === undefined) return undefined;
  try {
    // Not the promise itself, which must not be awaited. `display` has nothing more to show.
    if (value instanceof Promise && textOf(value) === "Promise { undefined }") return undefined;
    const bundle =
      value instanceof Promise ? { "text/plain": withoutStack(textOf(value)) } : await mimeBundle(value);
    return Object.keys(bundle).length === 0 ? undefined : bundleJson(bundle);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    report(error);
    return bundleJson({ "text/plain": plainText(value) });
  }
}

/** The text of a rejected promise with its error's name alone: the error itself is printed, unless it is handled. */
function withoutStack(text: string): string {
  return text.replace(/^(Promise \{)\s+(<rejected> [\w$]+)\b[\s\S]*(\})$/, "$1 $2 $3");
}

/** A bundle as JSON, with bytes in base64, and without what a page could not show. */
export function bundleJson(bundle: MimeBundle): BundleJson {
  const { "text/plain": text, ...others } = bundle;
  const shown = [shortened(text)].filter((part) => part !== undefined);
  const entries = Object.entries(others).flatMap(([type, content]) => {
    const json = stringify(content instanceof Uint8Array ? Buffer.from(content).toString("base64") : content);
    if (json === undefined) return [];
    if (json.length <= longestContent) return [`${stringify(type)}:${json}`];
    shown.push(
      `… ${type} is left out: ${json.length.toLocaleString("en")} characters are too many for a page`,
    );
    return [];
  });
  const plain = shown.length > 1 ? shown.join("\n") : shown[0];
  if (plain !== undefined) entries.unshift(`"text/plain":${stringify(plain)}`);
  return `{${entries.join(",")}}`;
}

function shortened(text: unknown): unknown {
  if (typeof text !== "string" || text.length <= longestText) return text;
  const rest = (text.length - longestText).toLocaleString("en");
  return `${text.slice(0, longestText)}\n… ${rest} more characters are left out`;
}

/** The text of a value, or its type if `inspect` throws too. */
function plainText(value: unknown): string {
  try {
    return textOf(value);
  } catch {
    return `[object ${typeof value}]`;
  }
}
