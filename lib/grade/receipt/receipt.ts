import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { canonical, sorted } from "../../day/canonical.ts";
import { root } from "../../setup/paths.mjs";
import { codeCells, type Notebook, wholeText } from "../notebook.ts";
import type { Work } from "../submission/work.ts";

/**
 * That somebody who holds the key has seen this work as it is: digests of every notebook's code and outputs, of the day's
 * own lib and data and of what ran them, and a keyed digest (HMAC-SHA256, RFC 2104) of all that.
 */
export interface Receipt {
  form: 1;
  notebooks: Record<string, { source: string; outputs: string }>;
  environment: Record<string, string>;
  /** Hexadecimal, over everything above. */
  digest: string;
}

/** Gives a receipt for the notebooks of a work. */
export function giveReceipt(work: Work, key: Buffer): Receipt {
  const stated = { form: 1 as const, notebooks: notebooksOf(work), environment: environment() };
  return { ...stated, digest: keyed(stated, key) };
}

/**
 * What is not as the receipt says; nothing when all is. A receipt that was changed, or given with another key, says nothing
 * about the work.
 */
export function receiptTroubles(receipt: unknown, work: Work, key: Buffer): string[] {
  if (!isReceipt(receipt)) return ["the receipt has not the form of one"];
  const { digest, ...stated } = receipt;
  if (!equal(digest, keyed(stated, key))) return ["the receipt was changed, or given with another key"];
  const now = notebooksOf(work);
  const troubles: string[] = [];
  for (const path of new Set([...Object.keys(stated.notebooks), ...Object.keys(now)])) {
    const [before, after] = [stated.notebooks[path], now[path]];
    if (!after) troubles.push(`${path} is gone`);
    else if (!before) troubles.push(`${path} came later`);
    else {
      if (before.source !== after.source) troubles.push(`${path}: the code or text was changed`);
      if (before.outputs !== after.outputs) troubles.push(`${path}: the outputs were changed`);
    }
  }
  return troubles;
}

/** Where the receipt was given: not a trouble, but worth knowing when figures differ. */
export function environmentChanges(receipt: Receipt): string[] {
  const now = environment();
  return Object.keys({ ...now, ...receipt.environment })
    .filter((name) => now[name] !== receipt.environment[name])
    .map((name) => `${name} is another one than when the receipt was given`);
}

function notebooksOf({ notebooks }: Work): Receipt["notebooks"] {
  const digests = notebooks.map(({ path, notebook }) => [
    path,
    notebook ? digestsOf(notebook) : { source: "unread", outputs: "unread" },
  ]);
  return Object.fromEntries(digests);
}

/** Of the one form in which notebooks are compared, so that saving one anew changes nothing. */
function digestsOf(notebook: Notebook) {
  const form = canonical(notebook);
  const source = form.cells.map(({ cell_type, source }) => [cell_type, wholeText(source)]);
  const outputs = codeCells(form).map(({ execution_count, outputs }) => [execution_count, sorted(outputs)]);
  return { source: sha256(source), outputs: sha256(outputs) };
}

function environment(): Record<string, string> {
  const version = (name: string) => createRequire(import.meta.url)(`${name}/package.json`).version as string;
  return {
    "Node.js": process.versions.node.split(".")[0],
    tslab: version("tslab"),
    TypeScript: version("@tslab/typescript-for-tslab"),
    lib: folderDigest("lib"),
    datasets: folderDigest("datasets"),
  };
}

function folderDigest(part: string): string {
  const names = readdirSync(join(root, part), { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => /\.(?:[cm]?[jt]s|wasm|csv)$/.test(name));
  return sha256(
    files.map((name) => [
      name.replaceAll("\\", "/"),
      createHash("sha256")
        .update(readFileSync(join(root, part, name)))
        .digest("hex"),
    ]),
  );
}

function keyed(stated: Omit<Receipt, "digest">, key: Buffer): string {
  return createHmac("sha256", key)
    .update(JSON.stringify(sorted(stated)))
    .digest("hex");
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function isReceipt(value: unknown): value is Receipt {
  const { form, notebooks, environment, digest } = (value ?? {}) as Partial<Receipt>;
  return (
    form === 1 &&
    typeof notebooks === "object" &&
    typeof environment === "object" &&
    /^[0-9a-f]{64}$/.test(String(digest))
  );
}

const sha256 = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");
